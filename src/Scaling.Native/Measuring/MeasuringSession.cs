using System.Runtime;

namespace Scaling.Native.Measuring;

/// <summary>Measures variants of work side by side: each is warmed up until the runtime compiles nothing more, repeated within a sample
/// until the clock is fine enough, and sampled in turns with the others until its median is known well enough or the time is up.</summary>
/// <remarks>All work runs on the calling thread. The time limit, which begins with the first comparison, is shared out evenly among the comparisons that were planned and not yet made.</remarks>
/// <param name="options">How long and how exactly.</param>
/// <param name="comparisons">How many calls of <see cref="Compare"/> and <see cref="Measure"/> will share the time limit.</param>
/// <param name="progress">Told before each sample, on the calling thread.</param>
/// <param name="stop">Looked at between runs; a run that takes long must look itself.</param>
public sealed class MeasuringSession(
    MeasuringOptions options,
    int comparisons,
    IProgress<MeasuringProgress>? progress = null,
    CancellationToken stop = default)
{
    // The rest of a comparison's time is for samples.
    private const double WarmUpShare = 0.25;

    private long? _start;
    private int _made;

    /// <summary>Stops the session; for runs that take long.</summary>
    public CancellationToken Stop => stop;

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Number of methods the runtime has compiled: while it grows, what is timed is not yet what will run.</summary>
    internal Func<long> CompiledMethods { get; init; } = () => JitInfo.GetCompiledMethodCount(currentThread: false);

    /// <summary>Measures one variant alone.</summary>
    public Measurement Measure(Variant variant) => Compare([variant])[0];

    /// <summary>Measures variants in turns, so that what changes on the machine meanwhile meets all alike.</summary>
    /// <param name="variants">At least one; outcomes are compared with the first one's, but for those of variants that judge their own.</param>
    /// <param name="tolerance">Greatest relative difference of outcomes that count as equal.</param>
    /// <returns>One measurement a variant, in their order.</returns>
    /// <exception cref="ArgumentException">There is no variant.</exception>
    /// <exception cref="OperationCanceledException">The session is stopped.</exception>
    public IReadOnlyList<Measurement> Compare(IReadOnlyList<Variant> variants, double tolerance = 0)
    {
        if (variants.Count == 0) throw new ArgumentException("There is no variant.", nameof(variants));
        var begin = Clock.GetTimestamp();
        var left = options.TimeLimit - Clock.GetElapsedTime(_start ??= begin);
        var share = left / Math.Max(1, comparisons - _made);
        var runs = variants.Select(v => new VariantRun(v, options, Clock)).ToList();
        foreach (var run in runs) WarmUp(run, share / runs.Count);
        SampleInTurns(runs, () => Clock.GetElapsedTime(begin) < share);
        _made++;
        var reference = runs[0].Outcome;
        return [.. runs.Select(r => r.Complete(reference, tolerance))];
    }

    private void WarmUp(VariantRun run, TimeSpan share)
    {
        Report(run);
        run.Begin();
        var begin = Clock.GetTimestamp();
        var first = run.First();
        var elapsed = Clock.GetElapsedTime(begin);

        // A run that takes more than half its share is not repeated for nothing: it becomes the first sample. But a first run that is shorter than a sample says little.
        var leastTime = run.IsRepeatable ? options.SampleTime : TimeSpan.Zero;
        if (elapsed > share / 2 && first >= leastTime)
        {
            run.KeepFirst();
            return;
        }

        var compiled = CompiledMethods();
        var quietSince = elapsed;

        // Judging may have taken more than that; the time for a sample comes on top of it.
        var least = elapsed - first + leastTime;
        var longest = share * WarmUpShare > least ? share * WarmUpShare : least;
        while (elapsed < longest && !(elapsed >= options.WarmUpTime && elapsed - quietSince >= options.QuietTime))
        {
            stop.ThrowIfCancellationRequested();
            run.Rehearse();
            elapsed = Clock.GetElapsedTime(begin);
            var now = CompiledMethods();
            if (now != compiled) (compiled, quietSince) = (now, elapsed);
        }

        run.Calibrate(elapsed);
    }

    private void SampleInTurns(List<VariantRun> runs, Func<bool> timeLeft)
    {
        // Turn and turn about in either direction: the one that is always second would else always find the other's traces.
        for (var forward = true; ; forward = !forward)
        {
            var any = false;
            for (var i = 0; i < runs.Count; i++)
            {
                var run = runs[forward ? i : runs.Count - 1 - i];
                if (run.IsEnough || !(run.IsUnsampled || timeLeft())) continue;
                Report(run);
                run.Sample();
                any = true;
            }

            if (!any) return;
        }
    }

    private void Report(VariantRun run)
    {
        stop.ThrowIfCancellationRequested();
        progress?.Report(new MeasuringProgress(run.Name, Math.Min(1, (double)_made / Math.Max(1, comparisons))));
    }
}
