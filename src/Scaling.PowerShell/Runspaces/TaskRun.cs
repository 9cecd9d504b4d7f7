namespace Scaling.PowerShell.Runspaces;

/// <summary>Tasks that are handed out once each.</summary>
/// <param name="items">The object of each task; where there are more tasks than objects, they begin again.</param>
/// <param name="tasks">How many tasks.</param>
/// <param name="count">What is known of the tasks of so many workers.</param>
/// <param name="isKept">Whether all that a task leaves is to be known; else only whether it throws.</param>
internal sealed class TaskRun(IReadOnlyList<object?> items, int tasks, CountReport count, bool isKept)
{
    private int _next;

    internal IReadOnlyList<object?> Items => items;

    internal CountReport Count => count;

    internal bool IsKept => isKept;

    internal bool IsDone => Volatile.Read(ref _next) >= tasks;

    internal bool TryTake(out int task)
    {
        task = IsDone ? tasks : Interlocked.Increment(ref _next) - 1;
        return task < tasks;
    }
}
