namespace Scaling.Native.Memory.Ceilings;

/// <summary>Says of every step what is in memory, and why.</summary>
internal sealed class LiveObjects(MemoryPlan plan, CeilingPolicy policy, IReadOnlyList<PlannedRun> runs)
{
    internal IEnumerable<StepForecast> Describe(CeilingProfile profile)
    {
        for (var r = 0; r < runs.Count; r++)
        {
            var run = runs[r];
            for (var s = run.FirstStep; s <= run.LastStep; s++)
            {
                var step = plan.Steps[s];
                Lifetime[] alive = [.. run.Lifetimes.Where(l => l.First <= s && l.Last >= s).OrderBy(l => l.Object)];
                var present = alive.Select(l => l.Object).ToHashSet();
                yield return new StepForecast
                {
                    Step = step,
                    Run = r,
                    FloorBytes = profile.Floor[s],
                    CeilingBytes = profile.Ceiling[s],
                    AfterBytes = profile.After[s],
                    TemporaryBytes = plan.TemporaryBytesOf(step),
                    Live = [.. alive.Select(l => Explain(l, step, run, present))],
                };
            }
        }
    }

    private LiveObject Explain(Lifetime life, PlannedStep step, PlannedRun run, HashSet<int> present)
    {
        var planned = plan.Objects[life.Object];
        var (reason, other) = Reason(life, planned, step, run, present);
        return new LiveObject(planned, plan.BytesOf(planned.Index), reason, other, life.Last == step.Index);
    }

    private (LiveReason Reason, int? Other) Reason(
        Lifetime life, PlannedObject planned, PlannedStep step, PlannedRun run, HashSet<int> present)
    {
        if (planned.MadeIn == step.Index) return (LiveReason.Made, null);
        if (life.IsLoaded && life.First == step.Index) return (LiveReason.Loaded, null);
        if (step.ReadList.Contains(planned.Index)) return (LiveReason.Read, null);
        foreach (var holder in plan.Objects)
            if (present.Contains(holder.Index) && holder.Index != planned.Index && holder.Holds.Contains(planned.Index))
                return (LiveReason.Held, holder.Index);
        foreach (var use in planned.Uses)
            if (use > step.Index && use <= run.LastStep) return (LiveReason.Needed, use);
        if (planned.IsPinned) return (LiveReason.Given, null);
        if (planned.IsResult) return (LiveReason.Result, null);
        var end = planned.OverwrittenIn;
        if (policy == CeilingPolicy.AsWritten && planned.ReleasedIn is { } released) end = Math.Min(end ?? released, released);
        return (LiveReason.Kept, end);
    }
}
