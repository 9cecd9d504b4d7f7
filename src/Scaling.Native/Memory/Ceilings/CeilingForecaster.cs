namespace Scaling.Native.Memory.Ceilings;

/// <summary>Adds up what lives in a plan under a policy.</summary>
internal static class CeilingForecaster
{
    internal static CeilingForecast Forecast(MemoryPlan plan, CeilingPolicy policy, ForecastOptions options, CancellationToken cancellationToken)
    {
        var last = Lifetimes.LastSteps(plan, policy);
        int? cut = policy == CeilingPolicy.Checkpoint
            ? options.CheckpointAfter is { } name ? CutAt(plan, name) : BestCut(plan, last, options, cancellationToken)
            : null;
        var runs = cut is { } step ? Lifetimes.TwoRuns(plan, last, step, releases: true) : Lifetimes.OneRun(plan, last);
        var profile = CeilingProfile.Of(plan, runs, options.BaseBytes);
        var stored = cut is { } after ? Lifetimes.StoredAt(plan, after) : [];
        var checkpoint = StoredBytes(plan, stored, options.StorageRatio);
        return new CeilingForecast
        {
            Plan = plan,
            Policy = policy,
            BaseBytes = options.BaseBytes,
            CeilingBytes = plan.Steps.Count > 0 ? profile.Highest : options.BaseBytes,
            CeilingStep = Array.IndexOf(profile.Ceiling, profile.Highest),
            FloorBytes = plan.Steps.Count > 0 ? profile.After[^1] : options.BaseBytes,
            UncollectedBytes = Math.Max(profile.Uncollected, options.BaseBytes),
            RunCeilingBytes = [.. runs.Select(r => profile.Ceiling[r.FirstStep..(r.LastStep + 1)].DefaultIfEmpty(options.BaseBytes).Max())],
            StorageBytes = ByteSum.Add(StoredBySteps(plan), checkpoint),
            CheckpointAfter = cut,
            CheckpointBytes = checkpoint,
            CheckpointObjects = stored,
            Steps = [.. new LiveObjects(plan, policy, runs).Describe(profile)],
            Unknown = [.. Unknown(plan)],
        };
    }

    /// <summary>Bytes of objects in storage; what is not known is left out.</summary>
    internal static long StoredBytes(MemoryPlan plan, IReadOnlyList<int> objects, double ratio)
    {
        var sum = objects.Aggregate(0L, (s, o) => ByteSum.Add(s, plan.BytesOf(o) ?? 0));
        return ByteSum.Round(sum * ratio);
    }

    /// <summary>Bytes of input files and of what the steps themselves store.</summary>
    internal static long StoredBySteps(MemoryPlan plan) =>
        plan.Steps.Aggregate(plan.InputFileBytes, (sum, s) => ByteSum.Add(sum, plan.StoredBytesOf(s) ?? 0));

    /// <summary>Steps after which a plan can be cut so that something comes after.</summary>
    internal static IEnumerable<int> Cuts(MemoryPlan plan) => plan.Steps.SkipLast(1).Where(s => s.CanCutAfter).Select(s => s.Index);

    /// <summary>The cut with the lowest ceiling; of equal ones, that with the lowest ceiling of the second run, which is run again and again;
    /// then the smallest checkpoint; then the first.</summary>
    private static int? BestCut(MemoryPlan plan, int[] last, ForecastOptions options, CancellationToken cancellationToken)
    {
        int? best = null;
        var (lowest, lowestSecond) = (long.MaxValue, long.MaxValue);
        foreach (var cut in Cuts(plan))
        {
            cancellationToken.ThrowIfCancellationRequested();
            options.Progress?.Report((double)cut / plan.Steps.Count);
            var profile = CeilingProfile.Of(plan, Lifetimes.TwoRuns(plan, last, cut, releases: true), options.BaseBytes);
            var (highest, second) = (profile.Highest, profile.Ceiling[(cut + 1)..].Max());
            var order = (highest, second).CompareTo((lowest, lowestSecond));
            if (best is { } other && (order > 0 || order == 0 && Stored(cut) >= Stored(other))) continue;
            (best, lowest, lowestSecond) = (cut, highest, second);
        }

        return best;

        long Stored(int cut) => StoredBytes(plan, Lifetimes.StoredAt(plan, cut), 1);
    }

    private static int CutAt(MemoryPlan plan, string name)
    {
        // Steps of a script are named by line and text; the line is enough, and means the last statement that begins there.
        var named = plan.Steps.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? plan.Steps.LastOrDefault(s => s.CanCutAfter && s.Name.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase));
        if (named is not null && Cuts(plan).Contains(named.Index)) return named.Index;
        var why = named is null ? $"There is no step '{name}'."
            : named.Index == plan.Steps.Count - 1 ? $"After '{name}', the last step, there is nothing left for a second run."
            : $"A run cannot end within '{name}', a part of a loop or a call.";
        throw new MemoryPlanException(MemoryPlanError.StepNotFound, why, name);
    }

    private static IEnumerable<string> Unknown(MemoryPlan plan) =>
        plan.Objects.Where(o => plan.BytesOf(o.Index) is null).Select(o => o.Label)
            .Concat(plan.Steps.Where(s => plan.TemporaryBytesOf(s) is null).Select(s => $"temporary data of {s.Name}"));
}
