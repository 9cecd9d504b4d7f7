using Scaling.Native.Memory.Ceilings;
using Xunit;

namespace Scaling.Native.Tests.Memory.Ceilings;

public class CeilingPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Intervals_give_what_a_simulated_memory_gives(int seed)
    {
        foreach (var steps in Some(seed))
        {
            var plan = MemoryPlan.FromSteps(steps);
            var simulated = new SimulatedMemory(steps);
            foreach (var policy in new[] { CeilingPolicy.Keep, CeilingPolicy.AsWritten, CeilingPolicy.Release })
                Assert.Equal(simulated.Ceilings(policy), Ceilings(plan.Forecast(policy, new())));
            for (var cut = 0; cut < steps.Count - 1; cut++)
            {
                var forecast = plan.Forecast(CeilingPolicy.Checkpoint, new() { CheckpointAfter = $"s{cut}" });
                Assert.Equal(simulated.Ceilings(CeilingPolicy.Checkpoint, cut), Ceilings(forecast));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_policy_needs_more_than_the_one_before_it(int seed)
    {
        foreach (var steps in Some(seed))
        {
            var plan = MemoryPlan.FromSteps(steps);
            var forecasts = Enum.GetValues<CeilingPolicy>().Select(p => plan.Forecast(p, new() { BaseBytes = 5 })).ToList();
            for (var i = 1; i < forecasts.Count; i++)
            {
                Assert.True(forecasts[i].CeilingBytes <= forecasts[i - 1].CeilingBytes);
                Assert.True(forecasts[i].CeilingBytes <= forecasts[i].UncollectedBytes);
                Assert.All(forecasts[i].Steps.Zip(forecasts[i - 1].Steps), s => Assert.True(s.First.CeilingBytes <= s.Second.CeilingBytes));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_best_cut_is_the_best_of_all(int seed)
    {
        foreach (var steps in Some(seed).Where(s => s.Count > 1))
        {
            var plan = MemoryPlan.FromSteps(steps);
            var all = steps.SkipLast(1).Select(s => plan.Forecast(CeilingPolicy.Checkpoint, new() { CheckpointAfter = s.Name }));
            Assert.Equal(all.Min(f => f.CeilingBytes), plan.Forecast(CeilingPolicy.Checkpoint, new()).CeilingBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Floor_made_loaded_and_temporary_make_the_ceiling_and_what_stays_the_next_floor(int seed)
    {
        foreach (var steps in Some(seed))
        {
            foreach (var policy in Enum.GetValues<CeilingPolicy>())
            {
                var forecast = MemoryPlan.FromSteps(steps).Forecast(policy, new() { BaseBytes = 3 });
                for (var i = 0; i < forecast.Steps.Count; i++)
                {
                    var step = forecast.Steps[i];
                    var comes = step.Live.Where(l => l.Reason is LiveReason.Made or LiveReason.Loaded).Sum(l => l.Bytes!.Value);
                    Assert.Equal(step.CeilingBytes, step.FloorBytes + comes + step.TemporaryBytes);
                    Assert.Equal(step.CeilingBytes - step.TemporaryBytes, 3 + step.Live.Sum(l => l.Bytes));
                    Assert.Equal(step.AfterBytes, 3 + step.Live.Where(l => !l.EndsHere).Sum(l => l.Bytes));
                    if (i > 0 && forecast.Steps[i - 1].Run == step.Run) Assert.Equal(forecast.Steps[i - 1].AfterBytes, step.FloorBytes);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Changes_give_the_ceilings_that_the_changed_pipelines_have(int seed)
    {
        foreach (var steps in Some(seed))
        {
            var plan = MemoryPlan.FromSteps(steps);
            foreach (var policy in Enum.GetValues<CeilingPolicy>())
            {
                var forecast = plan.Forecast(policy, new());
                var changes = CeilingAdvice.Try(forecast, new());
                Assert.Equal(changes.Select(c => c.CeilingBytes).Order(), changes.Select(c => c.CeilingBytes));
                Assert.All(changes, c => Assert.Equal(forecast.CeilingBytes - c.CeilingBytes, c.SavedBytes));
                foreach (var change in changes.Where(c => c.Kind == CeilingChangeKind.DropTemporary))
                {
                    var streamed = steps.Select(s => s.Name == change.Step!.Name ? s with { Temporary = MemorySize.Zero } : s).ToList();
                    var options = new ForecastOptions { CheckpointAfter = forecast.CheckpointAfter is { } cut ? steps[cut].Name : null };
                    Assert.Equal(MemoryPlan.FromSteps(streamed).Forecast(policy, options).CeilingBytes, change.CeilingBytes);
                }

                if (policy is not (CeilingPolicy.AsWritten or CeilingPolicy.Keep)) continue;
                foreach (var change in changes.Where(c => c.Kind == CeilingChangeKind.ReleaseObject))
                    Assert.InRange(change.CeilingBytes, plan.Forecast(CeilingPolicy.Release, new()).CeilingBytes, forecast.CeilingBytes - 1);
            }
        }
    }

    private static IEnumerable<IReadOnlyList<MemoryStep>> Some(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 50; i++) yield return RandomPipelines.Next(random);
    }

    private static IEnumerable<long> Ceilings(CeilingForecast forecast) => forecast.Steps.Select(s => s.CeilingBytes);
}
