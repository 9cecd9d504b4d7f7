namespace Scaling.Native.Sampling.Statistics;

/// <summary>
/// Pearson's correlation r = c11 / √(c20 c02), c being central moments. Squared error by the delta method, mean(L²) / (m − 1) with the
/// influence L = z w − r (z² + w²) / 2 of standardized z and w (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 21;
/// Davison and Hinkley 1997, problem 2.8).
/// </summary>
internal sealed class CorrelationStatistic : MomentStatistic
{
    private const int X = 0;
    private const int Y = 1;
    private const int XX = 2;
    private const int YY = 3;
    private const int XY = 4;
    private const int XXX = 5;
    private const int XXY = 6;
    private const int XYY = 7;
    private const int YYY = 8;
    private const int XXXX = 9;
    private const int XXXY = 10;
    private const int XXYY = 11;
    private const int XYYY = 12;
    private const int YYYY = 13;

    public CorrelationStatistic(CenteredSample first, CenteredSample second, bool withError)
        : base(MakeTerms(first.Deviations, second.Deviations, withError))
    {
    }

    internal override void Values(ReadOnlySpan<double> means, int stride, long draws, Span<double> values)
    {
        var x = means.Slice(X * stride, values.Length);
        var y = means.Slice(Y * stride, values.Length);
        var xx = means.Slice(XX * stride, values.Length);
        var yy = means.Slice(YY * stride, values.Length);
        var xy = means.Slice(XY * stride, values.Length);
        var rounding = Rounding(draws);
        for (var i = 0; i < values.Length; i++)
        {
            var c20 = Difference(xx[i], x[i] * x[i], xx[i] * rounding);
            var c02 = Difference(yy[i], y[i] * y[i], yy[i] * rounding);
            var correlation = (xy[i] - x[i] * y[i]) / (Math.Sqrt(c20) * Math.Sqrt(c02));
            values[i] = c20 > 0 && c02 > 0 ? Math.Clamp(correlation, -1, 1) : double.NaN;
        }
    }

    internal override void SquaredErrors(ReadOnlySpan<double> means, int stride, long draws, Span<double> squaredErrors)
    {
        Values(means, stride, draws, squaredErrors);
        var rounding = 4 * Rounding(draws);
        for (var i = 0; i < squaredErrors.Length; i++)
        {
            var r = squaredErrors[i];
            var a = means[X * stride + i];
            var b = means[Y * stride + i];
            var xx = means[XX * stride + i];
            var yy = means[YY * stride + i];
            var xy = means[XY * stride + i];
            var xxx = means[XXX * stride + i];
            var xxy = means[XXY * stride + i];
            var xyy = means[XYY * stride + i];
            var yyy = means[YYY * stride + i];
            var xxxx = means[XXXX * stride + i];
            var yyyy = means[YYYY * stride + i];
            var c20 = xx - a * a;
            var c02 = yy - b * b;
            var c40 = xxxx - 4 * a * xxx + 6 * a * a * xx - 3 * a * a * a * a;
            var c04 = yyyy - 4 * b * yyy + 6 * b * b * yy - 3 * b * b * b * b;
            var c31 = means[XXXY * stride + i] - 3 * a * xxy + 3 * a * a * xy - b * xxx + 3 * a * b * xx - 3 * a * a * a * b;
            var c13 = means[XYYY * stride + i] - 3 * b * xyy + 3 * b * b * xy - a * yyy + 3 * a * b * yy - 3 * a * b * b * b;
            var c22 = means[XXYY * stride + i] - 2 * b * xxy - 2 * a * xyy + b * b * xx + a * a * yy + 4 * a * b * xy - 3 * a * a * b * b;
            var product = Math.Sqrt(c20) * Math.Sqrt(c02);
            var positive = (1 + r * r / 2) * c22 / (c20 * c02) + r * r / 4 * (c40 / (c20 * c20) + c04 / (c02 * c02));
            var negative = r * (c31 / c20 + c13 / c02) / product;
            var error = rounding * (xxxx / (c20 * c20) + yyyy / (c02 * c02));
            squaredErrors[i] = double.IsNaN(r) ? double.NaN : Difference(positive, negative, error) / (draws - 1);
        }
    }

    internal override double ToLocation(double value, long draws) => value;

    internal override double ToDifference(double difference, long draws) => difference;

    private static double[][] MakeTerms(double[] x, double[] y, bool withError)
    {
        var xx = Product(x, x);
        var yy = Product(y, y);
        var xy = Product(x, y);
        return withError
            ?
            [
                x, y, xx, yy, xy,
                Product(xx, x), Product(xx, y), Product(x, yy), Product(yy, y),
                Product(xx, xx), Product(xx, xy), Product(xx, yy), Product(xy, yy), Product(yy, yy),
            ]
            : [x, y, xx, yy, xy];
    }
}
