using System.Globalization;
using Scaling.Native.Datasets;

namespace Scaling.Native.Parallel.Laws;

/// <summary>Fits laws to times by least squares of logarithms: a time that is off by 5 % counts the same whether it is long or short. The time of
/// one worker is fitted as well, so that its own error does not go into all the others.</summary>
/// <remarks>
/// Intervals are those of the profile likelihood (Bates and Watts, "Nonlinear Regression Analysis and Its Applications", Wiley, 1988, chapter
/// 6): all values for which the least sum of squares exceeds the least of all by at most s² t², t being Student's quantile for the degrees of freedom
/// that are left. They respect the bounds of parameters, and hold the truth as often as they should with three or four times, where a bootstrap
/// has next to nothing to draw from. s² is the mean squared residual. Where all times are medians of repeats, it is moderated as variances of
/// few degrees of freedom are (Smyth, "Linear models and empirical Bayes methods", Statistical Applications in Genetics and Molecular Biology 3,
/// 2004): by what the repeats show and 1 %, with one degree. That runs of a command differ by so much whatever the repeats within one show is an assumption.
/// </remarks>
public static class ScalingFitter
{
    private const double RunToRun = 0.01;
    private const int PriorDegreesOfFreedom = 1;

    /// <summary>Fits one law.</summary>
    /// <param name="observations">Times; those of too many workers are left out unless the options say otherwise.</param>
    /// <param name="mode">What the work does with more workers.</param>
    /// <param name="law">Which law.</param>
    /// <param name="options">The confidence level, and which times to take.</param>
    /// <exception cref="ArgumentOutOfRangeException">A worker count is below 1, a time not above 0, or the confidence level not between 0 and 1.</exception>
    public static ScalingFit Fit(
        IReadOnlyList<ScalingObservation> observations, ScalingMode mode, ScalingLaw law, ScalingFitOptions options)
    {
        Check(observations, options);
        var used = observations.Where(o => options.IncludeOversubscribed || !o.IsOversubscribed).ToList();
        var fit = new ScalingFit { Law = law, Mode = mode, ObservationCount = used.Count };
        if (WhyNot(used, observations.Count, mode, law) is { } reason) return fit with { NotFittedBecause = reason };

        var series = new ScalingSeries(used, mode);
        var squares = new LeastSquares(series, law);
        var (contention, coherency) = squares.Best();
        fit = fit with
        {
            SumOfSquares = series.SumOfSquares(law, contention, coherency),
            OneWorkerSeconds = Math.Exp(series.LogOneWorkerSeconds(law, contention, coherency)),
            Contention = new(contention, null, null),
            Coherency = squares.HasCoherency ? new(coherency, null, null) : null,
        };
        return WithIntervals(fit with { RelativeResidual = Math.Sqrt(fit.SumOfSquares / used.Count) }, squares, used, options);
    }

    private static ScalingFit WithIntervals(
        ScalingFit fit, LeastSquares squares, List<ScalingObservation> used, ScalingFitOptions options)
    {
        var parameters = Parameters(fit.Law);
        var degrees = used.Count - parameters;
        var sum = fit.SumOfSquares;
        if (used.TrueForAll(o => o.RelativeError is not null))
        {
            var prior = used.Average(o => o.RelativeError!.Value * o.RelativeError.Value) + RunToRun * RunToRun;
            (sum, degrees) = (sum + PriorDegreesOfFreedom * prior, degrees + PriorDegreesOfFreedom);
        }

        if (degrees == 0)
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"{parameters} times for {parameters} parameters tell nothing of how times spread.");
            return fit with { NoIntervalBecause = why };
        }

        var (variance, quantile) = (sum / degrees, StudentDistribution.TwoSided(options.ConfidenceLevel, degrees));
        var limit = fit.SumOfSquares + variance * quantile * quantile;
        var contention = squares.ContentionWithin(fit.Contention!.Value.Value, limit);
        var coherency = fit.Coherency;
        if (coherency is { } best)
        {
            var (low, high) = squares.CoherencyWithin(best.Value, limit);
            coherency = best with { Low = low, High = high };
        }

        return fit with
        {
            RelativeError = Math.Sqrt(variance),
            DegreesOfFreedom = degrees,
            DifferenceFactor = Math.Sqrt(2) * quantile,
            Contention = fit.Contention.Value with { Low = contention.Low, High = contention.High },
            Coherency = coherency,
        };
    }

    private static int Parameters(ScalingLaw law) => law == ScalingLaw.UniversalScalability ? 3 : 2;

    private static string? WhyNot(List<ScalingObservation> used, int all, ScalingMode mode, ScalingLaw law)
    {
        if (law == ScalingLaw.Gustafson && mode == ScalingMode.Strong)
            return "Gustafson's law is of work that grows with the workers, and this work stays the same.";
        if (law == ScalingLaw.Amdahl && mode == ScalingMode.Weak)
            return "Amdahl's law is of work that stays the same, and this work grows with the workers.";
        var counts = used.DistinctBy(o => o.Workers).Count();
        var needed = Parameters(law);
        if (counts >= needed) return null;
        var left = all > used.Count ? " that are not oversubscribed" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"The law has {needed} parameters, and there are times of only {Wording.Count(counts, "worker count")}{left}.");
    }

    private static void Check(IReadOnlyList<ScalingObservation> observations, ScalingFitOptions options)
    {
        foreach (var observation in observations)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(observation.Workers, 1, nameof(observations));
            if (!(observation.Seconds > 0 && double.IsFinite(observation.Seconds)))
                throw new ArgumentOutOfRangeException(nameof(observations), observation.Seconds, "A time must be above 0.");
        }

        if (!(options.ConfidenceLevel > 0 && options.ConfidenceLevel < 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.ConfidenceLevel, "A confidence level lies between 0 and 1.");
    }
}
