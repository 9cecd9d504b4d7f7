using Scaling.Native.Kernels;
using Scaling.Native.Measuring;
using Scaling.Native.Processors;
using Scaling.Native.Processors.Vectors;
using Xunit;

namespace Scaling.Native.Tests.Processors.Vectors;

[Trait("Category", "Kernels")]
public sealed class VectorComparisonTests : IDisposable
{
    private const int SeveralWorkers = 3;

    private static readonly CacheSizes Caches = new(32 << 10, 1 << 20, 32 << 20, 2);

    // As little as can be: each way is run and judged, how long it takes does not matter here.
    private static readonly MeasuringOptions Shortest = MeasuringOptions.Quick with { TimeLimit = TimeSpan.FromMilliseconds(20), WarmUpTime = TimeSpan.Zero };

    private readonly VectorCrew _crew = new(Caches);

    public static TheoryData<KernelOperation, ElementType> OperationsAndTypes
    {
        get
        {
            var data = new TheoryData<KernelOperation, ElementType>();
            foreach (var operation in Enum.GetValues<KernelOperation>())
                foreach (var type in Enum.GetValues<ElementType>().Where(type => operation.IsFor(type))) data.Add(operation, type);
            return data;
        }
    }

    public void Dispose() => _crew.Dispose();

    [Theory]
    [MemberData(nameof(OperationsAndTypes))]
    public void All_ways_to_do_an_operation_come_to_what_a_plain_loop_comes_to(KernelOperation operation, ElementType type)
    {
        // Several blocks of the pattern, and neither a whole number of them nor of registers.
        foreach (var timing in Compare(operation, type, 150_001, [.. Paths, new PathVariant("Threads", InstructionPath.Best, SeveralWorkers), Plain(operation)]))
        {
            Assert.True(timing.Measurement.OutcomeEqual, $"{timing.Variant.Name}: {timing.Measurement.OutcomeDifference}");
            Assert.True(timing.SecondsPerElement > 0 && timing.Limit.SecondsPerElement > 0);
        }
    }

    [Theory]
    [MemberData(nameof(OperationsAndTypes))]
    public void TensorPrimitives_come_to_the_same(KernelOperation operation, ElementType type)
    {
        var variant = new TensorVariant("TensorPrimitives");
        Assert.Equal(operation != KernelOperation.CompareCount, VectorComparison.IsThere(variant, operation));
        if (operation == KernelOperation.CompareCount) return;

        // What it is compiled to does not matter here.
        _crew.Rehearsed.Add((operation, type));
        var timing = Assert.Single(Compare(operation, type, 1001, [variant]));
        Assert.True(timing.Measurement.OutcomeEqual, $"{timing.Measurement.OutcomeDifference}");
        Assert.Null(timing.Stores);
    }

    [Theory]
    [InlineData(KernelOperation.Add)]
    [InlineData(KernelOperation.Exponential)]
    [InlineData(KernelOperation.Dot)]
    [InlineData(KernelOperation.CompareCount)]
    public void A_way_that_leaves_out_the_last_element_is_found_out(KernelOperation operation)
    {
        var timings = Compare(operation, ElementType.Double, 70_000, [new PathVariant("Scalar", InstructionPath.All[^1]), Plain(operation, leftOut: 7)]);
        Assert.True(timings[0].Measurement.OutcomeEqual);
        Assert.False(timings[1].Measurement.OutcomeEqual);
        Assert.True(timings[1].Measurement.OutcomeDifference > 0);
    }

    [Fact]
    public void A_way_that_does_nothing_does_not_pass_for_the_one_before() => Assert.False(
        Compare(KernelOperation.Add, ElementType.Single, 5000, [.. Paths, Plain(KernelOperation.Add, leftOut: 5000)])[^1].Measurement.OutcomeEqual);

