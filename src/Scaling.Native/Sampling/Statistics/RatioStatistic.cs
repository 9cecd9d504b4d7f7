namespace Scaling.Native.Sampling.Statistics;

/// <summary>
/// The ratio Σx / Σy, as its difference from r, the ratio of the rows: mean(u) / ȳ with u = x − r y. So it keeps its digits where x and y lie
/// far from zero or nearly in proportion. Squared error by linearization (Cochran, "Sampling Techniques", 1977, section 6.4):
/// var(x − R y) / ((m − 1) ȳ²), with R the ratio drawn and divisor m in var.
/// </summary>
internal sealed class RatioStatistic : MomentStatistic
{
    private readonly double _reference;
    private readonly double _residualUnit;
    private readonly double _pivot;
    private readonly double _unit;
    private readonly int _exponent;

    public RatioStatistic(CenteredSample numerator, CenteredSample denominator, bool withError)
        : this(Residuals(numerator, denominator), denominator, withError)
    {
        (_pivot, _unit, var exponent) = denominator.FromZero();
        _exponent = numerator.FromZero().Exponent - exponent;
    }

    private RatioStatistic((double Reference, double[] Residuals, double Unit) line, CenteredSample denominator, bool withError)
        : base(MakeTerms(line.Residuals, denominator.Deviations, withError))
    {
        _reference = line.Reference;
        _residualUnit = line.Unit;
    }

    internal override void Values(ReadOnlySpan<double> means, int stride, long draws, Span<double> values)
    {
        var residuals = means[..values.Length];
        var deviations = means.Slice(stride, values.Length);
        var error = Rounding(draws) * (Math.Abs(_pivot) + _unit);
        for (var i = 0; i < values.Length; i++)
        {
            var denominator = _pivot + _unit * deviations[i];
            values[i] = Math.Abs(denominator) > error ? _residualUnit * residuals[i] / denominator : double.NaN;
        }
    }

    internal override void SquaredErrors(ReadOnlySpan<double> means, int stride, long draws, Span<double> squaredErrors)
    {
        Values(means, stride, draws, squaredErrors);
        var rounding = 2 * Rounding(draws);
        for (var i = 0; i < squaredErrors.Length; i++)
        {
            var residual = means[i];
            var deviation = means[stride + i];
            // x − R y is, apart from a constant, residualUnit u − slope d.
            var slope = squaredErrors[i] * _unit;
            var residualSquares = _residualUnit * _residualUnit * means[2 * stride + i];
            var products = _residualUnit * slope * means[3 * stride + i];
            var deviationSquares = slope * slope * means[4 * stride + i];
            var mean = _residualUnit * residual - slope * deviation;
            var denominator = _pivot + _unit * deviation;
            squaredErrors[i] = Difference(
                residualSquares - 2 * products + deviationSquares, mean * mean, rounding * (residualSquares + deviationSquares))
                / ((draws - 1) * denominator * denominator);
            squaredErrors[i] = double.IsNaN(slope) ? double.NaN : squaredErrors[i];
        }
    }

    internal override double ToLocation(double value, long draws) => Math.ScaleB(_reference + value, _exponent);

    internal override double ToDifference(double difference, long draws) => Math.ScaleB(difference, _exponent);

    private static double[][] MakeTerms(double[] residuals, double[] deviations, bool withError) => withError
        ?
        [
            residuals, deviations,
            Product(residuals, residuals), Product(residuals, deviations), Product(deviations, deviations),
        ]
        : [residuals, deviations];

    private static (double Reference, double[] Residuals, double Unit) Residuals(CenteredSample numerator, CenteredSample denominator)
    {
        var (pivotX, unitX, _) = numerator.FromZero();
        var (pivotY, unitY, _) = denominator.FromZero();
        // Any number will do as reference, as the residuals are taken from just that one.
        var reference = (pivotX + unitX * numerator.MeanDeviation) / (pivotY + unitY * denominator.MeanDeviation);
        reference = double.IsFinite(reference) ? reference : 0;
        var residuals = new double[numerator.Deviations.Length];
        var largest = 0.0;
        for (var row = 0; row < residuals.Length; row++)
        {
            CompensatedSum sum = default;
            sum.Add(pivotX);
            sum.AddProduct(-reference, pivotY);
            sum.AddProduct(unitX, numerator.Deviations[row]);
            sum.AddProduct(-reference * unitY, denominator.Deviations[row]);
            residuals[row] = sum.Value;
            largest = Math.Max(largest, Math.Abs(sum.Value));
        }

        var exponent = largest > 0 ? Math.ILogB(largest) + 1 : 0;
        for (var row = 0; row < residuals.Length; row++)
        {
            residuals[row] = Math.ScaleB(residuals[row], -exponent);
        }

        return (reference, residuals, Math.ScaleB(1, exponent));
    }
}
