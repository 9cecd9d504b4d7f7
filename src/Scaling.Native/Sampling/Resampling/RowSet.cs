namespace Scaling.Native.Sampling.Resampling;

/// <summary>
/// The rows of a group as they are drawn: without those of no weight, equal ones taken together where that makes them few, those of one
/// stratum side by side.
/// </summary>
internal sealed class RowSet
{
    /// <summary>Rows that are sorted without asking whether that pays.</summary>
    private const int FewRows = 4096;

    private RowSet(double[][] columns, ulong[] weights, Stratum[] strata) => (Columns, Weights, Strata) = (columns, weights, strata);

    /// <summary>By column, one value a row.</summary>
    internal double[][] Columns { get; }

    /// <summary>A row is drawn with its weight over the sum of its stratum's.</summary>
    internal ulong[] Weights { get; }

    internal Stratum[] Strata { get; }

    internal int Count => Weights.Length;

    /// <summary>Draws in each resample.</summary>
    internal int SampleSize => Strata.Sum(stratum => stratum.Draws);

    /// <summary>Sum of the weights.</summary>
    internal UInt128 TotalWeight => Weights.Aggregate(UInt128.Zero, (sum, weight) => sum + weight);

    /// <summary>Of each row within its stratum.</summary>
    internal double[] Probabilities()
    {
        var probabilities = new double[Count];
        foreach (var stratum in Strata)
        {
            var weights = Weights.AsSpan(stratum.First, stratum.Rows);
            var total = UInt128.Zero;
            foreach (var weight in weights) total += weight;
            for (var row = 0; row < weights.Length; row++) probabilities[stratum.First + row] = weights[row] / (double)total;
        }

        return probabilities;
    }

    /// <summary>Of each row; empty where there is one stratum.</summary>
    internal int[] StrataNumbers()
    {
        if (Strata.Length == 1) return [];
        var numbers = new int[Count];
        for (var number = 0; number < Strata.Length; number++) numbers.AsSpan(Strata[number].First, Strata[number].Rows).Fill(number);
        return numbers;
    }

    /// <param name="group">Without defects.</param>
    /// <param name="sampleSize">Draws where there is one stratum.</param>
    /// <param name="mergesEqual">Whether rows of equal values may be taken together: not where each must be told apart.</param>
    internal static RowSet Of(BootstrapGroup group, int sampleSize, bool mergesEqual)
    {
        var values = group.Values.Span;
        var weights = group.Weights.IsEmpty ? Ones(values.Length) : IntegerWeights.FromDoubles(group.Weights.Span);
        var columns = (double[][])[values.ToArray(), .. group.Paired.Select(c => c.ToArray())];
        if (!group.Strata.IsEmpty) return ByStratum(columns, weights, group.Strata.Span);
        if (!group.Weights.IsEmpty) DropUnweighted(ref columns, ref weights);
        if (mergesEqual && columns.Length == 1 && IsWorthMerging(columns[0])) Merge(ref columns, ref weights);
        return new(columns, weights, [new(0, weights.Length, sampleSize)]);
    }

    /// <summary>The weighted mean of a number a row: over each stratum, and of these by their draws.</summary>
    internal double MeanOf(ReadOnlySpan<double> numbers)
    {
        CompensatedSum sum = default;
        CompensatedSum draws = default;
        foreach (var stratum in Strata)
        {
            var mean = MeanOf(numbers, stratum);
            if (Strata.Length == 1) return mean;
            sum.AddProduct(stratum.Draws, mean);
            draws.Add(stratum.Draws);
        }

        return sum.DividedBy(draws);
    }

    /// <summary>The weighted mean of a number a row over one stratum.</summary>
    internal double MeanOf(ReadOnlySpan<double> numbers, Stratum stratum)
    {
        CompensatedSum weighted = default;
        CompensatedSum weight = default;
        for (var row = stratum.First; row < stratum.First + stratum.Rows; row++)
        {
            weighted.AddProduct(Weights[row], numbers[row]);
            weight.Add(Weights[row]);
        }

        return weighted.DividedBy(weight);
    }

    private static ulong[] Ones(int count)
    {
        var ones = new ulong[count];
        Array.Fill(ones, 1UL);
        return ones;
    }

    private static void DropUnweighted(ref double[][] columns, ref ulong[] weights)
    {
        if (!weights.AsSpan().Contains(0UL)) return;
        var kept = new List<int>(weights.Length);
        for (var row = 0; row < weights.Length; row++)
            if (weights[row] > 0) kept.Add(row);
        Pick(ref columns, ref weights, [.. kept]);
    }

    private static RowSet ByStratum(double[][] columns, ulong[] weights, ReadOnlySpan<int> strata)
    {
        var (order, keys) = (new int[weights.Length], new long[weights.Length]);
        // Sorted by stratum, the rows of each in their order.
        for (var row = 0; row < order.Length; row++) (order[row], keys[row]) = (row, ((long)strata[row] << 32) | (uint)row);
        Array.Sort(keys, order);
        Pick(ref columns, ref weights, order);
        var found = new List<Stratum>();
        for (int first = 0, end; first < order.Length; first = end)
        {
            for (end = first + 1; end < order.Length && keys[end] >> 32 == keys[first] >> 32; end++)
            {
            }

            found.Add(new(first, end - first, end - first));
        }

        return new(columns, weights, [.. found]);
    }

    private static void Pick(ref double[][] columns, ref ulong[] weights, int[] rows)
    {
        columns = Array.ConvertAll(columns, column => Array.ConvertAll(rows, row => column[row]));
        var all = weights;
        weights = Array.ConvertAll(rows, row => all[row]);
    }

    // Of many rows some are looked at: sorting all would cost more than drawing a few hundred times.
    private static bool IsWorthMerging(double[] values)
    {
        if (values.Length <= FewRows) return true;
        var some = values[..FewRows];
        Array.Sort(some);
        var distinct = 1;
        for (var i = 1; i < some.Length; i++) distinct += some[i] != some[i - 1] ? 1 : 0;
        return distinct <= FewRows / 2;
    }

    private static void Merge(ref double[][] columns, ref ulong[] weights)
    {
        var (values, merged) = (columns[0], (ulong[])weights.Clone());
        Array.Sort(values, merged);
        var last = 0;
        for (var row = 1; row < values.Length; row++)
        {
            if (values[row] == values[last])
            {
                merged[last] += merged[row];
            }
            else
            {
                last++;
                (values[last], merged[last]) = (values[row], merged[row]);
            }
        }

        (columns, weights) = ([values[..(last + 1)]], merged[..(last + 1)]);
    }
}

/// <summary>Rows that are drawn from apart.</summary>
/// <param name="First">Its first row in the <see cref="RowSet"/>.</param>
/// <param name="Rows">How many.</param>
/// <param name="Draws">In each resample.</param>
internal readonly record struct Stratum(int First, int Rows, int Draws);
