using Scaling.Native.Memory.Ceilings;
using Xunit;
using static Scaling.Native.Tests.Memory.Ceilings.Pipelines;

namespace Scaling.Native.Tests.Memory.Ceilings;

public class MemoryPlanTests
{
    [Fact]
    public void An_object_that_no_step_makes_is_an_error_that_names_step_and_object()
    {
        var e = Fails(MemoryPlanError.ObjectNotMade, Step("use", ["raw"]));
        Assert.Equal("raw", e.Subject);
        Assert.Equal("Step 'use' reads 'raw', but no step before it makes that. State its size if it is there before the first step.", e.Message);
        Fails(MemoryPlanError.ObjectNotMade, Step("use", ["raw"]), Step("make", [], ("raw", MemorySize.Zero)));
        Fails(MemoryPlanError.ObjectNotMade, Step("use", [], ("a", MemorySize.Ratio(1, "raw"))));
        Fails(MemoryPlanError.ObjectNotMade, Step("use", []) with { Temporary = MemorySize.Ratio(1, "raw") });
        Fails(MemoryPlanError.ObjectNotMade, Step("use", []) with { Releases = ["raw"] });
        Fails(MemoryPlanError.ObjectNotMade, Step("use", []) with { Makes = [new MadeObject("a", MemorySize.Zero, ["raw"])] });
    }

    [Fact]
    public void What_is_used_before_it_is_made_is_known_with_the_step_that_uses_it_first()
    {
        var used = MemoryPlan.UsedBeforeMade(
        [
            Step("make", ["given"], ("raw", MemorySize.Zero), ("part", MemorySize.Ratio(0.5, "raw"))) with { Releases = ["raw"] },
            Step("use", ["PART", "raw", "Given"], ("late", MemorySize.Ratio(1, "other"))) with { Temporary = MemorySize.Ratio(1, "late") },
            Step("drop", []) with { Releases = ["gone"], Makes = [new MadeObject("a", MemorySize.Zero, ["held"])] },
        ]);
        Assert.Equal([("given", 0), ("gone", 2), ("held", 2), ("other", 1)], used.Select(u => (u.Key, u.Value)).Order());
    }

    [Fact]
    public void An_object_that_was_let_go_cannot_be_read()
    {
        var e = Fails(
            MemoryPlanError.ObjectReleased,
            Step("make", [], ("raw", MemorySize.Zero)),
            Step("drop", []) with { Releases = ["RAW"] },
            Step("use", ["raw"]));
        Assert.Equal("Step 'use' reads 'raw', but step 'drop' has let it go.", e.Message);
    }

    [Fact]
    public void A_name_that_was_let_go_can_be_made_again()
    {
        var plan = MemoryPlan.FromSteps(
        [
            Step("make", [], ("raw", MemorySize.Zero)) with { Releases = ["raw"] },
            Step("again", [], ("raw", MemorySize.Bytes(3))),
            Step("use", ["raw"]),
        ]);
        Assert.Equal([2], plan.Objects[1].Uses);
        Assert.Equal(3, plan.BytesOf(1));
    }

    [Fact]
    public void A_step_cannot_make_an_object_twice() => Fails(
        MemoryPlanError.DuplicateObject, Step("a", [], ("x", MemorySize.Zero), ("X", MemorySize.Zero)));

    [Fact]
    public void Two_steps_cannot_have_one_name() => Fails(MemoryPlanError.DuplicateStep, Step("a", []), Step("A", []));

