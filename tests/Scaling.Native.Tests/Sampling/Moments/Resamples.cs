using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Statistics;

namespace Scaling.Native.Tests.Sampling.Moments;

/// <summary>Resamples that are drawn openly: the rows of each, and the means of a statistic's terms over them.</summary>
internal sealed class Resamples
{
    public Resamples(int rows, int draws, int count, int seed)
    {
        var random = new Random(seed);
        Draws = draws;
        Rows = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, draws).Select(_ => random.Next(rows)).ToArray())];
    }

    public int Draws { get; }

    public int[][] Rows { get; }

    /// <summary>A stride longer than the resamples, and what lies between the planes is no number.</summary>
    public int Stride => Rows.Length + 3;

    public double[] Means(MomentStatistic statistic)
    {
        var means = new double[statistic.Terms.Count * Stride];
        Array.Fill(means, double.NaN);
        for (var term = 0; term < statistic.Terms.Count; term++)
        {
            for (var i = 0; i < Rows.Length; i++)
            {
                means[term * Stride + i] = Rows[i].Sum(row => statistic.Terms[term][row]) / Draws;
            }
        }

        return means;
    }

    /// <summary>In the units of the columns.</summary>
    public double[] Values(MomentStatistic statistic)
    {
        var values = new double[Rows.Length];
        statistic.Values(Means(statistic), Stride, Draws, values);
        return [.. values.Select(value => statistic.ToLocation(value, Draws))];
    }

    /// <summary>Roots of the squared errors, in the units of the columns.</summary>
    public double[] Errors(MomentStatistic statistic)
    {
        var squares = new double[Rows.Length];
        statistic.SquaredErrors(Means(statistic), Stride, Draws, squares);
        return [.. squares.Select(square => statistic.ToDifference(Math.Sqrt(square), Draws))];
    }

    public static MomentStatistic Create(BootstrapStatistic statistic, bool withError, params double[][] columns) =>
        MomentStatistic.Create(statistic, [.. columns.Select(column => new CenteredSample(column, []))], withError);

    /// <summary>Straight from the definitions, of values in decimal digits where they fit.</summary>
    public static double Direct(BootstrapStatistic statistic, double[] x, double[] y)
    {
        var count = x.Length;
        var meanX = Mean(x);
        var meanY = Mean(y);
        return statistic switch
        {
            BootstrapStatistic.Mean => meanX,
            BootstrapStatistic.Sum => meanX * count,
            BootstrapStatistic.Variance => Products(x, x) / (count - 1),
            BootstrapStatistic.StandardDeviation => Math.Sqrt(Products(x, x) / (count - 1)),
            BootstrapStatistic.Ratio => meanX / meanY,
            _ => Products(x, y) / (Math.Sqrt(Products(x, x)) * Math.Sqrt(Products(y, y))),
        };

        static double Mean(double[] values) => values[0] + values.Sum(value => value - values[0]) / values.Length;

        static double Products(double[] a, double[] b)
        {
            // From one value, as the means themselves may have lost the digits that matter.
            var meanA = a.Sum(value => value - a[0]) / a.Length;
            var meanB = b.Sum(value => value - b[0]) / b.Length;
            return a.Zip(b, (u, v) => (u - a[0] - meanA) * (v - b[0] - meanB)).Sum();
        }
    }
}
