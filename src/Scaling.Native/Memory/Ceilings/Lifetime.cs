namespace Scaling.Native.Memory.Ceilings;

/// <summary>The steps during which an object is in memory: <paramref name="First"/> to <paramref name="Last"/>. A first step before the
/// run's means that it is there already; a last step beyond the run's, that it is there at the end.</summary>
internal readonly record struct Lifetime(int Object, int First, int Last, bool IsLoaded = false);

/// <summary>Steps that one process runs, and what lives in them.</summary>
internal sealed record PlannedRun(int FirstStep, int LastStep, IReadOnlyList<Lifetime> Lifetimes);

/// <summary>How long each object lives under a policy.</summary>
internal static class Lifetimes
{
    /// <summary>The last step of each object in one run; the number of steps for those that stay to the end.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="policy">Any but <see cref="CeilingPolicy.Checkpoint"/>, which is <see cref="CeilingPolicy.Release"/> in two runs.</param>
    /// <param name="released">An object that ends with its last use, whatever the policy; null for none.</param>
    internal static int[] LastSteps(MemoryPlan plan, CeilingPolicy policy, int? released = null)
    {
        var end = plan.Steps.Count;
        var last = new int[plan.Objects.Count];
        foreach (var planned in plan.Objects)
        {
            last[planned.Index] = planned.IsPinned ? end
                : policy is CeilingPolicy.Release or CeilingPolicy.Checkpoint || planned.Index == released
                    ? planned.IsResult ? end : planned.LastUse
                : Math.Min(
                    planned.OverwrittenIn ?? end,
                    policy == CeilingPolicy.AsWritten && !planned.IsResult ? planned.ReleasedIn ?? end : end);
        }

        // What an object refers to lives as long as it does. Closures are complete, so one pass is enough.
        var own = (int[])last.Clone();
        foreach (var holder in plan.Objects)
            foreach (var held in holder.Holds) last[held] = Math.Max(last[held], own[holder.Index]);
        return last;
    }

    internal static IReadOnlyList<PlannedRun> OneRun(MemoryPlan plan, int[] last) =>
        [new(0, plan.Steps.Count - 1, [.. plan.Objects.Select(o => new Lifetime(o.Index, o.MadeIn, last[o.Index]))])];

    /// <summary>
    /// The same in two processes, the first of which ends after a step. What the second needs of the first, and results, are stored when the
    /// first reads them no more, and loaded by the step of the second that reads them first. What is pinned is there in both.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="last">Last steps in one run.</param>
    /// <param name="cut">The last step of the first process.</param>
    /// <param name="releases">The first lets go of what it has stored; else it keeps that to its end.</param>
    internal static IReadOnlyList<PlannedRun> TwoRuns(MemoryPlan plan, int[] last, int cut, bool releases)
    {
        List<Lifetime> first = [], second = [];
        foreach (var planned in plan.Objects)
        {
            var (index, end) = (planned.Index, last[planned.Index]);
            if (planned.MadeIn > cut)
            {
                second.Add(new Lifetime(index, planned.MadeIn, end));
                continue;
            }

            if (planned.IsPinned) second.Add(new Lifetime(index, cut, end));
            else if (FirstUseAfter(planned, cut) is { } load) second.Add(new Lifetime(index, load, end, IsLoaded: true));
            var endOfFirst = end <= cut ? end : releases && !planned.IsPinned ? LastUseUpTo(planned, cut) : cut + 1;
            first.Add(new Lifetime(index, planned.MadeIn, endOfFirst));
        }

        return [new(0, cut, first), new(cut + 1, plan.Steps.Count - 1, second)];
    }

    /// <summary>Objects that go through storage where a plan is cut after a step.</summary>
    internal static IReadOnlyList<int> StoredAt(MemoryPlan plan, int cut)
    {
        var results = plan.Objects.Where(o => o.IsResult).SelectMany(o => o.Holds.Append(o.Index)).ToHashSet();
        return [.. plan.Objects
            .Where(o => o.MadeIn <= cut && !o.IsPinned && (FirstUseAfter(o, cut) is not null || results.Contains(o.Index)))
            .Select(o => o.Index)];
    }

    private static int? FirstUseAfter(PlannedObject planned, int step)
    {
        foreach (var use in planned.Uses)
            if (use > step) return use;
        return null;
    }

    private static int LastUseUpTo(PlannedObject planned, int step)
    {
        var last = planned.MadeIn;
        foreach (var use in planned.Uses)
            if (use <= step) last = Math.Max(last, use);
        return last;
    }
}
