using Scaling.Native.Parallel;
using Scaling.Native.Parallel.Workloads;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Workloads;

[Trait("Category", "Kernels")]
public sealed class KernelWorkTests
{
    public static TheoryData<string> Kernels => ["compute", "memory", "counter"];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Any_number_of_workers_comes_to_the_same(string kernel)
    {
        const int Tasks = 5;
        double[]? one = null;
        for (var workers = 1; workers <= 4; workers++)
        {
            var work = Create(kernel, Tasks);
            using var team = new WorkerTeam(workers);
            work.Start(workers);
            work.Prepare(team, CancellationToken.None);
            work.Run(team, Tasks, keepOutcome: true, CancellationToken.None);
            work.Run(team, Tasks, keepOutcome: false, CancellationToken.None);
            var outcome = work.Outcome(Tasks)!;
            Assert.All(outcome, value => Assert.True(double.IsFinite(value) && value > 0));
            Assert.Equal(one ??= outcome, outcome);
            (work as IDisposable)?.Dispose();
        }
    }

    [Fact]
    public void Each_task_of_the_triad_computes_its_own_part()
    {
        using var work = new MemoryBandwidthWork(3, 100_000);
        using var team = new WorkerTeam(2);
        Assert.Throws<InvalidOperationException>(() => work.Run(team, 2, keepOutcome: true, CancellationToken.None));
        work.Prepare(team, CancellationToken.None);
        work.Run(team, 2, keepOutcome: true, CancellationToken.None);
        // b + 3 c with b = 1 + task and c = 2; the third task has not run.
        Assert.Equal([7, 8, 0], work.Outcome(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => work.Run(team, 4, keepOutcome: false, CancellationToken.None));
    }

    [Fact]
    public void Tasks_of_the_compute_kernel_differ()
    {
        var work = new ComputeWork();
        using var team = new WorkerTeam(1);
        work.Run(team, 3, keepOutcome: true, CancellationToken.None);
        Assert.Equal(3, work.Outcome(3).Distinct().Count());
        // The chains tend to term / (1 − factor) = task + 1, and are there by 1 − 0.999999^500001; 32 of them are summed up.
        var share = 1 - Math.Pow(0.999_999, 500_001);
        Assert.Equal([32 * share, 64 * share, 96 * share], work.Outcome(3), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 23)]
    public void Arrays_of_nothing_are_refused(int tasks, long bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBandwidthWork(tasks, bytes));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_stop_is_heard_before_the_first_task(string kernel)
    {
        var work = Create(kernel, 5);
        using var team = new WorkerTeam(2);
        work.Prepare(team, CancellationToken.None);
        Assert.ThrowsAny<OperationCanceledException>(() => work.Run(team, 5, keepOutcome: true, new CancellationToken(canceled: true)));
        (work as IDisposable)?.Dispose();
    }

    [Fact]
    public void Arrays_take_whole_pages_a_task_however_little_it_reads()
    {
        Assert.Equal(3 * (2 * 4096 * 1_000_000L + 320), MemoryBandwidthWork.Size(1_000_000, 1 << 14));
        Assert.Equal(3 * (4096 + 320), MemoryBandwidthWork.Size(1, 24));
    }

    [Fact]
    public void A_task_longer_than_the_way_between_two_looks_at_the_token_is_done_to_its_end()
    {
        using var work = new MemoryBandwidthWork(2, 3 * 8 * ((1 << 20) + 1000));
        using var team = new WorkerTeam(2);
        work.Prepare(team, CancellationToken.None);
        work.Run(team, 2, keepOutcome: true, CancellationToken.None);
        Assert.Equal([7, 8], work.Outcome(2));
    }

    private static IParallelWork Create(string kernel, int tasks) => kernel switch
    {
        "compute" => new ComputeWork(),
        "memory" => new MemoryBandwidthWork(tasks, 1 << 20),
        _ => new SharedCounterWork(),
    };
}
