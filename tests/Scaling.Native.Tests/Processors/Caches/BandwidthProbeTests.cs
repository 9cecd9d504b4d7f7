using Scaling.Native.Kernels;
using Scaling.Native.Measuring;
using Scaling.Native.Memory;
using Scaling.Native.Parallel;
using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

[Trait("Category", "Kernels")]
public sealed class BandwidthProbeTests
{
    private static readonly MeasuringOptions Short = MeasuringOptions.Quick with { TimeLimit = TimeSpan.FromMilliseconds(300), MaximumSamples = 6 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_operation_is_measured_with_each_kind_of_stores_and_gives_what_it_must(int workers)
    {
        using var probe = new BandwidthProbe(new() { ArrayBytes = 100_008, Workers = workers });
        var results = probe.Measure(new MeasuringSession(Short, 1));
        Assert.Equal(8, results.Count);
        Assert.Equal(8, results.Select(r => (r.Operation, r.Store)).Distinct().Count());
        Assert.All(results, r => Assert.True(r.Measurement.OutcomeEqual, $"{r.Operation}: {r.Measurement.OutcomeDifference}"));
        Assert.All(results, r => Assert.InRange(r.BytesPerSecond, 1e6, r.BestBytesPerSecond));
    }

    [Theory]
    [InlineData(BandwidthOperation.Copy, 16)]
    [InlineData(BandwidthOperation.Scale, 16)]
    [InlineData(BandwidthOperation.Add, 24)]
    [InlineData(BandwidthOperation.Triad, 24)]
    public void Bytes_are_counted_as_STREAM_counts_them(BandwidthOperation operation, int bytesPerElement)
    {
        using var probe = new BandwidthProbe(new() { ArrayBytes = 8000, Stores = [StoreMode.Cached] });
        var result = Assert.Single(probe.Measure(new MeasuringSession(Short, 1)), r => r.Operation == operation);
        Assert.Equal(1000 * bytesPerElement, result.CountedBytes);
        Assert.Equal(result.CountedBytes / result.Measurement.MedianSeconds, result.BytesPerSecond);
        Assert.Equal(result.CountedBytes / result.Measurement.MinimumSeconds, result.BestBytesPerSecond);
    }

    [Fact]
    public void Every_length_is_shared_out_among_workers_without_gap_or_overlap()
    {
        foreach (var workers in new[] { 1, 2, 3, 5 })
        {
            using var team = new WorkerTeam(workers);
            foreach (var count in new[] { 1, 7, 511, 512, 513, 1024, 2561, 10_000 })
            {
                using var arrays = new StreamArrays(count * sizeof(double), PageKind.System, InstructionPath.Best, team);
                foreach (var store in Enum.GetValues<StoreMode>())
                {
                    foreach (var operation in Enum.GetValues<BandwidthOperation>())
                    {
                        arrays.Run(operation, store, 2);
                        Assert.InRange(arrays.Error(operation), 0, BandwidthProbe.Tolerance);
                    }
                }
            }
        }
    }

    [Fact]
    public void Any_instructions_give_the_same()
    {
        foreach (var path in InstructionPath.Supported)
        {
            using var probe = new BandwidthProbe(new() { ArrayBytes = 4096, Path = path });
            Assert.All(probe.Measure(new MeasuringSession(Short, 1)), r => Assert.True(r.Measurement.OutcomeEqual));
        }
    }

    [Fact]
    public void Elements_stay_of_their_size_however_long_and_in_whatever_order_operations_run()
    {
        using var team = new WorkerTeam(1);
        using var arrays = new StreamArrays(64, PageKind.System, InstructionPath.Best, team);
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            foreach (var operation in Enum.GetValues<BandwidthOperation>()) arrays.Run(operation, StoreMode.Cached, 1);
            foreach (var operation in Enum.GetValues<BandwidthOperation>().Reverse()) arrays.Run(operation, StoreMode.Cached, 1);
        }

        Assert.InRange(arrays.Error(BandwidthOperation.Triad), 0, BandwidthProbe.Tolerance);
        for (var i = 0; i < 1000; i++) arrays.Run((BandwidthOperation)random.Next(4), StoreMode.Cached, 1);
        Assert.InRange(arrays.Error(BandwidthOperation.Triad), 0, BandwidthProbe.Tolerance);
    }

    [Fact]
    public void A_wrong_element_is_found()
    {
        using var team = new WorkerTeam(2);
        using var arrays = new StreamArrays(80_000, PageKind.System, InstructionPath.Best, team);
        arrays.Run(BandwidthOperation.Copy, StoreMode.Cached, 1);
        arrays.Damage(BandwidthOperation.Copy, 9_999);
        Assert.InRange(arrays.Error(BandwidthOperation.Copy), 1e-5, 1e-3);
    }

    [Fact]
    public void Arrays_of_nothing_and_teams_of_nobody_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BandwidthProbe(new() { ArrayBytes = 7 }).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>(() => new BandwidthProbe(new() { ArrayBytes = 8, Workers = 0 }).Dispose());
        Assert.ThrowsAny<OutOfMemoryException>(() => new BandwidthProbe(new() { ArrayBytes = 1L << 60 }).Dispose());
    }

    [Fact]
    public void A_stop_ends_it_within_a_run()
    {
        using var team = new WorkerTeam(2);
        using var source = new CancellationTokenSource();
        using var arrays = new StreamArrays(8000, PageKind.System, InstructionPath.Best, team, source.Token);
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => arrays.Run(BandwidthOperation.Add, StoreMode.Cached, long.MaxValue));
        Assert.Throws<OperationCanceledException>(() => new BandwidthProbe(new() { ArrayBytes = 8000 }, source.Token).Dispose());
    }
}
