namespace Scaling.Native.Sampling.Resampling;

/// <summary>What is kept of the statistics of some resamples, about the estimate; added up in the order of the blocks.</summary>
internal struct BlockFigures
{
    private CompensatedSum _differences;
    private CompensatedSum _squares;

    internal long Count { get; private set; }

    /// <summary>Statistics below the estimate.</summary>
    internal long Below { get; private set; }

    /// <summary>Statistics equal to the estimate.</summary>
    internal long Equal { get; private set; }

    /// <summary>Resamples without a statistic.</summary>
    internal long Undefined { get; private set; }

    /// <summary>The mean of the statistics less the estimate.</summary>
    internal readonly double MeanDifference => _differences.Value / Count;

    /// <summary>Variance of the statistics with divisor n − 1.</summary>
    internal readonly double Variance => Math.Max(0, (_squares.Value - _differences.Value * MeanDifference) / (Count - 1));

    /// <summary>Of the statistics of one block.</summary>
    internal static BlockFigures Of(ReadOnlySpan<double> values, double estimate)
    {
        // Four sums, so that one addition need not wait for the other; the order is part of the digits.
        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0, square0 = 0, square1 = 0, square2 = 0, square3 = 0;
        int below = 0, equal = 0, undefined = 0;
        var i = 0;
        for (; i <= values.Length - 4; i += 4)
        {
            var (d0, d1, d2, d3) = (values[i] - estimate, values[i + 1] - estimate, values[i + 2] - estimate, values[i + 3] - estimate);
            (sum0, sum1, sum2, sum3) = (sum0 + d0, sum1 + d1, sum2 + d2, sum3 + d3);
            (square0, square1, square2, square3) = (square0 + d0 * d0, square1 + d1 * d1, square2 + d2 * d2, square3 + d3 * d3);
            below += (d0 < 0 ? 1 : 0) + (d1 < 0 ? 1 : 0) + (d2 < 0 ? 1 : 0) + (d3 < 0 ? 1 : 0);
            equal += (d0 == 0 ? 1 : 0) + (d1 == 0 ? 1 : 0) + (d2 == 0 ? 1 : 0) + (d3 == 0 ? 1 : 0);
        }

        for (; i < values.Length; i++)
        {
            var difference = values[i] - estimate;
            (sum0, square0) = (sum0 + difference, square0 + difference * difference);
            below += difference < 0 ? 1 : 0;
            equal += difference == 0 ? 1 : 0;
        }

        var sum = sum0 + sum1 + (sum2 + sum3);
        if (double.IsNaN(sum))
            foreach (var value in values) undefined += double.IsFinite(value) ? 0 : 1;
        var figures = new BlockFigures { Count = values.Length, Below = below, Equal = equal, Undefined = undefined };
        figures._differences.Add(sum);
        figures._squares.Add(square0 + square1 + (square2 + square3));
        return figures;
    }

    internal void Add(in BlockFigures other)
    {
        _differences.Add(other._differences.Value);
        _squares.Add(other._squares.Value);
        (Count, Below) = (Count + other.Count, Below + other.Below);
        (Equal, Undefined) = (Equal + other.Equal, Undefined + other.Undefined);
    }
}
