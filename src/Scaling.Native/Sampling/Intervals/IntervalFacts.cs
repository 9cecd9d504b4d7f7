namespace Scaling.Native.Sampling.Intervals;

/// <summary>What an interval is made of besides quantiles; all in one unit.</summary>
/// <param name="Estimate">The statistic of the rows.</param>
/// <param name="Mean">Of the resampled statistics.</param>
/// <param name="StandardError">
/// Standard deviation of the resampled statistics; for the bounds of the studentized method the error that the rows give of themselves.
/// </param>
/// <param name="BelowEstimate">Share of the resampled statistics below the estimate, and half of the share equal to it.</param>
/// <param name="Acceleration">For BCa.</param>
/// <param name="Level">Probability content, between 0 and 1.</param>
internal readonly record struct IntervalFacts(
    double Estimate, double Mean, double StandardError, double BelowEstimate, double Acceleration, double Level);
