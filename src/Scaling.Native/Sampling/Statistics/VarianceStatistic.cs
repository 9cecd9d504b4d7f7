namespace Scaling.Native.Sampling.Statistics;

/// <summary>
/// The variance s² = m / (m − 1) (mean(x²) − x̄²) or its root. Squared errors: (μ4 − (m − 3) / (m − 1) σ⁴) / m, the exact variance of s²
/// in samples from what was drawn (μ4 and σ² its central moments with divisor m; Cramér, "Mathematical Methods of Statistics", 1946,
/// section 27.4), and for the root that / (4 s²) by the delta method.
/// </summary>
internal sealed class VarianceStatistic : MomentStatistic
{
    private readonly CenteredSample _column;
    private readonly bool _isRoot;

    public VarianceStatistic(CenteredSample column, bool isRoot, bool withError)
        : base(Powers(column.Deviations, withError ? 4 : 2))
    {
        _column = column;
        _isRoot = isRoot;
    }

    internal override void Values(ReadOnlySpan<double> means, int stride, long draws, Span<double> values)
    {
        var first = means[..values.Length];
        var second = means.Slice(stride, values.Length);
        var rounding = Rounding(draws);
        var factor = draws / (draws - 1.0);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = factor * Difference(second[i], first[i] * first[i], second[i] * rounding);
        }

        if (_isRoot)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Math.Sqrt(values[i]);
            }
        }
    }

    internal override void SquaredErrors(ReadOnlySpan<double> means, int stride, long draws, Span<double> squaredErrors)
    {
        var rounding = Rounding(draws);
        var factor = draws / (draws - 1.0);
        var share = (draws - 3.0) / (draws - 1.0);
        for (var i = 0; i < squaredErrors.Length; i++)
        {
            var first = means[i];
            var second = means[stride + i];
            var third = means[2 * stride + i];
            var square = first * first;
            var variance = Difference(second, square, second * rounding);
            var fourth = means[3 * stride + i] - 4 * first * third + 6 * square * second - 3 * square * square;
            var error = (Math.Max(fourth, variance * variance) - share * variance * variance) / draws;
            squaredErrors[i] = draws < 2 ? double.NaN
                : variance == 0 ? 0
                : _isRoot ? error / (4 * factor * variance)
                : error;
        }
    }

    internal override double ToLocation(double value, long draws) => ToDifference(value, draws);

    internal override double ToDifference(double difference, long draws) =>
        Math.ScaleB(difference, _isRoot ? _column.Exponent : 2 * _column.Exponent);

    /// <summary>
    /// Of rows without weights with divisor n − 1. Of rows with weights, which say how likely a row is and not how often it was seen,
    /// the variance of that distribution; it is what resampled ones have as expectation.
    /// </summary>
    internal override double Estimate(ReadOnlySpan<double> rowMeans, long draws, long? rows)
    {
        var variance = Difference(rowMeans[1], rowMeans[0] * rowMeans[0], rowMeans[1] * Rounding(0));
        variance *= rows is { } count ? count / (count - 1.0) : 1;
        return _isRoot ? Math.Sqrt(variance) : variance;
    }

    private static double[][] Powers(double[] deviations, int highest)
    {
        var powers = new double[highest][];
        powers[0] = deviations;
        for (var power = 1; power < highest; power++)
        {
            powers[power] = Product(powers[power - 1], deviations);
        }

        return powers;
    }
}
