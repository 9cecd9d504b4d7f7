using System.Diagnostics;
using Scaling.Native.Datasets;
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

            work.Prepare(teams[^1], session.Stop);
            var compared = new ComparedWork(work, TasksOf(counts[0]), session.Stop);
            var variants = counts.Select((workers, i) => compared.With(teams[i], TasksOf(workers))).ToList();
            var measurements = session.Compare(variants);
            return [.. counts.Select((workers, i) => new ScalingTiming(workers, TasksOf(workers), startups[i], compared.Judge(measurements[i])))];
        }
        finally
        {
            foreach (var team in teams) team.Dispose();
        }
    }

    /// <summary>Work as the variants of a comparison.</summary>
    private sealed class ComparedWork(IParallelWork work, int comparedTasks, CancellationToken stop)
    {
        private bool _isSilent = true;

        internal Variant With(WorkerTeam team, int tasks)
        {
            var isFirst = true;
            return new Variant
            {
                Name = Wording.Count(team.Workers, "worker"),
                Run = times =>
                {
                    for (var i = 0L; i < times; i++)
                    {
                        work.Run(team, tasks, isFirst, stop);
                        isFirst = false;
                    }
                },
                Outcome = Outcome,
            };
        }

        /// <summary>Where no count of workers has come to anything, there was nothing to compare.</summary>
        internal Measurement Judge(Measurement measurement) =>
            _isSilent ? measurement with { OutcomeDifference = null, OutcomeEqual = null } : measurement;

        /// <summary>Nothing differs from something, so it is an outcome too.</summary>
        private double[] Outcome()
        {
            var outcome = work.Outcome(comparedTasks);
            _isSilent &= outcome is null;
            return outcome ?? [];
        }
    }
}
