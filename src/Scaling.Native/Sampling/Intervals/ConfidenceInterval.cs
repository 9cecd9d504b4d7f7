using System.Globalization;

namespace Scaling.Native.Sampling.Intervals;

/// <summary>
/// The methods of <see cref="IntervalMethod"/>: first the probabilities whose quantiles a method asks for, then the ends made of these
/// (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, sections 5.2 and 5.3).
/// </summary>
internal static class ConfidenceInterval
{
    /// <summary>
    /// The probabilities of the two quantiles: of t-values for <see cref="IntervalMethod.Studentized"/>, else of the resampled
    /// statistics. <see cref="IntervalMethod.Normal"/> needs none and does not look at those of its probabilities.
    /// </summary>
    /// <exception cref="BootstrapException"><see cref="BootstrapFailure.IntervalUndefined"/>.</exception>
    public static (double Lower, double Upper) Probabilities(IntervalMethod method, in IntervalFacts facts)
    {
        var tail = (1 - facts.Level) / 2;
        if (method != IntervalMethod.BCa || facts.StandardError == 0)
        {
            return (tail, 1 - tail);
        }

        if (!(facts.BelowEstimate > 0 && facts.BelowEstimate < 1))
        {
            throw Undefined(
                (facts.BelowEstimate > 0 ? "All" : "None") + " of the resampled statistics lie below the estimate, so that the bias "
                + "correction of BCa is infinite. Use another method, such as Percentile, or more resamples.");
        }

        var correction = NormalDistribution.Quantile(facts.BelowEstimate);
        return (Adjusted(facts, correction, tail), Adjusted(facts, correction, 1 - tail));
    }

    /// <summary>The ends of the interval in the unit of the facts.</summary>
    /// <param name="method">With <see cref="IntervalMethod.Studentized"/> and an infinite quantile the other side's end is infinite.</param>
    /// <param name="facts">Those that gave the probabilities.</param>
    /// <param name="lowerQuantile">At the lower probability.</param>
    /// <param name="upperQuantile">At the upper probability.</param>
    public static (double Lower, double Upper) Bounds(
        IntervalMethod method, in IntervalFacts facts, double lowerQuantile, double upperQuantile)
    {
        switch (method)
        {
            case IntervalMethod.Basic:
                return (facts.Estimate + (facts.Estimate - upperQuantile), facts.Estimate + (facts.Estimate - lowerQuantile));
            case IntervalMethod.Normal:
                var center = facts.Estimate - (facts.Mean - facts.Estimate);
                var width = -NormalDistribution.Quantile((1 - facts.Level) / 2) * facts.StandardError;
                return (center - width, center + width);
            case IntervalMethod.Studentized:
                // Without spread there is none in the t-values either, and they may be infinite.
                return facts.StandardError == 0
                    ? (facts.Estimate, facts.Estimate)
                    : (facts.Estimate - facts.StandardError * upperQuantile, facts.Estimate - facts.StandardError * lowerQuantile);
            default:
                return (lowerQuantile, upperQuantile);
        }
    }

    /// <summary>
    /// Turns squared errors into the t-values (t* − t) / √error. A resample that hits the estimate has 0, whatever its error; another one
    /// without an error has an infinity.
    /// </summary>
    /// <param name="values">The resampled statistics t*.</param>
    /// <param name="estimate">t.</param>
    /// <param name="squaredErrors">In the unit of the values, squared; gets the t-values.</param>
    public static void Studentize(ReadOnlySpan<double> values, double estimate, Span<double> squaredErrors)
    {
        for (var i = 0; i < squaredErrors.Length; i++)
        {
            var difference = values[i] - estimate;
            squaredErrors[i] = difference == 0 ? 0 : difference / Math.Sqrt(squaredErrors[i]);
        }
    }

    // Φ(z0 + (z0 + z) / (1 − a (z0 + z))), Efron 1987, equation 2.3.
    private static double Adjusted(in IntervalFacts facts, double correction, double probability)
    {
        var distance = correction + NormalDistribution.Quantile(probability);
        var divisor = 1 - facts.Acceleration * distance;
        // From its zero on, the order of probabilities is turned around.
        if (!(divisor > 0))
        {
            throw Undefined(
                "The acceleration of BCa is " + facts.Acceleration.ToString("G4", CultureInfo.InvariantCulture) + ", which is too large or no "
                + "number, so that the interval has no end: few rows or very skewed ones do that. Use another method, such as Percentile.");
        }

        return NormalDistribution.Cumulative(correction + distance / divisor);
    }

    private static BootstrapException Undefined(string message) => new(BootstrapFailure.IntervalUndefined, message);
}
