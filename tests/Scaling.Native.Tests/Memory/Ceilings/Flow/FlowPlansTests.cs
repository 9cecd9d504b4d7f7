using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;
using Xunit;

namespace Scaling.Native.Tests.Memory.Ceilings.Flow;

public class FlowPlansTests
{
    [Fact]
    public void Variables_live_from_statement_to_statement_and_end_with_the_program()
    {
        var plan = Only(Step("a", New("x", 100)), Step("b", Read("x"), New("y", 10)), Step("c", Read("y")));
        Assert.Equal([100L, 110L, 110L], Ceilings(plan, CeilingPolicy.AsWritten));
        Assert.Equal([100L, 110L, 10L], Ceilings(plan, CeilingPolicy.Release));
        Assert.Equal(0, plan.Forecast(CeilingPolicy.AsWritten, new()).FloorBytes);
        Assert.Equal(110, plan.Forecast(CeilingPolicy.Keep, new()).FloorBytes);
    }

    [Fact]
    public void A_dropped_variable_lets_its_value_go_and_Keep_does_not_see_it()
    {
        var plan = Only(Step("a", New("x", 100)), Step("b", new DropAction(Var("X"))), Step("c", New("y", 10)));
        Assert.Equal([100L, 100L, 10L], Ceilings(plan, CeilingPolicy.AsWritten));
        Assert.Equal([100L, 100L, 110L], Ceilings(plan, CeilingPolicy.Keep));
    }

    [Fact]
    public void A_second_name_keeps_the_value_when_the_first_is_dropped_or_overwritten()
    {
        foreach (var end in new FlowAction[] { new DropAction(Var("x")), New("x", 1), new AssignAction(Var("x"), FlowValue.Small) })
        {
            var plan = Only(
                Step("a", New("x", 100)), Step("b", new AssignAction(Var("y"), new SameValue(Var("x")))), Step("c", end),
                Step("d", New("z", 10)), Step("e", Read("y")));
            Assert.Equal(1, plan.Objects.Count(o => o.Name == "x" && plan.BytesOf(o.Index) == 100));
            Assert.InRange(Ceilings(plan, CeilingPolicy.AsWritten)[4], 110, 111);
            Assert.InRange(Ceilings(plan, CeilingPolicy.Release)[3], 110, 111);
        }
    }

    [Fact]
    public void A_new_value_stands_beside_the_old_one_while_it_is_made()
    {
        var plan = Only(Step("a", New("x", 100)), Step("b", Read("x"), New("x", 40)), Step("c", New("y", 1)));
        foreach (var policy in new[] { CeilingPolicy.Keep, CeilingPolicy.AsWritten })
            Assert.Equal([100L, 140L, 41L], Ceilings(plan, policy));
    }

    [Fact]
    public void In_a_loop_the_value_of_the_last_pass_is_there_while_the_next_is_made()
    {
        var plan = Only(new FlowLoop(Seq(Step("make", New("x", 100)), Step("use", Read("x"))), MayBeSkipped: true));
        Assert.Equal([100L, 100L, 200L, 100L], Ceilings(plan, CeilingPolicy.AsWritten));
        Assert.Equal([100L, 100L, 100L, 100L], Ceilings(plan, CeilingPolicy.Release));
    }

    [Fact]
    public void What_a_loop_takes_away_may_stay_where_the_loop_is_skipped()
    {
        var plans = Plans(Step("a", New("x", 100)), new FlowLoop(Step("drop", new DropAction(Var("x"))), MayBeSkipped: true), Step("b", New("y", 50)));
        Assert.Equal([100L, 150L], plans.Plans.Select(p => p.Plan.Forecast(CeilingPolicy.AsWritten, new()).CeilingBytes).Order());
    }

    [Fact]
    public void Each_branch_is_a_way_of_its_own()
    {
        var plans = Plans(
            new FlowChoice([Step("a", New("x", 100)), Step("b", New("y", 70))]), Step("c", New("z", 10)));
        Assert.Equal([80L, 110L], plans.Plans.Select(p => p.Plan.Forecast(CeilingPolicy.AsWritten, new()).CeilingBytes).Order());
    }

    [Fact]
    public void Branches_that_only_read_are_no_ways()
    {
        var plan = Only(Step("a", New("x", 1)), new FlowChoice([Step("b", Read("x")), Step("c", Read("x"))]), Step("d"));
        Assert.Equal(["a", "b", "c", "d"], plan.Steps.Select(s => s.Name));
    }

