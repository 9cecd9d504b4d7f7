namespace Scaling.Native.Measuring;

/// <summary>Order statistics of samples.</summary>
public readonly record struct SampleSummary
{
    /// <param name="samples">At least one.</param>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public SampleSummary(IReadOnlyList<double> samples)
    {
        if (samples.Count == 0) throw new ArgumentException("There is no sample.", nameof(samples));
        var sorted = samples.Order().ToArray();
        Count = sorted.Length;
        Minimum = sorted[0];
        Median = Quantile(sorted, 0.5);
        (LowerQuartile, UpperQuartile) = (Quantile(sorted, 0.25), Quantile(sorted, 0.75));
        var rank = LowRank(sorted.Length);
        (Low, High) = (sorted[Math.Max(rank, 1) - 1], sorted[^Math.Max(rank, 1)]);
        HasInterval = rank > 0;
    }

    public int Count { get; }

    public double Minimum { get; }

    public double Median { get; }

    public double LowerQuartile { get; }

    public double UpperQuartile { get; }

    /// <summary>Lower end of the median's interval: distribution-free, of at least 95 % (Conover, Practical Nonparametric Statistics, 3.2).</summary>
    public double Low { get; }

    /// <summary>Upper end of the median's interval.</summary>
    public double High { get; }

    /// <summary>Whether there are enough samples, six, for an interval of 95 %; else it spans them all.</summary>
    public bool HasInterval { get; }

    /// <summary>Interquartile range over the median.</summary>
    public double RelativeSpread => Median > 0 ? (UpperQuartile - LowerQuartile) / Median : 0;

    /// <summary>Half the width of the median's interval over the median; infinite without an interval.</summary>
    public double RelativePrecision => !HasInterval ? double.PositiveInfinity : Median > 0 ? (High - Low) / 2 / Median : 0;

    /// <summary>Whether a sample lies beyond Tukey's fences.</summary>
    public bool IsOutlier(double sample)
    {
        var reach = 1.5 * (UpperQuartile - LowerQuartile);
        return sample < LowerQuartile - reach || sample > UpperQuartile + reach;
    }

    /// <summary>The median of values, at least one, which it sorts in their place.</summary>
    internal static double MedianOf(Span<double> values)
    {
        values.Sort();
        return Quantile(values, 0.5);
    }

    /// <summary>Linear between order statistics (type 7 of Hyndman and Fan, 1996).</summary>
    private static double Quantile(ReadOnlySpan<double> sorted, double probability)
    {
        var place = (sorted.Length - 1) * probability;
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>The greatest r for which the r-th least and the r-th greatest of n samples enclose the median with at least 95 %, or 0:
    /// the number of samples below the median is binomial with probability one half.</summary>
    private static int LowRank(int n)
    {
        // In logarithms, since 2^-n underflows for many samples.
        var (rank, tail, logTerm) = (0, 0.0, -n * Math.Log(2));
        while (rank < n / 2)
        {
            tail += Math.Exp(logTerm);
            if (tail > 0.025) break;
            logTerm += Math.Log(n - rank) - Math.Log(rank + 1);
            rank++;
        }

        return rank;
    }
}
