namespace Scaling.PowerShell.Runspaces;

/// <summary>Tasks that are handed out once each.</summary>
/// <param name="items">The object of each task; where there are more tasks than objects, they begin again.</param>
/// <param name="tasks">How many tasks.</param>
/// <param name="reports">What is to be known of each task; null where nothing is.</param>
internal sealed class TaskRun(IReadOnlyList<object?> items, int tasks, TaskReport[]? reports)
{
    private int _next;

    internal IReadOnlyList<object?> Items => items;

    internal bool IsDone => Volatile.Read(ref _next) >= tasks;

    internal bool TryTake(out int task)
    {
        task = IsDone ? tasks : Interlocked.Increment(ref _next) - 1;
        return task < tasks;
    }

    internal TaskReport? Report(int task) => task < 0 ? null : reports?[task];
}