    [Fact]
    public void Variables_of_a_call_are_gone_when_it_ends_but_not_its_output()
    {
        var plan = Only(
            new FlowCall(Seq(
                Step("load", New("raw", 100)), Step("convert", Read("raw"), New("data", 60)), Step("out", new EmitAction(new SameValue(Var("data"))))))
            {
                Result = new FlowVariable("<load>"),
            },
            Silent(new AssignAction(Var("d"), new SameValue(new FlowVariable("<load>"))), new DropAction(new FlowVariable("<load>"))),
            Step("next", New("e", 10)),
            Step("use", Read("d")));
        Assert.Equal([100L, 160L, 160L, 70L, 70L], Ceilings(plan, CeilingPolicy.AsWritten));
        Assert.Equal([100L, 160L, 160L, 170L, 170L], Ceilings(plan, CeilingPolicy.Keep));

        // The variable that it was made in is gone when the other comes.
        Assert.Equal("d", plan.Objects[1].Name);
    }

    [Fact]
    public void Arguments_are_found_in_the_callers_scope_all_before_any_is_set()
    {
        var plan = Only(
            Step("a", New("x", 1)), Step("b", New("y", 2)),
            new FlowCall(Seq(Step("in", Read("x"))))
            {
                Arguments = [new("x", new SameValue(Var("y"))), new("y", new SameValue(Var("x")))],
            });
        Assert.Equal([2], plan.Objects.Single(o => o.Name == "y").Uses);
    }

    [Fact]
    public void Several_outputs_are_gathered_and_a_given_size_is_that_of_all()
    {
        FlowNode[] nodes =
        [
            new FlowCall(Seq(
                Step("one", new EmitAction(new NewValue(MemorySize.Unknown, []))), Step("two", new EmitAction(new NewValue(MemorySize.Unknown, [])))))
            {
                Result = new FlowVariable("<f>"),
            },
            Silent(new AssignAction(Var("all"), new SameValue(new FlowVariable("<f>"))), new DropAction(new FlowVariable("<f>"))),
            Step("use", Read("all")),
        ];
        Assert.Equal(["output", "output (2)"], Only(nodes).Forecast(CeilingPolicy.Release, new()).Unknown);
        var sized = FlowPlans.Of(new FlowProgram(Seq(nodes), []), new Dictionary<string, MemorySize> { ["ALL"] = MemorySize.Bytes(500) });
        var forecast = sized.Plans.Single().Plan.Forecast(CeilingPolicy.Release, new());
        Assert.Empty(forecast.Unknown);
        Assert.Equal(500, forecast.CeilingBytes);
    }

    [Fact]
    public void An_output_that_nobody_gathers_is_not_made() =>
        Assert.Empty(Only(new FlowCall(Step("a", new EmitAction(new NewValue(MemorySize.Bytes(9), []))))).Objects);

    [Fact]
    public void A_return_ends_the_call_and_a_stop_the_program()
    {
        var call = new FlowCall(Seq(new FlowChoice([Step("a", New("x", 100)), new FlowExit(FlowExitKind.Return)]), Step("b", New("y", 10))));
        Assert.Equal(["a b c", "c"], Names(Plans(call, Step("c", New("z", 1)))));
        Assert.Equal(["a", ""], Names(Plans(
            new FlowChoice([Step("a", New("x", 1)), new FlowCall(new FlowExit(FlowExitKind.Stop))]),
            new FlowExit(FlowExitKind.Return), Step("never"))));
    }

    [Fact]
    public void A_break_ends_the_loop_and_a_continue_its_pass()
    {
        Assert.Equal(
            ["a b", "a"],
            Names(Plans(new FlowLoop(Seq(Step("a"), new FlowChoice([Seq(Step("b", New("x", 1)), new FlowExit(FlowExitKind.Break)), new FlowExit(FlowExitKind.Break)]), Step("never")), false))));
        Assert.Equal(["a a"], Names(Plans(new FlowLoop(Seq(Step("a"), new FlowExit(FlowExitKind.Continue), Step("never")), false))));
    }

    [Fact]
    public void What_is_done_last_is_done_after_an_exit_too() =>
        Assert.Equal(["a last"], Names(Plans(new FlowTry(Seq(Step("a"), new FlowExit(FlowExitKind.Return)), [], Step("last")), Step("never"))));

