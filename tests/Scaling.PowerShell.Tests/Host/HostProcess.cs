using System.Diagnostics;
using System.Text;

namespace Scaling.PowerShell.Tests.Host;

/// <summary>The built host as a child process with redirected streams, in a temporary folder of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _error;
    private bool _outputIsClosed;

    private HostProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    internal int Id => _process.Id;

    internal StreamReader Output => _process.StandardOutput;

    internal StreamWriter Input => _process.StandardInput;

    internal static HostProcess Start(
        IEnumerable<string> arguments, string? folder = null, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        start.ArgumentList.Add(EngineSession.Metadata("HostAssembly"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Remove("NO_COLOR");
        // The variable of an engine that runs the tests would lead the child to that engine's modules.
        start.Environment.Remove("PSModulePath");
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end with <paramref name="input"/> as standard input.</summary>
    internal static HostResult Run(
        IEnumerable<string> arguments,
        string input = "",
        string? folder = null,
        IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        using var host = Start(arguments, folder, environment);
        host.Give(input);
        return host.Finish();
    }

    internal static HostResult RunCommand(string command, string input = "") => Run(["-Command", command], input);

    /// <summary>Writes a script to a temporary folder and runs it.</summary>
    internal static HostResult RunScript(string script, IEnumerable<string>? arguments = null, string input = "")
    {
        using var folder = new TemporaryFolder();
        return Run(["-File", folder.Write("script.ps1", script), .. arguments ?? []], input, folder.Path);
    }

    /// <summary>Waits for the end, within bounds, and takes what is left of the output.</summary>
    internal HostResult Finish()
    {
        var output = _outputIsClosed ? Task.FromResult("") : Output.ReadToEndAsync();
        if (!_process.WaitForExit(Limit)) throw new TimeoutException($"The host still runs after {Limit}.");
        return new HostResult(_process.ExitCode, output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    /// <summary>Stops listening, as <c>head</c> does.</summary>
    internal void CloseOutput()
    {
        _outputIsClosed = true;
        Output.Close();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Give(string input)
    {
        try
        {
            Input.Write(input);
            Input.Close();
        }
        catch (IOException)
        {
            // The host may end before it has read anything.
        }
    }
}

internal sealed record HostResult(int ExitCode, string Output, string Error)
{
    internal string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("scaling-host-").FullName;

    internal string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
