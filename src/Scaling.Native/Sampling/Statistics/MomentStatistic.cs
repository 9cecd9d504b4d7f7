namespace Scaling.Native.Sampling.Statistics;

/// <summary>
/// A statistic that is a function of the means of a few terms over the drawn rows, so that a resample is no more than one sum a term.
/// It works in scaled units, a power of two and for some an offset away from those of the columns.
/// </summary>
/// <remarks>
/// Means of terms are laid out in planes: plane p of resample i is <c>means[p * stride + i]</c>. The mean of m terms is known to about
/// m / 2^53 of their size; what cannot be told from zero by that is taken as zero.
/// </remarks>
internal abstract class MomentStatistic
{
    private const double HalfUlp = 1.0 / (1L << 53);

    private protected MomentStatistic(IReadOnlyList<double[]> terms) => Terms = terms;

    /// <summary>One array a plane, one number of −1 … 1 a row; rows that are never drawn may hold anything finite.</summary>
    internal IReadOnlyList<double[]> Terms { get; }

    /// <param name="statistic">One that <see cref="IsOne"/>.</param>
    /// <param name="columns">Two for ratio and correlation, else one; of equal length.</param>
    /// <param name="withError">Adds the terms that <see cref="SquaredErrors"/> needs.</param>
    internal static MomentStatistic Create(BootstrapStatistic statistic, IReadOnlyList<CenteredSample> columns, bool withError) =>
        statistic switch
        {
            BootstrapStatistic.Mean => new MeanStatistic(columns[0], isSum: false, withError),
            BootstrapStatistic.Sum => new MeanStatistic(columns[0], isSum: true, withError),
            BootstrapStatistic.Variance => new VarianceStatistic(columns[0], isRoot: false, withError),
            BootstrapStatistic.StandardDeviation => new VarianceStatistic(columns[0], isRoot: true, withError),
            BootstrapStatistic.Ratio => new RatioStatistic(columns[0], columns[1], withError),
            BootstrapStatistic.Correlation => new CorrelationStatistic(columns[0], columns[1], withError),
            _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "The statistic is no function of moments."),
        };

    /// <summary>Whether the statistic is a function of moments.</summary>
    internal static bool IsOne(BootstrapStatistic statistic) =>
        statistic is not (BootstrapStatistic.Median or BootstrapStatistic.Quantile);

    /// <summary>The statistic of each resample, in scaled units; NaN where it has none.</summary>
    /// <param name="means">Planes in the order of <see cref="Terms"/>.</param>
    /// <param name="stride">From one plane to the next, at least as many as values.</param>
    /// <param name="draws">Rows in each resample.</param>
    /// <param name="values">One a resample.</param>
    internal abstract void Values(ReadOnlySpan<double> means, int stride, long draws, Span<double> values);

    /// <summary>
    /// The squared standard error of each of <see cref="Values"/>, estimated from the same resample, in scaled units squared; NaN where
    /// it has none. The statistic must have been made with errors.
    /// </summary>
    internal abstract void SquaredErrors(ReadOnlySpan<double> means, int stride, long draws, Span<double> squaredErrors);

    /// <summary>Whether <see cref="AddStratumErrors"/> is there; else strata are taken together by <see cref="SquaredErrors"/>.</summary>
    internal virtual bool HasStratumErrors => false;

    /// <summary>Adds the part that the draws of one stratum have in the squared standard errors.</summary>
    /// <param name="shares">Planes of what the stratum adds to the means of the terms.</param>
    /// <param name="stride">From one plane to the next.</param>
    /// <param name="draws">Of the stratum.</param>
    /// <param name="allDraws">Of all strata.</param>
    /// <param name="squaredErrors">One a resample.</param>
    internal virtual void AddStratumErrors(ReadOnlySpan<double> shares, int stride, long draws, long allDraws, Span<double> squaredErrors) =>
        throw new NotSupportedException();

    /// <summary>From a value in scaled units to the units of the columns. Also takes ends of intervals, which no resample reaches.</summary>
    /// <param name="value">In scaled units.</param>
    /// <param name="draws">Rows in a resample; matters for sums.</param>
    internal abstract double ToLocation(double value, long draws);

    /// <summary>From a difference in scaled units, such as a standard error, to the units of the columns.</summary>
    internal abstract double ToDifference(double difference, long draws);

    /// <summary>The statistic of one resample.</summary>
    /// <param name="means">One a term.</param>
    /// <param name="draws">Rows in the resample.</param>
    internal double Value(ReadOnlySpan<double> means, long draws)
    {
        var value = 0.0;
        Values(means, 1, draws, new Span<double>(ref value));
        return value;
    }

    /// <summary>The statistic of the rows themselves, in scaled units.</summary>
    /// <param name="rowMeans">Means of the terms over the rows, each row with its probability.</param>
    /// <param name="draws">Rows in a resample.</param>
    /// <param name="rows">How many there are, equal ones taken together or not; null where rows have weights.</param>
    internal virtual double Estimate(ReadOnlySpan<double> rowMeans, long draws, long? rows) => Value(rowMeans, draws);

    /// <summary>A bound of the relative error of a difference of products of two means of so many terms, however they are summed.</summary>
    private protected static double Rounding(long draws) => 4 * (draws + 4.0) * HalfUlp;

    /// <summary>a − b, or zero where that is no more than the bound of its error.</summary>
    private protected static double Difference(double a, double b, double error) => a - b > error ? a - b : 0;

    private protected static double[] Product(double[] a, double[] b)
    {
        var product = new double[a.Length];
        for (var row = 0; row < product.Length; row++)
        {
            product[row] = a[row] * b[row];
        }

        return product;
    }
}