    [Fact]
    public void A_failure_is_handled_or_passed_on()
    {
        var fails = Seq(Step("a"), new FlowExit(FlowExitKind.Throw), Step("never"));
        Assert.Equal(["a h b"], Names(Plans(new FlowTry(fails, [Step("h", New("x", 1))], FlowSequence.Empty), Step("b"))));
        Assert.Equal(["a h b"], Names(Plans(new FlowTry(new FlowCall(fails), [Step("h", New("x", 1))], FlowSequence.Empty), Step("b"))));
        Assert.Equal(["a last"], Names(Plans(new FlowTry(fails, [], Step("last")), Step("b"))));
        Assert.Equal(["a b", "a h b"], Names(Plans(new FlowTry(Step("a"), [Step("h", New("x", 1))], FlowSequence.Empty), Step("b"))));
        Assert.Equal(["a h b"], Names(Plans(new FlowTry(Step("a"), [Step("h")], FlowSequence.Empty), Step("b"))));
    }

    [Fact]
    public void What_does_not_repeat_runs_once_and_is_left_by_a_break()
    {
        var body = Seq(Step("a"), new FlowExit(FlowExitKind.Break), Step("never"));
        Assert.Equal(["a b"], Names(Plans(new FlowLoop(body, false) { Repeats = false }, Step("b"))));
    }

    [Fact]
    public void A_streamed_output_is_not_gathered_by_the_call_around_it()
    {
        var inner = new FlowCall(Step("a", new EmitAction(new NewValue(MemorySize.Bytes(9), [])))) { IsStreamed = true };
        var plan = Only(new FlowCall(inner) { Result = new FlowVariable("<f>") }, Step("b", Read("<f>")));
        Assert.Empty(plan.Objects);
    }

    [Fact]
    public void Unnamed_parts_are_in_the_size_given_for_the_whole()
    {
        FlowVariable part = new("<part>");
        var body = Seq(
            Step("a", New("list", 8)), Step("b", new AssignAction(part, new NewValue(MemorySize.Unknown, [])), new HoldAction(Var("list"), part)));
        Assert.Equal(["part"], FlowPlans.Of(new(body, []), new Dictionary<string, MemorySize>()).Plans[0].Plan.Forecast(CeilingPolicy.Keep, new()).Unknown);
        var sizes = new Dictionary<string, MemorySize> { ["list"] = MemorySize.Bytes(70) };
        var forecast = FlowPlans.Of(new(body, []), sizes).Plans[0].Plan.Forecast(CeilingPolicy.Keep, new());
        Assert.Empty(forecast.Unknown);
        Assert.Equal(70, forecast.CeilingBytes);
    }

    [Fact]
    public void What_the_caller_gave_stays_whatever_the_program_does()
    {
        var program = new FlowProgram(
            Seq(Step("a", Read("given"), New("x", 10)), Step("b", new DropAction(Var("given"))), Step("c", New("y", 1))),
            [new FlowParameter("given", MemorySize.Bytes(100))]);
        var plan = FlowPlans.Of(program, new Dictionary<string, MemorySize>()).Plans.Single().Plan;
        Assert.Equal([110L, 100L, 101L], Ceilings(plan, CeilingPolicy.Release));
        Assert.Equal(LiveReason.Given, plan.Forecast(CeilingPolicy.Release, new()).Steps[2].Live[0].Reason);
    }

    [Fact]
    public void Variables_of_the_session_stay_when_the_program_ends()
    {
        var plan = Only(Step("a", new AssignAction(new FlowVariable("kept", FlowScope.Session), new NewValue(MemorySize.Bytes(7), []))), Step("b"));
        Assert.Equal(7, plan.Forecast(CeilingPolicy.Release, new()).FloorBytes);
    }

    [Fact]
    public void A_session_variable_counts_only_with_a_size()
    {
        var body = Seq(Step("a", Read("there"), New("x", 1)));
        Assert.Equal(1, FlowPlans.Of(new(body, []), new Dictionary<string, MemorySize>()).Plans[0].Plan.Forecast(CeilingPolicy.Keep, new()).CeilingBytes);
        var sizes = new Dictionary<string, MemorySize> { ["there"] = MemorySize.Bytes(40), ["nowhere"] = MemorySize.Bytes(1) };
        var plans = FlowPlans.Of(new(body, []), sizes);
        Assert.Equal(41, plans.Plans[0].Plan.Forecast(CeilingPolicy.Keep, new()).CeilingBytes);
        Assert.Equal(["nowhere"], plans.UnusedSizes);
    }

