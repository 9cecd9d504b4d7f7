namespace Scaling.Native.Parallel.Workloads;

/// <summary>How many tasks divide evenly among workers.</summary>
public static class TaskCounts
{
    private const int FewestRounds = 2;
    private const int MostRounds = 6;

    /// <summary>The number of tasks, from two to six for each of the most workers, with which the busiest worker has the least more than its share, whichever count is
    /// at work. Three workers that share eight tasks could not be more than 2.67 times as fast as one, whatever the work.</summary>
    /// <param name="workerCounts">At least one, each at least 1.</param>
    public static int Even(IReadOnlyList<int> workerCounts)
    {
        var most = workerCounts.Max();
        var (best, last, bestExcess) = (most, checked(most * MostRounds), double.PositiveInfinity);
        for (var tasks = checked(most * FewestRounds); tasks <= last; tasks++)
        {
            var excess = workerCounts.Max(workers => Excess(tasks, workers));
            if (excess < bestExcess - 1e-12) (best, bestExcess) = (tasks, excess);
        }

        return best;
    }

    /// <summary>How many times its share of equal tasks the busiest worker has, at least 1.</summary>
    public static double Excess(int tasks, int workers) => (double)((tasks + workers - 1L) / workers) * workers / tasks;

    /// <summary>The counts from 1 to a limit; beyond eight only powers of two, and the limit.</summary>
    public static int[] UpTo(int limit)
    {
        if (limit <= 8) return [.. Enumerable.Range(1, limit)];
        return [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(count => count < limit), limit];
    }
}
