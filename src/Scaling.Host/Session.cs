using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace Scaling.Host;

/// <summary>One runspace, what the command line asks it to run, and the exit code that comes of it.</summary>
internal sealed class Session : IDisposable
{
    private readonly CommandLine _commandLine;
    private readonly ConsoleStreams _streams;
    private readonly Interruption _interruption;
    private readonly ConsolePrompt _prompt;
    private readonly HostUserInterface _ui;
    private readonly ScriptHost _host;
    private readonly Runspace _runspace;

    internal Session(ConsoleStreams streams, CommandLine commandLine)
    {
        _commandLine = commandLine;
        _streams = streams;
        _interruption = new Interruption(streams);
        _prompt = new ConsolePrompt(streams, commandLine.NonInteractive, _interruption.Token);
        _ui = new HostUserInterface(streams, _prompt);
        _host = new ScriptHost(_ui);
        _runspace = OpenRunspace(_host, commandLine.ExecutionPolicy);
        Runspace.DefaultRunspace = _runspace;
    }

    internal int Run()
    {
        var succeeded = _commandLine.Mode switch
        {
            RunMode.File => Execute(FileCommand()),
            RunMode.Command => Execute(TextCommand(_commandLine.Text)) && LastStatementSucceeded(),
            _ => ExecuteInput() && LastStatementSucceeded(),
        };
        _ui.ClearProgress();
        return _interruption.ExitCode ?? _host.RequestedExitCode ?? (succeeded ? ExitCode.Success : ExitCode.Failure);
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _runspace.Dispose();
    }

    private static Runspace OpenRunspace(ScriptHost host, string? executionPolicy)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Without pwsh's configuration file the engine falls back to Restricted and would run no script at all.
            // A policy set by an administrator still wins.
            state.ExecutionPolicy = executionPolicy is null
                ? ExecutionPolicy.Bypass
                : Enum.Parse<ExecutionPolicy>(executionPolicy, ignoreCase: true);
        }
        var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        // After the engine has composed the path, so that our module is found before another copy; cmdlets are autoloaded from it.
        const string modulePath = "PSModulePath";
        var modules = Path.Combine(AppContext.BaseDirectory, "Modules");
        Environment.SetEnvironmentVariable(modulePath, modules + Path.PathSeparator + Environment.GetEnvironmentVariable(modulePath));
        return runspace;
    }

    private Command FileCommand()
    {
        // A script without the extension is one by its first line only, which the engine does not read.
        if (!Path.GetExtension(_commandLine.Text).Equals(".ps1", StringComparison.OrdinalIgnoreCase))
            return TextCommand(File.ReadAllText(_commandLine.Text));
        ScriptExit.EndsSession(_runspace);
        return WithArguments(new Command(_commandLine.Text, isScript: false, useLocalScope: false));
    }

    private Command TextCommand(string text) => WithArguments(new Command(text, isScript: true, useLocalScope: false));

    private Command WithArguments(Command command)
    {
        foreach (var argument in _commandLine.Arguments) command.Parameters.Add(argument);
        return command;
    }

    /// <summary>Runs the commands on standard input one by one, as they come in.</summary>
    private bool ExecuteInput()
    {
        var succeeded = true;
        foreach (var text in new CommandReader(_streams, _interruption.Token).Read())
        {
            succeeded = Execute(new Command(text, isScript: true, useLocalScope: false));
            if (_host.RequestedExitCode is not null || _interruption.ExitCode is not null) break;
        }
        return succeeded;
    }

    /// <summary>Runs one command to its end and shows the exception that ended it, if one did.</summary>
    /// <returns>False if one did.</returns>
    private bool Execute(Command command)
    {
        using var run = new PipelineRun(_runspace, command);
        var feed = !_streams.InputIsTerminal && _commandLine.Mode != RunMode.CommandsFromInput && InputUse.IsIn(command);
        _prompt.InputIsTaken = feed;
        using (_interruption.Stopping(run)) run.Invoke(feed ? _streams : null);
        if (run.Failure is null) return true;
        if (_interruption.ExitCode is null) Show(run.Failure);
        return false;
    }

    private void Show(Exception failure)
    {
        var record = failure is IContainsErrorRecord container
            ? new ErrorRecord(container.ErrorRecord, failure)
            : new ErrorRecord(failure, failure.GetType().Name, ErrorCategory.NotSpecified, null);
        using var show = _runspace.CreatePipeline();
        show.Commands.Add("Out-Default");
        show.Input.Write(record);
        show.Input.Close();
        try
        {
            using (_ui.ToError()) show.Invoke();
        }
        catch (RuntimeException)
        {
            // A script may have replaced the view of errors by one that fails.
            _ui.WriteErrorLine(failure.Message);
        }
    }

    private bool LastStatementSucceeded()
    {
        using var question = _runspace.CreatePipeline("$global:?");
        return LanguagePrimitives.IsTrue(question.Invoke());
    }
}
