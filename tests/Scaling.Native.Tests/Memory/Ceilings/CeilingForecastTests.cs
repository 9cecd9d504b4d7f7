using Scaling.Native.Memory.Ceilings;
using Xunit;
using static Scaling.Native.Tests.Memory.Ceilings.Pipelines;

namespace Scaling.Native.Tests.Memory.Ceilings;

public class CeilingForecastTests
{
    [Fact]
    public void Kept_objects_pile_up_each_ceiling_on_the_floor_that_the_step_before_left()
    {
        var forecast = Forecast(Chapter, CeilingPolicy.Keep);
        Assert.Equal([0, 100, 160, 180, 230], InMB(forecast.Steps.Select(s => s.FloorBytes)));
        Assert.Equal([100, 160, 180, 230, 231], InMB(forecast.Steps.Select(s => s.CeilingBytes)));
        Assert.Equal([100, 160, 180, 230, 231], InMB(forecast.Steps.Select(s => s.AfterBytes)));
        Assert.Equal(231 * MB, forecast.CeilingBytes);
        Assert.Equal("summarize", forecast.Plan.Steps[forecast.CeilingStep].Name);
        Assert.Equal(231 * MB, forecast.FloorBytes);
    }

    [Fact]
    public void Released_objects_leave_the_loading_as_the_ceiling()
    {
        var forecast = Forecast(Chapter, CeilingPolicy.Release);
        Assert.Equal([0, 100, 60, 20, 50], InMB(forecast.Steps.Select(s => s.FloorBytes)));
        Assert.Equal([100, 160, 80, 70, 51], InMB(forecast.Steps.Select(s => s.CeilingBytes)));
        Assert.Equal(1, forecast.CeilingStep);
        Assert.Equal(1 * MB, forecast.FloorBytes);
    }

    [Fact]
    public void A_checkpoint_gives_the_ceiling_of_each_run_and_what_it_takes_in_storage()
    {
        var forecast = Forecast(Chapter, CeilingPolicy.Checkpoint, new() { CheckpointAfter = "Convert", StorageRatio = 0.25 });
        Assert.Equal(1, forecast.CheckpointAfter);
        Assert.Equal([160, 80], InMB(forecast.RunCeilingBytes));
        Assert.Equal(160 * MB, forecast.CeilingBytes);
        Assert.Equal(15 * MB, forecast.CheckpointBytes);
        Assert.Equal(15 * MB, forecast.StorageBytes);
        Assert.Equal("data", Assert.Single(forecast.CheckpointObjects.Select(o => forecast.Plan.Objects[o].Label)));
        Assert.Equal([0, 100, 0, 20, 50], InMB(forecast.Steps.Select(s => s.FloorBytes)));
        Assert.Equal([0, 0, 1, 1, 1], forecast.Steps.Select(s => s.Run));
    }

    [Fact]
    public void The_best_cut_takes_an_object_out_of_the_way_of_steps_that_do_not_need_it()
    {
        MemoryStep[] steps =
        [
            Step("load", [], ("table", MemorySize.Bytes(100))),
            Step("make", ["table"], ("keys", MemorySize.Bytes(10))),
            Step("work", ["keys"], ("found", MemorySize.Bytes(150))),
            Step("join", ["table", "found"], ("joined", MemorySize.Bytes(5))),
        ];
        Assert.Equal(260, Forecast(steps, CeilingPolicy.Release).CeilingBytes);
        var forecast = Forecast(steps, CeilingPolicy.Checkpoint);
        Assert.Equal(1, forecast.CheckpointAfter);
        Assert.Equal([110L, 255L], forecast.RunCeilingBytes);
        Assert.Equal(110, forecast.CheckpointBytes);
        Assert.Equal(LiveReason.Loaded, forecast.Steps[3].Live.Single(l => l.Object.Name == "table").Reason);
    }

