using System.Collections.Concurrent;
using System.Management.Automation;

namespace Scaling.PowerShell.Runspaces;

/// <summary>What the tasks of one worker count left behind.</summary>
/// <param name="tasks">How many tasks.</param>
internal sealed class CountReport(int tasks)
{
    private readonly ConcurrentDictionary<int, ErrorRecord> _failures = new();

    /// <summary>What each task left in the run that was kept.</summary>
    internal TaskReport[] Tasks { get; } = [.. Enumerable.Range(0, tasks).Select(_ => new TaskReport())];

    /// <summary>How many tasks threw, in whichever run.</summary>
    internal int FailedTaskCount => _failures.Count;

    /// <summary>What the task threw first; null where it always came to its end.</summary>
    internal ErrorRecord? Failure(int task) => _failures.GetValueOrDefault(task);

    internal void AddFailure(int task, ErrorRecord failure) => _failures.TryAdd(task, failure);
}
