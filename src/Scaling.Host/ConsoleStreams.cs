using System.Text;

namespace Scaling.Host;

/// <summary>
/// The process's three streams: what is redirected is UTF-8 without a byte order mark whatever the locale, what is a terminal stays
/// with <see cref="Console"/>, which knows terminals.
/// </summary>
internal sealed class ConsoleStreams : IDisposable
{
    private const int RedirectedWidth = 120;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly TextReader? _redirectedInput;
    private Task<string?>? _pendingLine;

    internal ConsoleStreams()
    {
        OutputIsTerminal = !Console.IsOutputRedirected;
        ErrorIsTerminal = !Console.IsErrorRedirected;
        InputIsTerminal = !Console.IsInputRedirected;
        UnderstandsAnsi = (OutputIsTerminal || ErrorIsTerminal) && TerminalMode.TryEnableAnsi();
        if (!OutputIsTerminal) Console.SetOut(Writer(OpenOutput()));
        if (!ErrorIsTerminal) Console.SetError(Writer(Console.OpenStandardError()));
        if (!InputIsTerminal)
        {
            _redirectedInput = TextReader.Synchronized(new StreamReader(Console.OpenStandardInput(), Utf8));
            // A script that calls [Console]::ReadLine must find the lines buffered here.
            Console.SetIn(_redirectedInput);
        }
        Output = Console.Out;
        Error = Console.Error;
    }

    /// <summary>Raised once, on the writing thread, when the reader of a redirected standard output has gone.</summary>
    internal event Action? OutputClosed;

    internal bool OutputIsTerminal { get; }

    internal bool ErrorIsTerminal { get; }

    internal bool InputIsTerminal { get; }

    internal bool UnderstandsAnsi { get; }

    internal TextWriter Output { get; }

    internal TextWriter Error { get; }

    /// <summary>Columns of the terminal; 120 where the output is redirected, so that a log does not depend on a window.</summary>
    internal int Width => OutputIsTerminal ? TerminalWidth : RedirectedWidth;

    /// <summary>Columns of the terminal that the process is attached to, wherever its output goes.</summary>
    internal static int TerminalWidth => Console.WindowWidth is > 0 and var columns ? columns : RedirectedWidth;

    /// <summary>The next line of standard input without its end, or null at the end of it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the line being waited for goes to the next caller.</exception>
    internal string? ReadLine(CancellationToken cancellation)
    {
        // Nothing can interrupt a read of a terminal or a pipe, so another thread waits for it.
        _pendingLine ??= Task.Run(() => (_redirectedInput ?? Console.In).ReadLine(), CancellationToken.None);
        _pendingLine.Wait(cancellation);
        var line = _pendingLine.Result;
        _pendingLine = null;
        return line;
    }

    /// <summary>A key of the terminal, not echoed.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static ConsoleKeyInfo ReadKey(CancellationToken cancellation)
    {
        var key = Task.Run(() => Console.ReadKey(intercept: true), CancellationToken.None);
        key.Wait(cancellation);
        return key.Result;
    }

    public void Dispose()
    {
        // The runtime leaves a Unix terminal's cursor keys in application mode (dotnet/runtime issue 27626).
        if (OutputIsTerminal && UnderstandsAnsi && !OperatingSystem.IsWindows()) Output.Write("\e[?1l");
        Output.Flush();
        Error.Flush();
    }

    private static TextWriter Writer(Stream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, Utf8, bufferSize: 4096) { AutoFlush = true });

    private Stream OpenOutput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new UnixOutputStream(() => OutputClosed?.Invoke());
}