    [Fact]
    public void Among_cuts_of_one_ceiling_the_second_run_is_to_be_the_small_one()
    {
        MemoryStep[] steps =
        [
            Step("load", [], ("data", MemorySize.Bytes(10))) with { Temporary = MemorySize.Bytes(1000) },
            Step("fit", ["data"], ("model", MemorySize.Bytes(30))),
            Step("plot", ["model"], ("picture", MemorySize.Bytes(1))),
        ];
        var forecast = Forecast(steps, CeilingPolicy.Checkpoint);
        Assert.Equal(1, forecast.CheckpointAfter);
        Assert.Equal([1010L, 31L], forecast.RunCeilingBytes);
    }

    [Fact]
    public void As_written_objects_go_where_a_step_lets_them_go()
    {
        IReadOnlyList<MemoryStep> steps = [.. Chapter.Select(s => s.Name == "aggregate" ? s with { Releases = ["data", "raw"] } : s)];
        Assert.Equal([100, 160, 180, 70, 71], InMB(Forecast(steps, CeilingPolicy.AsWritten).Steps.Select(s => s.CeilingBytes)));
        Assert.Equal(231 * MB, Forecast(steps, CeilingPolicy.Keep).CeilingBytes);
    }

    [Fact]
    public void A_name_given_to_a_new_object_lets_the_old_one_go_under_any_policy()
    {
        MemoryStep[] steps =
        [
            Step("a", [], ("x", MemorySize.Bytes(100))),
            Step("b", ["x"], ("X", MemorySize.Ratio(0.5, "x"))),
            Step("c", ["x"], ("y", MemorySize.Bytes(1))),
        ];
        var forecast = Forecast(steps, CeilingPolicy.Keep);
        Assert.Equal([100L, 150L, 51L], forecast.Steps.Select(s => s.CeilingBytes));
        Assert.Equal(["x", "X (2)", "y"], forecast.Plan.Objects.Select(o => o.Label));
    }

    [Fact]
    public void The_base_of_the_process_is_below_every_floor()
    {
        var forecast = Forecast(Chapter, CeilingPolicy.Release, new() { BaseBytes = 7 * MB });
        Assert.Equal([7, 107, 67, 27, 57], InMB(forecast.Steps.Select(s => s.FloorBytes)));
        Assert.Equal(8 * MB, forecast.FloorBytes);
    }

    [Fact]
    public void Temporary_data_count_during_their_step_only()
    {
        var forecast = Forecast(
            [Step("load", [], ("data", MemorySize.Bytes(10))) with { Temporary = MemorySize.Ratio(3, "data") }], CeilingPolicy.Release);
        Assert.Equal(40, forecast.CeilingBytes);
        Assert.Equal(10, forecast.FloorBytes);
        Assert.Equal(30, forecast.Steps[0].TemporaryBytes);
    }

    [Fact]
    public void Uncollected_is_all_that_is_made_and_temporary_in_the_run_with_more_of_it()
    {
        IReadOnlyList<MemoryStep> steps =
        [
            Step("a", [], ("x", MemorySize.Bytes(100))) with { Temporary = MemorySize.Bytes(30) },
            Step("b", ["x"], ("x", MemorySize.Bytes(50))) with { Releases = ["x"] },
            Step("c", [], ("y", MemorySize.Bytes(7))) with { Temporary = MemorySize.Bytes(2) },
        ];
        foreach (var policy in new[] { CeilingPolicy.Keep, CeilingPolicy.AsWritten, CeilingPolicy.Release })
            Assert.Equal(190, Forecast(steps, policy, new() { BaseBytes = 1 }).UncollectedBytes);
        Assert.Equal(181, Forecast(steps, CeilingPolicy.Checkpoint, new() { BaseBytes = 1, CheckpointAfter = "b" }).UncollectedBytes);
    }

