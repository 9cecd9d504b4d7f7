using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>A shell in a process of its own that measures one script. Disposing it ends the process and all that it has started.</summary>
internal sealed class ChildShell : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);
    private const int KeptErrorLines = 20;
    private const string ChildAssembly = "Scaling.Measuring.dll";

    private readonly Process _process;
    private readonly NamedPipeServerStream _server;
    private readonly MeasuringChannel _channel;
    private readonly Queue<string> _errorLines = new();
    private readonly TaskCompletionSource _outputEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorsEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="shell">The program.</param>
    /// <param name="byStatement">Whether it is to measure statements.</param>
    /// <param name="folder">Where it starts.</param>
    /// <param name="say">Takes lines that the child writes to its console; from other threads. True for those of standard error.</param>
    internal ChildShell(ShellProgram shell, bool byStatement, string folder, Action<string, bool> say)
    {
        _server = MeasuringChannel.Listen(out var name);
        _channel = new MeasuringChannel(_server);
        var start = new ProcessStartInfo(shell.FileName)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<string>)
            [.. shell.Arguments, "-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand", Encode(byStatement ? StatementScript(name) : Script(name))])
            start.ArgumentList.Add(argument);
        AddModulePath(start);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Say(line.Data, false);
        _process.ErrorDataReceived += (_, line) => Say(line.Data, true);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        void Say(string? line, bool isError)
        {
            if (line is null)
            {
                (isError ? _errorsEnd : _outputEnd).TrySetResult();
                return;
            }

            if (isError) Keep(line);
            say(line, isError);
        }
    }

    /// <summary>The most that has been in memory of the child, as far as it could be seen, in bytes.</summary>
    internal long HighWaterBytes { get; private set; }

    /// <summary>The last lines of its standard error.</summary>
    internal string ErrorText
    {
        get
        {
            lock (_errorLines) return string.Join(Environment.NewLine, _errorLines);
        }
    }

    /// <summary>Hands the request over once the child is there.</summary>
    /// <returns>False if it ended before.</returns>
    internal bool TrySend(MeasuringRequest request, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connected = _server.WaitForConnectionAsync(giveUp.Token);
        var ended = _process.WaitForExitAsync(giveUp.Token);
        if (Task.WaitAny([connected, ended], cancellationToken) != 0)
        {
            giveUp.Cancel();
            return false;
        }

        giveUp.Cancel();
        try
        {
            _channel.Send(request);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The next message; null when the child has ended or is as good as ended.</summary>
    internal (MessageKind Kind, string Text)? Receive() => _channel.Receive();

    internal void Observe() => HighWaterBytes = Math.Max(HighWaterBytes, ObservedProcess.HighWaterBytes(_process.Id));

    /// <summary>The exit code, once the process has ended; null where it does not within a second.</summary>
    internal int? WaitForExit()
    {
        if (!_process.WaitForExit(EndLimit)) return null;
        AwaitConsole();
        return _process.ExitCode;
    }

    /// <summary>Waits, once the process has ended, for what it wrote to its console last; what it has started may keep that open for longer.</summary>
    internal void AwaitConsole() => Task.WaitAll([_outputEnd.Task, _errorsEnd.Task], EndLimit);

    public void Dispose()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.WaitForExit(EndLimit);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended in between, or has started what belongs to another user.
        }

        _process.Dispose();
        _channel.Dispose();
    }

    private void Keep(string line)
    {
        lock (_errorLines)
        {
            if (_errorLines.Count == KeptErrorLines) _errorLines.Dequeue();
            _errorLines.Enqueue(line);
        }
    }

    private static string Encode(string script) => Convert.ToBase64String(Encoding.Unicode.GetBytes(script));

    /// <summary>
    /// The module is not imported, nor loaded: that would be memory of the measured process. The child imports a small assembly of its own, and finds
    /// the module where the script uses it. Each call of a method in this text costs memory, too.
    /// </summary>
    private static string Script(string channel) => $$"""
        $ProgressPreference = 'SilentlyContinue'
        Microsoft.PowerShell.Core\Import-Module '{{Quote(Path.Combine(Path.GetDirectoryName(typeof(MemoryMeter).Assembly.Location)!, ChildAssembly))}}'
        & { Measure-Child -Name '{{channel}}' } *>&1 | Send-Record
        """;

    /// <summary>What looks at variables between statements needs the module's assemblies. It takes these only, without an import.</summary>
    private static string StatementScript(string channel) => $$"""
        $ProgressPreference = 'SilentlyContinue'
        $ScalingContext = [System.Runtime.Loader.AssemblyLoadContext]::new('Scaling.Measuring')
        $null = $ScalingContext.LoadFromAssemblyPath('{{Quote(typeof(MemoryMeter).Assembly.Location)}}')
        $ScalingAssembly = $ScalingContext.LoadFromAssemblyPath('{{Quote(typeof(ChildShell).Assembly.Location)}}')
        $ScalingCmdlet = [System.Management.Automation.CmdletInfo]
        $ScalingChild = $ScalingCmdlet::new('Measure-Child', $ScalingAssembly.GetType('{{typeof(MeasureStatementsCommand)}}'))
        $ScalingSend = $ScalingCmdlet::new('Send-Record', $ScalingAssembly.GetType('{{typeof(SendStatementRecordCommand)}}'))
        & { & $ScalingChild -Name '{{channel}}' } *>&1 | & $ScalingSend
        """;

    private static string Quote(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static void AddModulePath(ProcessStartInfo start)
    {
        const string variable = "PSModulePath";
        var folder = Path.GetDirectoryName(typeof(ChildShell).Assembly.Location)!;
        // Autoloading goes by the folder's name, which a version may stand below.
        if (Version.TryParse(Path.GetFileName(folder), out _)) folder = Path.GetDirectoryName(folder)!;
        if (Path.GetFileName(folder) != "Scaling") return;
        var paths = start.Environment.TryGetValue(variable, out var given) ? given : null;
        start.Environment[variable] = Path.GetDirectoryName(folder) + (string.IsNullOrEmpty(paths) ? "" : Path.PathSeparator + paths);
    }
}
