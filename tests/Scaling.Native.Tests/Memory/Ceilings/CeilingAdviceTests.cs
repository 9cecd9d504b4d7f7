using Scaling.Native.Memory.Ceilings;
using Xunit;
using static Scaling.Native.Tests.Memory.Ceilings.Pipelines;

namespace Scaling.Native.Tests.Memory.Ceilings;

public class CeilingAdviceTests
{
    [Fact]
    public void Letting_go_of_the_raw_data_helps_the_chapters_pipeline_most()
    {
        var best = Best(Chapter, CeilingPolicy.Keep);
        Assert.Equal((CeilingChangeKind.ReleaseObject, "raw", "convert"), (best.Kind, best.Object?.Name, best.Step?.Name));
        Assert.Equal(160 * MB, best.CeilingBytes);
        Assert.Equal(71 * MB, best.SavedBytes);
    }

    [Fact]
    public void What_is_temporary_is_dropped_where_it_makes_the_ceiling()
    {
        MemoryStep[] steps =
        [
            Step("load", [], ("data", MemorySize.Bytes(10))) with { Temporary = MemorySize.Bytes(1000) },
            Step("sort", ["data"], ("sorted", MemorySize.Bytes(10))) with { Temporary = MemorySize.Bytes(500) },
        ];
        var best = Best(steps, CeilingPolicy.Release);
        Assert.Equal((CeilingChangeKind.DropTemporary, "load", 520L), (best.Kind, best.Step?.Name, best.CeilingBytes));
    }

    [Fact]
    public void A_cut_helps_where_an_object_waits_through_a_high_step()
    {
        MemoryStep[] steps =
        [
            Step("load", [], ("table", MemorySize.Bytes(100))),
            Step("work", [], ("found", MemorySize.Bytes(90))) with { Releases = ["found"] },
            Step("join", ["table"], ("joined", MemorySize.Bytes(5))),
        ];
        var best = Best(steps, CeilingPolicy.Release);
        Assert.Equal((CeilingChangeKind.CutAfterStep, "load", 105L), (best.Kind, best.Step?.Name, best.CeilingBytes));
        Assert.Equal(100, best.StorageBytes);
    }

    [Fact]
    public void Halving_an_object_halves_what_is_a_part_of_it()
    {
        var best = Best([Step("a", [], ("x", MemorySize.Bytes(100)), ("y", MemorySize.Ratio(2, "x")))], CeilingPolicy.Release, 100);
        Assert.Equal((CeilingChangeKind.HalveObject, "x", 150L), (best.Kind, best.Object?.Name, best.CeilingBytes));
    }

    [Fact]
    public void There_is_no_advice_where_no_change_helps() =>
        Assert.Empty(CeilingAdvice.Try(Forecast([Step("a", [])], CeilingPolicy.Release), new()));

    [Fact]
    public void Trying_can_be_stopped()
    {
        var forecast = Forecast(Chapter, CeilingPolicy.Keep);
        Assert.Throws<OperationCanceledException>(() => CeilingAdvice.Try(forecast, new(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Halving_is_advised_only_where_nothing_else_makes_the_plan_fit()
    {
        Assert.Equal(CeilingChangeKind.ReleaseObject, Best(Chapter, CeilingPolicy.Keep, 140 * MB).Kind);
        Assert.Equal(CeilingChangeKind.HalveObject, Best(Chapter, CeilingPolicy.Keep, 155 * MB).Kind);
        Assert.Equal(CeilingChangeKind.ReleaseObject, Best(Chapter, CeilingPolicy.Keep, 165 * MB).Kind);
        Assert.Equal(CeilingChangeKind.HalveObject, Best(Chapter, CeilingPolicy.Release, 90 * MB).Kind);
        Assert.Null(CeilingAdvice.Best(CeilingAdvice.Try(Forecast(Chapter, CeilingPolicy.Release), new()), 160 * MB));
    }

    private static CeilingChange Best(IReadOnlyList<MemoryStep> steps, CeilingPolicy policy, long limit = long.MaxValue) =>
        CeilingAdvice.Best(CeilingAdvice.Try(Forecast(steps, policy), new()), limit)!;
}
