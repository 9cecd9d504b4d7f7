using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Scaling.PowerShell.Runspaces;

/// <summary>Runspaces, one a worker, that see the location and the preferences of the session that they are made from.</summary>
internal sealed class RunspaceCrew : IDisposable
{
    private static readonly string[] Preferences =
    [
        "ErrorActionPreference", "WarningPreference", "InformationPreference", "VerbosePreference", "DebugPreference", "ProgressPreference", "ConfirmPreference", "WhatIfPreference",
    ];

    private readonly List<Runspace> _runspaces = [];
    private readonly InitialSessionState _initial = InitialSessionState.CreateDefault2();
    private readonly string? _location;
    private readonly string? _initialization;
    private readonly Hashtable _using;
    private readonly Action<ErrorRecord> _onError;
    private readonly CancellationToken _stop;
    private readonly HashSet<string> _told = [];

    /// <param name="session">The caller's.</param>
    /// <param name="initialization">Runs in each runspace when it has been opened.</param>
    /// <param name="usingValues">Values of its <c>$using:</c> variables.</param>
    /// <param name="onError">Told of errors that the initialization script writes, of each once.</param>
    /// <param name="stop">Stops the initialization script.</param>
    internal RunspaceCrew(SessionState session, ScriptBlock? initialization, Hashtable usingValues, Action<ErrorRecord> onError, CancellationToken stop)
    {
        (_initialization, _using, _onError, _stop) = (initialization?.ToString(), usingValues, onError, stop);
        // Scripts must not get rights by going to another runspace.
        _initial.LanguageMode = session.LanguageMode;
        _initial.ThreadOptions = PSThreadOptions.UseCurrentThread;
        foreach (var name in Preferences)
        {
            if (session.PSVariable.GetValue(name) is { } value) _initial.Variables.Add(new SessionStateVariableEntry(name, value, ""));
        }

        try
        {
            _location = session.Path.CurrentLocation.Path;
        }
        catch (InvalidOperationException)
        {
            // A session without a location.
        }
    }

    internal Runspace this[int worker] => _runspaces[worker];

    /// <summary>Opens runspaces until there are so many.</summary>
    /// <exception cref="InitializationException">The initialization script threw.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal void Open(int count)
    {
        while (_runspaces.Count < count)
        {
            _stop.ThrowIfCancellationRequested();
            var runspace = RunspaceFactory.CreateRunspace(_initial);
            _runspaces.Add(runspace);
            runspace.Name = $"Scaling worker {_runspaces.Count}";
            runspace.Open();
            Locate(runspace);
            Initialize(runspace);
        }
    }

    public void Dispose()
    {
        foreach (var runspace in _runspaces) runspace.Dispose();
        _runspaces.Clear();
    }

    private void Initialize(Runspace runspace)
    {
        if (_initialization is null) return;
        using var engine = System.Management.Automation.PowerShell.Create();
        engine.Runspace = runspace;
        engine.AddScript(_initialization, useLocalScope: false).AddParameter(UsingVariables.Parameter, _using);
        using var output = new PSDataCollection<PSObject>();
        try
        {
            StoppableScript.Invoke(engine, output, _stop);
        }
        catch (RuntimeException e)
        {
            throw new InitializationException(e.ErrorRecord, e);
        }

        foreach (var error in engine.Streams.Error.Where(error => _told.Add(error.ToString()))) _onError(error);
    }

    private void Locate(Runspace runspace)
    {
        if (_location is null) return;
        try
        {
            runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(_location));
        }
        catch (Exception e) when (e is SessionStateException or ProviderInvocationException)
        {
            // A drive that only the caller's session has; ForEach-Object -Parallel goes on without it, too.
        }
    }
}
