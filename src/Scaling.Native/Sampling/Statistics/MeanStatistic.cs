namespace Scaling.Native.Sampling.Statistics;

/// <summary>
/// The mean x̄ or, being the same in scaled units, the sum m x̄. Squared error s² / m with s² = m / (m − 1) (mean(x²) − x̄²); with strata
/// Σ mₛ (meanₛ(x²) − x̄ₛ²) / m² (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.2).
/// </summary>
internal sealed class MeanStatistic : MomentStatistic
{
    private readonly CenteredSample _column;
    private readonly bool _isSum;
    private readonly bool _isWhole;

    public MeanStatistic(CenteredSample column, bool isSum, bool withError)
        : base(withError ? [column.Deviations, Product(column.Deviations, column.Deviations)] : [column.Deviations])
    {
        _column = column;
        _isSum = isSum;
        _isWhole = isSum && Array.TrueForAll(column.Deviations, deviation => double.IsInteger(column.ToLocation(deviation)));
    }

    internal override void Values(ReadOnlySpan<double> means, int stride, long draws, Span<double> values) =>
        means[..values.Length].CopyTo(values);

    internal override void SquaredErrors(ReadOnlySpan<double> means, int stride, long draws, Span<double> squaredErrors)
    {
        var first = means[..squaredErrors.Length];
        var second = means.Slice(stride, squaredErrors.Length);
        var rounding = Rounding(draws);
        for (var i = 0; i < squaredErrors.Length; i++)
        {
            squaredErrors[i] = Difference(second[i], first[i] * first[i], second[i] * rounding) / (draws - 1);
        }
    }

    internal override bool HasStratumErrors => true;

    internal override void AddStratumErrors(ReadOnlySpan<double> shares, int stride, long draws, long allDraws, Span<double> squaredErrors)
    {
        var first = shares[..squaredErrors.Length];
        var second = shares.Slice(stride, squaredErrors.Length);
        var (rounding, inverse) = (Rounding(draws), (double)allDraws / draws);
        for (var i = 0; i < squaredErrors.Length; i++)
            squaredErrors[i] += Difference(second[i], first[i] * first[i] * inverse, second[i] * rounding) / allDraws;
    }

    internal override double ToLocation(double value, long draws)
    {
        var mean = _column.ToLocation(value);
        return !_isSum ? mean : _isWhole ? Whole(draws * mean) : draws * mean;
    }

    internal override double ToDifference(double difference, long draws) =>
        _isSum ? draws * _column.ToDifference(difference) : _column.ToDifference(difference);

    // 13 / 49 × 49 is less than 13 by one digit in the last place; a sum of integers is none of those fractions.
    private static double Whole(double sum)
    {
        var nearest = Math.Round(sum);
        return Math.Abs(sum - nearest) <= Math.Abs(sum) / (1L << 51) ? nearest : sum;
    }
}
