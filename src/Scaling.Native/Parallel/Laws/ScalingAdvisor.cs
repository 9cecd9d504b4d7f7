using System.Globalization;
using System.Text;

namespace Scaling.Native.Parallel.Laws;

/// <summary>Finds the worker count to take: the least that is nearly as fast as the best of those that are used well enough.</summary>
internal sealed class ScalingAdvisor(IReadOnlyList<ScalingObservation> observations, IReadOnlyList<ScalingPoint> points, ScalingFitOptions options)
{
    // What counts as a gain where times do not tell how they spread.
    private const double LeastGain = 1.1;

    // Of a serial fraction that is 1 but for the last digits.
    private const double Rounding = 1e-9;

    private readonly List<ScalingPoint> _measured = [.. points.Where(p => options.IncludeOversubscribed || !p.IsOversubscribed)];

    /// <param name="fit">A law that is fitted.</param>
    public ScalingAdvice Advise(ScalingFit fit)
    {
        var most = options.MaximumWorkers ?? _measured[^1].Workers;
        var byLaw = Choose(fit, most);
        var workers = NotSlowerThanFewer(byLaw, fit.Mode);
        var speedup = fit.Speedup(workers);
        var advice = new ScalingAdvice
        {
            Workers = workers,
            Speedup = speedup,
            IsWorthIt = false,
            IsExtrapolated = workers > _measured[^1].Workers,
            BreakEvenSeconds = speedup > 1 && Startup(workers) is { } startup ? startup / (1 - 1 / speedup) : null,
            Reason = "",
        };
        var (isWorthIt, reason) = Judge(fit, advice, byLaw, most);
        return advice with { IsWorthIt = isWorthIt, Reason = reason };
    }

    private int Choose(ScalingFit fit, int most)
    {
        var best = 1.0;
        for (var p = 2; p <= most; p++)
            if (IsUsedWell(p)) best = Math.Max(best, fit.Speedup(p));
        for (var p = 1; p < most; p++)
            if (IsUsedWell(p) && fit.Speedup(p) >= (1 - options.Tolerance) * best) return p;
        return IsUsedWell(most) ? most : 1;

        bool IsUsedWell(int p) => fit.Speedup(p) >= options.MinimumEfficiency * p;
    }

    /// <summary>What was measured counts more than what a law says of it.</summary>
    private int NotSlowerThanFewer(int workers, ScalingMode mode)
    {
        if (_measured.Find(p => p.Workers == workers) is not { } chosen) return workers;
        return _measured.Where(p => p.Workers <= workers).MaxBy(p => Rate(p, mode)) is { } best && Rate(best, mode) > Rate(chosen, mode)
            ? best.Workers
            : workers;
    }

    private static double Rate(ScalingPoint point, ScalingMode mode) => (mode == ScalingMode.Weak ? point.Workers : 1) / point.Seconds;

    private double? Startup(int workers) => observations
        .Where(o => o.Workers == workers && o.StartupSeconds is not null && (options.IncludeOversubscribed || !o.IsOversubscribed))
        .Select(o => o.StartupSeconds).LastOrDefault();

    private (bool IsWorthIt, string Reason) Judge(ScalingFit fit, ScalingAdvice advice, int byLaw, int most)
    {
        var (workers, speedup) = (advice.Workers, advice.Speedup);
        if (workers == 1) return (false, WhyOne(fit, byLaw, most));
        var gain = Text($"{workers} workers are {speedup:0.##} times as fast as one, each used to {100 * advice.Efficiency:0} %");
        var needed = fit.RelativeError is { } error ? Math.Exp(error * fit.DifferenceFactor!.Value) : LeastGain;
        if (speedup < needed)
        {
            return (false, fit.RelativeError is null
                ? Text($"{gain}: too little to be sure of without knowing how times spread.")
                : Text($"{gain}, but times have to differ by a factor of {needed:0.##} to be told apart."));
        }

        if (advice.BreakEvenSeconds is { } needs && Startup(workers) is { } startup)
        {
            var alone = fit.OneWorkerSeconds!.Value * (fit.Mode == ScalingMode.Weak ? workers : 1);
            if (alone < needs)
            {
                return (false, Text(
                    $"{gain}, which saves {Seconds(alone - fit.Seconds(workers))}; but to start them takes {Seconds(startup)}. It pays from {Seconds(needs)} of work on."));
            }
        }

        return (true, gain + "." + Remarks(fit, advice, byLaw, most));
    }

    private string WhyOne(ScalingFit fit, int byLaw, int most)
    {
        if (byLaw > 1) return Text($"{byLaw} workers were measured to be slower than one.");
        if (most == 1) return "There is only one worker to take.";
        var best = Enumerable.Range(2, Math.Min(most, 100_000) - 1).MaxBy(p => fit.Speedup(p));
        var speedup = fit.Speedup(best);
        return speedup <= 1 + Rounding
            ? Text($"No number of workers up to {most} is faster than one.")
            : speedup < 1 / (1 - options.Tolerance)
                ? Text($"One worker is nearly as fast as the best number, {best}, which is {speedup:0.##} times as fast.")
                : Text($"{best} workers are {speedup:0.##} times as fast as one, each used to {100 * speedup / best:0} % only.");
    }

    private string Remarks(ScalingFit fit, ScalingAdvice advice, int byLaw, int most)
    {
        var remarks = new StringBuilder();
        if (byLaw > advice.Workers) remarks.Append(Text($" {byLaw} were measured to be slower."));
        if (fit.PeakWorkers is { } peak && peak < 10 * most) remarks.Append(Text($" More than {Math.Max(1, Math.Round(peak)):0} make it slower."));
        if (advice.IsExtrapolated) remarks.Append(Text($" More than {_measured[^1].Workers} were not measured."));
        if (_measured.Exists(p => p.Efficiency > 1.1))
            remarks.Append(" Some counts are faster than one worker times their number: the measurement of one worker may be at fault.");
        return remarks.ToString();
    }

    private static string Seconds(double seconds) => seconds switch
    {
        < 1e-3 => Text($"{seconds * 1e6:0} µs"),
        < 1 => Text($"{seconds * 1e3:0.#} ms"),
        _ => Text($"{seconds:0.##} s"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
