using System.Management.Automation;

namespace Scaling.PowerShell.Runspaces;

/// <summary>What one task left behind. Written by the worker that runs it.</summary>
internal sealed class TaskReport
{
    // There may be a million tasks, each once for every count of workers, and most leave little: three lists for each would take more than all of it.
    private List<PSObject?>? _output;
    private List<ErrorRecord>? _errors;
    private List<string>? _warnings;

    internal IReadOnlyList<PSObject?> Output => _output ?? (IReadOnlyList<PSObject?>)[];

    internal IReadOnlyList<ErrorRecord> Errors => _errors ?? (IReadOnlyList<ErrorRecord>)[];

    internal IReadOnlyList<string> Warnings => _warnings ?? (IReadOnlyList<string>)[];

    /// <summary>Whether it threw.</summary>
    internal bool HasFailed { get; set; }

    internal void Add(PSObject? output) => (_output ??= []).Add(output);

    internal void Add(ErrorRecord error) => (_errors ??= []).Add(error);

    internal void AddWarning(string message) => (_warnings ??= []).Add(message);

    internal void DropOutput() => _output = null;
}
