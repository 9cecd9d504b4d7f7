using System.Diagnostics;
using System.Globalization;
using Scaling.Native.Measuring;
using Scaling.Native.Parallel.Laws;

namespace Scaling.Native.Parallel.Workloads;

/// <summary>Measures the same tasks, or as many a worker, with different numbers of workers.</summary>
public static class ScalingExperiment
{
    /// <summary>Measures work in turns with each number of workers. One comparison of the session.</summary>
    /// <param name="work">The tasks.</param>
    /// <param name="workerCounts">At least one, each at least 1; taken in ascending order, each once.</param>
    /// <param name="mode">Whether all counts share the tasks, or each worker has as many.</param>
    /// <param name="tasks">The tasks in all, or a worker; at least 1.</param>
    /// <param name="session">How long and how exactly.</param>
    /// <returns>A timing for each count, in ascending order. Outcomes are compared with those of the first.</returns>
    /// <exception cref="OperationCanceledException">The session is stopped.</exception>
    public static IReadOnlyList<ScalingTiming> Measure(
        IParallelWork work, IReadOnlyList<int> workerCounts, ScalingMode mode, int tasks, MeasuringSession session)
    {
        int[] counts = [.. workerCounts.Distinct().Order()];
        int TasksOf(int workers) => checked(mode == ScalingMode.Weak ? tasks * workers : tasks);
        var teams = new List<WorkerTeam>();
        var startups = new List<double>();
        try
        {
            // What is made ready for few workers is not made again for more, so its time adds up.
            var made = 0.0;
            foreach (var workers in counts)
            {
                var begin = Stopwatch.GetTimestamp();
                work.Start(workers);
                made += Stopwatch.GetElapsedTime(begin).TotalSeconds;
                begin = Stopwatch.GetTimestamp();
                teams.Add(new WorkerTeam(workers));
                startups.Add(made + Stopwatch.GetElapsedTime(begin).TotalSeconds);
            }

            var variants = counts.Select((workers, i) => VariantOf(work, teams[i], TasksOf(workers), TasksOf(counts[0]))).ToList();
            var measurements = session.Compare(variants);
            return [.. counts.Select((workers, i) => new ScalingTiming(workers, TasksOf(workers), startups[i], measurements[i]))];
        }
        finally
        {
            foreach (var team in teams) team.Dispose();
        }
    }

    private static Variant VariantOf(IParallelWork work, WorkerTeam team, int tasks, int comparedTasks)
    {
        var isFirst = true;
        return new Variant
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{team.Workers} {(team.Workers == 1 ? "worker" : "workers")}"),
            Run = times =>
            {
                for (var i = 0L; i < times; i++)
                {
                    work.Run(team, tasks, isFirst);
                    isFirst = false;
                }
            },
            Outcome = () => work.Outcome(comparedTasks)!,
        };
    }
}