    [Fact]
    public void What_an_object_refers_to_lives_as_long_as_it_does()
    {
        MemoryStep[] steps =
        [
            Step("load", [], ("rows", MemorySize.Bytes(100))),
            Step("filter", ["rows"]) with { Makes = [new MadeObject("some", MemorySize.Bytes(8), ["rows"])], Releases = ["rows"] },
            Step("other", [], ("big", MemorySize.Bytes(50))),
            Step("use", ["some"], ("sum", MemorySize.Bytes(1))),
        ];
        foreach (var policy in new[] { CeilingPolicy.AsWritten, CeilingPolicy.Release })
        {
            var forecast = Forecast(steps, policy);
            Assert.Equal([100L, 108L, 158L, 159L], forecast.Steps.Select(s => s.CeilingBytes));
            var rows = forecast.Steps[2].Live.Single(l => l.Object.Name == "rows");
            Assert.Equal((LiveReason.Held, "some"), (rows.Reason, forecast.Plan.Objects[rows.Other!.Value].Name));
        }
    }

    [Fact]
    public void Every_live_object_says_why_it_lives()
    {
        MemoryStep[] steps =
        [
            Step("a", [], ("raw", MemorySize.Bytes(1)), ("log", MemorySize.Bytes(1))),
            Step("b", ["raw"], ("data", MemorySize.Bytes(1))),
            Step("c", ["data"], ("end", MemorySize.Bytes(1))) with { Releases = ["raw"] },
        ];
        Assert.Equal(
            ["a raw Made ", "a log Made ", "b raw Read ", "b log Result ", "b data Made ", "c log Result ", "c data Read ", "c end Made "],
            Reasons(CeilingPolicy.Release));
        Assert.Contains("c raw Kept c", Reasons(CeilingPolicy.AsWritten));
        Assert.Contains("c raw Kept ", Reasons(CeilingPolicy.Keep));

        IEnumerable<string> Reasons(CeilingPolicy policy)
        {
            var forecast = Forecast(steps, policy);
            return forecast.Steps.SelectMany(s => s.Live.Select(l =>
                $"{s.Step.Name} {l.Object.Label} {l.Reason} {(l.Other is { } other ? forecast.Plan.Steps[other].Name : "")}"));
        }
    }

    [Fact]
    public void Sizes_that_are_not_known_are_named_and_make_the_figures_lower_bounds()
    {
        var forecast = Forecast(
            [
                Step("load", [], ("raw", MemorySize.Unknown), ("known", MemorySize.Bytes(5))),
                Step("use", ["raw"], ("part", MemorySize.Ratio(0.5, "raw"))) with { Temporary = MemorySize.Unknown },
            ],
            CeilingPolicy.Keep);
        Assert.Equal(["raw", "part", "temporary data of use"], forecast.Unknown);
        Assert.Equal(5, forecast.CeilingBytes);
        Assert.Null(forecast.Steps[1].TemporaryBytes);
        Assert.Null(forecast.Steps[1].Live.Single(l => l.Object.Name == "part").Bytes);
    }

    [Fact]
    public void Storage_holds_input_files_and_what_steps_store()
    {
        var forecast = Forecast(
            [
                Step("load", [], ("raw", MemorySize.Bytes(100))) with { InputFileBytes = 40 },
                Step("save", ["raw"]) with { Stored = MemorySize.Sum(MemorySize.Ratio(0.1, "raw"), MemorySize.Bytes(2)) },
            ],
            CeilingPolicy.Checkpoint);
        Assert.Equal(40 + 12 + 100, forecast.StorageBytes);
    }

    [Fact]
    public void A_plan_of_one_step_cannot_be_cut_and_is_forecast_as_one_run()
    {
        var forecast = Forecast([Chapter[0]], CeilingPolicy.Checkpoint);
        Assert.Null(forecast.CheckpointAfter);
        Assert.Equal([100 * MB], forecast.RunCeilingBytes);
    }

    [Fact]
    public void Sums_beyond_a_long_stay_at_its_greatest_value()
    {
        var forecast = Forecast(
            [Step("a", [], ("x", MemorySize.Bytes(long.MaxValue)), ("y", MemorySize.Ratio(3, "x")))], CeilingPolicy.Keep);
        Assert.Equal(long.MaxValue, forecast.CeilingBytes);
    }
}
