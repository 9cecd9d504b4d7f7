namespace Scaling.Native.Sampling;

/// <summary>A statistic that the caller computes.</summary>
/// <param name="columns">The drawn values, an array a column; new arrays for every call.</param>
/// <returns>
/// The statistic and, for the studentized method, the square of its standard error as estimated from the same values.
/// What is thrown, a NaN or an infinity is <see cref="BootstrapFailure.StatisticFailed"/> for the group.
/// </returns>
public delegate (double Value, double? SquaredError) ScriptStatistic(IReadOnlyList<double[]> columns);
