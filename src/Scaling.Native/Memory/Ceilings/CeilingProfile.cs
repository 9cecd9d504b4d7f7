namespace Scaling.Native.Memory.Ceilings;

/// <summary>The sums of bytes around each step: what lives before, during and after it.</summary>
internal sealed class CeilingProfile
{
    private CeilingProfile(int steps) => (Floor, Ceiling, After) = (new long[steps], new long[steps], new long[steps]);

    internal long[] Floor { get; }

    internal long[] Ceiling { get; }

    internal long[] After { get; }

    /// <summary>What the run with the most has in memory at its end if it gives nothing back.</summary>
    internal long Uncollected { get; private set; }

    internal long Highest => Ceiling.Length > 0 ? Ceiling.Max() : 0;

    /// <param name="plan">The plan.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="baseBytes">Bytes of a process without objects.</param>
    /// <param name="streamed">A step that is taken to have no temporary data; null for none.</param>
    internal static CeilingProfile Of(MemoryPlan plan, IReadOnlyList<PlannedRun> runs, long baseBytes, int? streamed = null)
    {
        var profile = new CeilingProfile(plan.Steps.Count);
        foreach (var run in runs) profile.Add(plan, run, baseBytes, streamed);
        return profile;
    }

    private void Add(MemoryPlan plan, PlannedRun run, long baseBytes, int? streamed)
    {
        var steps = run.LastStep - run.FirstStep + 1;
        if (steps == 0) return;

        // Sums of up to 2^31 sizes of 63 bits each; what goes beyond 63 bits is cut at the end.
        var begins = new Int128[steps + 1];
        var ends = new Int128[steps + 1];
        foreach (var life in run.Lifetimes)
        {
            if (life.Last < life.First || life.Last < run.FirstStep || plan.BytesOf(life.Object) is not { } bytes) continue;
            begins[Math.Max(life.First - run.FirstStep + 1, 0)] += bytes;
            ends[Math.Min(life.Last - run.FirstStep, steps)] += bytes;
        }

        var live = begins[0] + baseBytes;
        var uncollected = live;
        for (var i = 0; i < steps; i++)
        {
            var step = plan.Steps[run.FirstStep + i];
            Floor[step.Index] = Cut(live);
            live += begins[i + 1];
            var temporary = step.Index == streamed ? 0 : plan.TemporaryBytesOf(step) ?? 0;
            uncollected += begins[i + 1] + temporary;
            Ceiling[step.Index] = Cut(live + temporary);
            live -= ends[i];
            After[step.Index] = Cut(live);
        }

        Uncollected = Math.Max(Uncollected, Cut(uncollected));
    }

    private static long Cut(Int128 bytes) => bytes > long.MaxValue ? long.MaxValue : (long)bytes;
}
