namespace Scaling.Native.Parallel.Workloads;

/// <summary>Tasks that several workers share, each taken by the one that is free first.</summary>
public interface IParallelWork
{
    /// <summary>Makes ready what workers up to this number need, if it is not there yet.</summary>
    void Start(int workers);

    /// <summary>Makes ready what all tasks share, once, before the first run.</summary>
    /// <param name="team">The most workers that will run them: memory comes to be near those who touch it first.</param>
    /// <param name="cancellationToken">Looked at within.</param>
    /// <exception cref="OperationCanceledException">It is stopped.</exception>
    void Prepare(WorkerTeam team, CancellationToken cancellationToken)
    {
    }

    /// <summary>Runs the tasks 0 … <paramref name="tasks"/> − 1.</summary>
    /// <param name="team">Who does it; not more than were made ready.</param>
    /// <param name="tasks">At least 1.</param>
    /// <param name="keepOutcome">Whether <see cref="Outcome"/> will be asked for.</param>
    /// <param name="cancellationToken">Looked at before each task, and within a long one.</param>
    /// <exception cref="OperationCanceledException">It is stopped.</exception>
    void Run(WorkerTeam team, int tasks, bool keepOutcome, CancellationToken cancellationToken);

    /// <summary>What the first so many tasks of the last run that was to be kept have come to, asked for once; null where they come to nothing.</summary>
    double[]? Outcome(int tasks);
}
