using Scaling.Native.Parallel.Workloads;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Workloads;

public sealed class TaskCountsTests
{
    [Theory]
    [InlineData(new[] { 1 }, 2)]
    [InlineData(new[] { 1, 2 }, 4)]
    [InlineData(new[] { 1, 2, 3, 4 }, 12)]
    [InlineData(new[] { 1, 2, 4, 8 }, 16)]
    [InlineData(new[] { 2, 3 }, 6)]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7, 8 }, 48)]
    public void Tasks_divide_evenly_among_all_counts_or_nearly(int[] counts, int tasks)
    {
        Assert.Equal(tasks, TaskCounts.Even(counts));
        Assert.All(counts, workers => Assert.InRange(TaskCounts.Excess(tasks, workers), 1, 1.05));
    }

    [Fact]
    public void The_busiest_of_three_workers_has_three_of_eight_tasks() => Assert.Equal(9 / 8.0, TaskCounts.Excess(8, 3));

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(8, new[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(9, new[] { 1, 2, 4, 8, 9 })]
    [InlineData(64, new[] { 1, 2, 4, 8, 16, 32, 64 })]
    [InlineData(96, new[] { 1, 2, 4, 8, 16, 32, 64, 96 })]
    public void Beyond_eight_workers_only_powers_of_two_and_the_limit_are_measured(int limit, int[] counts) =>
        Assert.Equal(counts, TaskCounts.UpTo(limit));
}
