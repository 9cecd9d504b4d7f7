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
                yield return new StepForecast
                {
                    Step = step,
                    Run = r,
                    FloorBytes = profile.Floor[s],
                    CeilingBytes = profile.Ceiling[s],
                    AfterBytes = profile.After[s],
                    TemporaryBytes = plan.TemporaryBytesOf(step),
                    LiveObjects = new(() => LiveIn(step, run)),
                };
            }
        }
    }

    private IReadOnlyList<LiveObject> LiveIn(PlannedStep step, PlannedRun run)
    {
        Lifetime[] alive = [.. run.Lifetimes.Where(l => l.First <= step.Index && l.Last >= step.Index).OrderBy(l => l.Object)];
        var holders = new Dictionary<int, int>();
        foreach (var life in alive)
            foreach (var held in plan.Objects[life.Object].Holds) holders.TryAdd(held, life.Object);
        return [.. alive.Select(l => Explain(l, step, run, holders))];
    }

    private LiveObject Explain(Lifetime life, PlannedStep step, PlannedRun run, IReadOnlyDictionary<int, int> holders)
    {
        var planned = plan.Objects[life.Object];
        var (reason, other) = Reason(life, planned, step, run, holders);
        return new LiveObject(planned, plan.BytesOf(planned.Index), reason, other, life.Last == step.Index);
    }

    private (LiveReason Reason, int? Other) Reason(
        Lifetime life, PlannedObject planned, PlannedStep step, PlannedRun run, IReadOnlyDictionary<int, int> holders)
    {
        if (planned.MadeIn == step.Index) return (LiveReason.Made, null);
        if (life.IsLoaded && life.First == step.Index) return (LiveReason.Loaded, null);
        if (step.ReadList.Contains(planned.Index)) return (LiveReason.Read, null);
        if (holders.TryGetValue(planned.Index, out var holder)) return (LiveReason.Held, holder);
        foreach (var use in planned.Uses)
            if (use > step.Index && use <= run.LastStep) return (LiveReason.Needed, use);
        if (planned.IsPinned) return (LiveReason.Given, null);
        if (planned.IsResult) return (LiveReason.Result, null);
        var end = planned.OverwrittenIn;
        if (policy == CeilingPolicy.AsWritten && planned.ReleasedIn is { } released) end = Math.Min(end ?? released, released);
        return (LiveReason.Kept, end);
    }
}
