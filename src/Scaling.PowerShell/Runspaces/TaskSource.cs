using System.Collections;

namespace Scaling.PowerShell.Runspaces;

/// <summary>The tasks of one run, as a worker's script enumerates them: each goes to the worker that asks first.</summary>
internal sealed class TaskSource(TaskRun run) : IEnumerable
{
    /// <summary>The task that the worker is at, or was at last; -1 before its first.</summary>
    internal int Current { get; private set; } = -1;

    public IEnumerator GetEnumerator()
    {
        while (run.TryTake(out var task))
        {
            Current = task;
            yield return run.Items[task % run.Items.Count];
        }
    }
}