    [Fact]
    public void Given_sizes_are_parts_of_values_at_that_time()
    {
        var sizes = new Dictionary<string, MemorySize> { ["y"] = MemorySize.Ratio(0.5, "x") };
        var plan = FlowPlans.Of(new(Seq(Step("a", New("x", 100)), Step("b", New("y", 1))), []), sizes).Plans[0].Plan;
        Assert.Equal(150, plan.Forecast(CeilingPolicy.Keep, new()).CeilingBytes);
        sizes["y"] = MemorySize.Ratio(0.5, "z");
        var e = Assert.Throws<MemoryPlanException>(() => FlowPlans.Of(new(Seq(Step("b", New("y", 1))), []), sizes));
        Assert.Equal((MemoryPlanError.ObjectNotMade, "z"), (e.Error, e.Subject));
    }

    [Fact]
    public void What_an_object_comes_to_refer_to_lives_as_long_as_it_does()
    {
        var plan = Only(
            Step("a", New("list", 8)), Step("b", New("x", 100)), Step("c", new HoldAction(Var("list"), Var("x"))),
            Step("d", new DropAction(Var("x"))), Step("e", New("y", 10)), Step("f", Read("list")), Step("g"));
        Assert.Equal([8L, 108L, 108L, 108L, 118L, 118L, 118L], Ceilings(plan, CeilingPolicy.AsWritten));
        Assert.Equal([8L, 108L, 108L, 108L, 118L, 108L, 0L], Ceilings(plan, CeilingPolicy.Release));
    }

    [Fact]
    public void Only_statements_at_the_top_can_end_a_run()
    {
        var plan = Only(
            Step("a", New("x", 1)), new FlowLoop(Step("b", New("y", 1)), false), new FlowCall(Step("c")), Step("d"));
        Assert.Equal(["a", "d"], plan.Steps.Where(s => s.CanCutAfter).Select(s => s.Name));
    }

    [Fact]
    public void Too_many_ways_are_taken_as_one_after_another()
    {
        var branches = Enumerable.Range(0, 12).Select(i => (FlowNode)new FlowChoice([Step($"a{i}", New($"x{i}", 1)), FlowSequence.Empty])).ToArray();
        var plans = Plans(branches);
        Assert.True(plans.IsCutShort);
        Assert.InRange(plans.Plans.Count, 1, FlowWays.MaxWays);
        Assert.Equal(12, plans.Plans.Max(p => p.Plan.Forecast(CeilingPolicy.AsWritten, new()).CeilingBytes));
        Assert.False(Plans(branches[..6]).IsCutShort);
    }

    [Fact]
    public void The_way_with_the_highest_ceiling_counts_and_a_cut_need_not_be_on_every_way()
    {
        var plans = Plans(
            Step("a", New("x", 1)), new FlowChoice([new FlowExit(FlowExitKind.Return), Step("b", New("y", 5))]), Step("c", Read("x")), Step("d"));
        Assert.Equal(6, plans.Forecast(CeilingPolicy.AsWritten, new()).CeilingBytes);
        Assert.Equal(2, plans.Forecast(CeilingPolicy.Checkpoint, new() { CheckpointAfter = "c" }).CheckpointAfter);
        Assert.Throws<MemoryPlanException>(() => plans.Forecast(CeilingPolicy.Checkpoint, new() { CheckpointAfter = "b" }));
        Assert.Throws<OperationCanceledException>(() => plans.Forecast(CeilingPolicy.Keep, new(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Loops_within_loops_are_gone_through_four_times()
    {
        var plan = Only(new FlowLoop(new FlowLoop(Step("a", New("x", 1)), false), false));
        Assert.Equal(4, plan.Steps.Count);
        Assert.Equal(2, plan.Forecast(CeilingPolicy.AsWritten, new()).CeilingBytes);
    }

    private static FlowVariable Var(string name) => new(name);

    private static FlowStatement Step(string name, params FlowAction[] actions) => new(name, 1, actions);

    private static FlowStatement Silent(params FlowAction[] actions) => new("", 1, actions) { IsStep = false };

    private static FlowSequence Seq(params FlowNode[] nodes) => new(nodes);

    private static ReadAction Read(string name) => new(Var(name));

    private static AssignAction New(string name, long bytes) => new(Var(name), new NewValue(MemorySize.Bytes(bytes), []));

    private static FlowPlans Plans(params FlowNode[] nodes) => FlowPlans.Of(new FlowProgram(Seq(nodes), []), new Dictionary<string, MemorySize>());

    private static MemoryPlan Only(params FlowNode[] nodes) => Assert.Single(Plans(nodes).Plans).Plan;

    private static long[] Ceilings(MemoryPlan plan, CeilingPolicy policy) => [.. plan.Forecast(policy, new()).Steps.Select(s => s.CeilingBytes)];

    private static IEnumerable<string> Names(FlowPlans plans) => plans.Plans.Select(p => string.Join(' ', p.Plan.Steps.Select(s => s.Name)));
}
