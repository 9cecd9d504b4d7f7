using Scaling.Native.Measuring;
using Scaling.Native.Parallel;
using Scaling.Native.Parallel.Laws;
using Scaling.Native.Parallel.Workloads;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Workloads;

public sealed class ScalingExperimentTests
{
    private static readonly MeasuringOptions Short = MeasuringOptions.Quick with
    {
        TimeLimit = TimeSpan.FromMilliseconds(100),
        WarmUpTime = TimeSpan.Zero,
        MinimumSamples = 2,
        MaximumSamples = 3,
    };

    [Fact]
    public void Counts_are_measured_in_ascending_order_once_each_with_the_same_tasks()
    {
        var work = new CountedWork();
        var timings = Measure(work, [3, 1, 2, 2], ScalingMode.Strong, 6);
        Assert.Equal([(1, 6), (2, 6), (3, 6)], timings.Select(t => (t.Workers, t.Tasks)));
        Assert.Equal([1, 2, 3], work.Started);
        Assert.Equal([3], work.Prepared);
        Assert.Equal([(1, 6), (2, 6), (3, 6)], work.Kept);
        Assert.All(timings, t => Assert.True(t.Measurement.OutcomeEqual));
        Assert.All(timings, t => Assert.InRange(t.Measurement.Samples.Count, 1, 3));
    }

    [Fact]
    public void Work_that_grows_has_as_many_tasks_a_worker_and_is_compared_by_the_first_ones()
    {
        var work = new CountedWork();
        var timings = Measure(work, [1, 2, 4], ScalingMode.Weak, 3);
        Assert.Equal([3, 6, 12], timings.Select(t => t.Tasks));
        Assert.Equal([3, 3, 3], work.Asked);
        Assert.All(timings, t => Assert.True(t.Measurement.OutcomeEqual));
    }

    [Fact]
    public void Workers_that_come_to_something_else_are_found_out()
    {
        var timings = Measure(new CountedWork { Wrong = 2 }, [1, 2, 3], ScalingMode.Strong, 4);
        Assert.Equal([true, false, true], timings.Select(t => t.Measurement.OutcomeEqual!.Value));
    }

    [Fact]
    public void Work_without_outcome_is_not_compared() =>
        Assert.All(Measure(new CountedWork { IsSilent = true }, [1, 2], ScalingMode.Strong, 2), t => Assert.Null(t.Measurement.OutcomeEqual));

    [Theory]
    [InlineData(1, new[] { true, false, false })]
    [InlineData(3, new[] { true, true, false })]
    public void Nothing_is_another_result_than_something(int silent, bool[] equal) =>
        Assert.Equal(equal, Measure(new CountedWork { Silent = silent }, [1, 2, 3], ScalingMode.Strong, 2).Select(t => t.Measurement.OutcomeEqual!.Value));

    [Fact]
    public void A_stop_ends_it()
    {
        using var stop = new CancellationTokenSource();
        var work = new CountedWork { OnRun = stop.Cancel };
        var session = new MeasuringSession(Short with { TimeLimit = TimeSpan.FromMinutes(10) }, 1, null, stop.Token);
        Assert.Throws<OperationCanceledException>(() => ScalingExperiment.Measure(work, [1, 2], ScalingMode.Strong, 2, session));
    }

    private static IReadOnlyList<ScalingTiming> Measure(CountedWork work, int[] counts, ScalingMode mode, int tasks) =>
        ScalingExperiment.Measure(work, counts, mode, tasks, new MeasuringSession(Short, 1));

    /// <summary>Tasks that come to their number, and a record of who was asked for what.</summary>
    private sealed class CountedWork : IParallelWork
    {
        private double[] _results = [];

        public List<int> Started { get; } = [];

        public List<(int Workers, int Tasks)> Kept { get; } = [];

        public List<int> Asked { get; } = [];

        public List<int> Prepared { get; } = [];

        public int Silent { get; init; }

        public int Wrong { get; init; }

        public bool IsSilent { get; init; }

        public Action OnRun { get; init; } = () => { };

        public void Start(int workers) => Started.Add(workers);

        public void Prepare(WorkerTeam team, CancellationToken cancellationToken) => Prepared.Add(team.Workers);

        public void Run(WorkerTeam team, int tasks, bool keepOutcome, CancellationToken cancellationToken)
        {
            OnRun();
            if (keepOutcome) Kept.Add((team.Workers, tasks));
            var results = new double[tasks];
            team.ForEach(tasks, task => results[task] = task + (team.Workers == Wrong ? 1 : 0));
            _results = results;
        }

        public double[]? Outcome(int tasks)
        {
            Asked.Add(tasks);
            return IsSilent || Silent == Asked.Count ? null : _results[..tasks];
        }
    }
}
