namespace Scaling.Native.Sampling.Statistics;

/// <summary>
/// The mean x̄ or, being the same in scaled units, the sum m x̄. Squared error s² / m with s² = m / (m − 1) (mean(x²) − x̄²).
/// </summary>
internal sealed class MeanStatistic : MomentStatistic
{
    private readonly CenteredSample _column;
    private readonly bool _isSum;

    public MeanStatistic(CenteredSample column, bool isSum, bool withError)
        : base(withError ? [column.Deviations, Product(column.Deviations, column.Deviations)] : [column.Deviations])
    {
        _column = column;
        _isSum = isSum;
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

    internal override double ToLocation(double value, long draws) => _isSum ? draws * _column.ToLocation(value) : _column.ToLocation(value);

    internal override double ToDifference(double difference, long draws) =>
        _isSum ? draws * _column.ToDifference(difference) : _column.ToDifference(difference);
}