    [Fact]
    public void A_slow_loop_is_run_over_the_first_elements_only()
    {
        var timing = Assert.Single(Compare(KernelOperation.Sum, ElementType.Int64, 1 << 22, [new ScriptVariant(new SlowScript(KernelOperation.Sum))]));
        Assert.Equal(1024, timing.Elements);
        Assert.True(timing.Measurement.OutcomeEqual);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SeveralWorkers)]
    public void Arrays_longer_than_what_is_done_between_two_looks_at_a_stop_are_done_to_the_end(int workers)
    {
        using var crew = new VectorCrew(Caches, SeveralWorkers);
        foreach (var operation in new[] { KernelOperation.Sum, KernelOperation.Add })
        {
            var timing = Assert.Single(Compare(operation, ElementType.Single, (1 << 24) + 5, [new PathVariant("Threads", InstructionPath.Best, workers)], crew));
            Assert.True(timing.Measurement.OutcomeEqual, $"{operation}: {timing.Measurement.OutcomeDifference}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(150_001)]
    public void Arrays_that_a_team_has_filled_are_those_that_one_thread_fills(long count)
    {
        using var crew = new VectorCrew(Caches, SeveralWorkers);
        Assert.All(
            Compare(KernelOperation.MultiplyAdd, ElementType.Double, count, [.. Paths, Plain(KernelOperation.MultiplyAdd)], crew),
            timing => Assert.True(timing.Measurement.OutcomeEqual, timing.Variant.Name));
    }

    [Fact]
    public void A_script_gets_no_more_copies_than_there_is_memory_for()
    {
        const int Count = 100_000, BytesPerElement = 24;
        using var crew = new VectorCrew(Caches, memoryLimit: BytesPerElement * (Count + 20_000));
        var timings = Compare(KernelOperation.Add, ElementType.Double, Count, [Plain(KernelOperation.Add), Plain(KernelOperation.Add)], crew);
        Assert.All(timings, timing => Assert.InRange(timing.Elements, 1024, 7_500));
        Assert.All(timings, timing => Assert.True(timing.Measurement.OutcomeEqual));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 8 + 1)]
    public void Arrays_whose_bytes_cannot_be_counted_are_too_large(long count) =>
        Assert.ThrowsAny<OutOfMemoryException>(() => VectorComparison.Create(KernelOperation.Sum, ElementType.Double, count, _crew, default));

    [Fact]
    public void An_output_larger_than_the_last_cache_may_be_stored_past_it_and_a_smaller_one_is_not()
    {
        using var crew = new VectorCrew(new CacheSizes(1 << 10, 2 << 10, 4 << 10, 1));
        var large = Assert.Single(Compare(KernelOperation.Add, ElementType.Double, 513, [Paths[0]], crew));
        Assert.NotNull(large.Stores);
        Assert.Equal("Memory", large.Level);
        Assert.Equal(StoreMode.Cached, Assert.Single(Compare(KernelOperation.Add, ElementType.Double, 512, [Paths[0]], crew)).Stores);
        Assert.Null(Assert.Single(Compare(KernelOperation.Sum, ElementType.Double, 513, [Paths[0]], crew)).Stores);
    }

    [Fact]
    public void One_element_is_enough()
    {
        foreach (var operation in Enum.GetValues<KernelOperation>())
        {
            var timings = Compare(operation, ElementType.Single, 1, [.. Paths, new PathVariant("Threads", InstructionPath.Best, SeveralWorkers), Plain(operation)]);
            Assert.All(timings, timing => Assert.True(timing.Measurement.OutcomeEqual));
        }
    }

    [Fact]
    public void Roots_of_integers_are_refused() => Assert.Throws<NotSupportedException>(
        () => VectorComparison.Create(KernelOperation.SquareRoot, ElementType.Int32, 10, _crew, default));

    [Fact]
    public void A_stop_ends_the_filling_and_the_measuring()
    {
        using var stop = new CancellationTokenSource();
        using var comparison = VectorComparison.Create(KernelOperation.Add, ElementType.Double, 1000, _crew, stop.Token);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => VectorComparison.Create(KernelOperation.Add, ElementType.Double, 1 << 20, _crew, stop.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => comparison.Compare(new MeasuringSession(Shortest, 1, stop: stop.Token), Paths));
    }

    [Fact]
    public void Arithmetic_is_measured_once_for_all_lengths()
    {
        Compare(KernelOperation.Dot, ElementType.Double, 100, [Paths[0]]);
        var rate = Assert.Single(_crew.ArithmeticSeconds).Value;
        Compare(KernelOperation.Dot, ElementType.Double, 200, [Paths[0]]);
        Assert.Equal(rate, Assert.Single(_crew.ArithmeticSeconds).Value);
    }

    private static VectorVariant[] Paths => [.. InstructionPath.Supported.Select(path => new PathVariant(path.Name, path))];

    private static ScriptVariant Plain(KernelOperation operation, int leftOut = 0) => new(new PlainScript(operation, leftOut));

    private IReadOnlyList<VectorTiming> Compare(KernelOperation operation, ElementType type, long count, VectorVariant[] variants, VectorCrew? crew = null)
    {
        using var comparison = VectorComparison.Create(operation, type, count, crew ?? _crew, default);
        return comparison.Compare(new MeasuringSession(Shortest, 1), variants);
    }
}