    [Fact]
    public void Sizes_cannot_be_parts_of_each_other()
    {
        var e = Fails(
            MemoryPlanError.SizeCycle, Step("a", [], ("x", MemorySize.Ratio(0.5, "y")), ("y", MemorySize.Sum(MemorySize.Ratio(1, "x")))));
        Assert.Equal("x", e.Subject);
        Fails(MemoryPlanError.SizeCycle, Step("a", [], ("x", MemorySize.Ratio(0.5, "x"))));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.1)]
    public void Factors_are_finite_and_not_negative(double factor) => Fails(
        MemoryPlanError.SizeOutOfRange, Step("a", [], ("x", MemorySize.Bytes(1))), Step("b", [], ("y", MemorySize.Ratio(factor, "x"))));

    [Fact]
    public void Bytes_are_not_negative() => Fails(MemoryPlanError.SizeOutOfRange, Step("a", [], ("x", MemorySize.Bytes(-1))));

    [Fact]
    public void A_part_means_the_version_before_the_step_or_else_the_one_it_makes()
    {
        var plan = MemoryPlan.FromSteps(
        [
            Step("a", [], ("x", MemorySize.Bytes(100)), ("twice", MemorySize.Ratio(2, "x"))),
            Step("b", [], ("x", MemorySize.Bytes(10)), ("half", MemorySize.Ratio(0.5, "x"))),
        ]);
        Assert.Equal([100L, 200L, 10L, 50L], plan.Objects.Select(o => plan.BytesOf(o.Index)!.Value));
    }

    [Fact]
    public void Given_sizes_fill_what_steps_leave_open_and_stand_for_what_is_there_before_the_first()
    {
        var plan = MemoryPlan.FromSteps(
            [Step("a", ["old"], ("x", MemorySize.Unknown)), Step("b", ["x"], ("y", MemorySize.Ratio(2, "old")))],
            Sizes(("old", MemorySize.Ratio(0.5, "older")), ("older", MemorySize.Bytes(40)), ("X", MemorySize.Bytes(7))));
        Assert.Equal(
            ["old -1 20", "older -1 40", "x 0 7", "y 1 40"], plan.Objects.Select(o => $"{o.Name} {o.MadeIn} {plan.BytesOf(o.Index)}"));
    }

    [Fact]
    public void A_given_size_that_nothing_uses_is_an_error()
    {
        var e = Assert.Throws<MemoryPlanException>(() => MemoryPlan.FromSteps(
            [Step("a", [], ("x", MemorySize.Bytes(1)))], Sizes(("x", MemorySize.Bytes(2)))));
        Assert.Equal((MemoryPlanError.SizeNotUsed, "x"), (e.Error, e.Subject));
    }

    [Fact]
    public void Given_sizes_cannot_be_parts_of_each_other()
    {
        var e = Assert.Throws<MemoryPlanException>(() => MemoryPlan.FromSteps(
            [Step("a", ["x"])], Sizes(("x", MemorySize.Ratio(1, "y")), ("y", MemorySize.Ratio(1, "x")))));
        Assert.Equal(MemoryPlanError.SizeCycle, e.Error);
    }

    [Fact]
    public void A_cut_needs_a_step_that_is_there_and_is_not_the_last()
    {
        foreach (var name in new[] { "nowhere", "summarize" })
        {
            var e = Assert.Throws<MemoryPlanException>(() => Forecast(Chapter, CeilingPolicy.Checkpoint, new() { CheckpointAfter = name }));
            Assert.Equal((MemoryPlanError.StepNotFound, name), (e.Error, e.Subject));
        }
    }

    [Fact]
    public void Without_steps_there_is_the_base()
    {
        var forecast = Forecast([], CeilingPolicy.Keep, new() { BaseBytes = 9 });
        Assert.Equal((9, 9, -1), (forecast.CeilingBytes, forecast.FloorBytes, forecast.CeilingStep));
    }

    private static Dictionary<string, MemorySize> Sizes(params (string Name, MemorySize Size)[] sizes) => sizes.ToDictionary(s => s.Name, s => s.Size);

    private static MemoryPlanException Fails(MemoryPlanError error, params MemoryStep[] steps)
    {
        var e = Assert.Throws<MemoryPlanException>(() => MemoryPlan.FromSteps(steps));
        Assert.Equal(error, e.Error);
        return e;
    }
}
