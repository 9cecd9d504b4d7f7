using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling;

/// <summary>
/// Draws categories in proportion to integer weights, exactly, in constant time: Walker's alias method with Vose's construction
/// (IEEE Trans. Software Eng. 17, 1991), carried out in integers.
/// </summary>
/// <remarks>
/// The columns are a power of two, at least as many as categories, each of capacity W, the sum of the weights. A draw of 32 bits is
/// a column (the upper bits) and a fraction (the lower <c>f</c> bits, at most 15) compared with the column's threshold t / W in units of 2^-f.
/// Only where the fraction equals the threshold's integer part do further bits decide, against the exact remainder; so the
/// probability of category i is w(i) / W without any rounding, whatever the number of columns.
/// </remarks>
public sealed class AliasTable
{
    private const int DrawBits = 32;
    private const int MostFractionBits = 15;

    /// <summary>Of the sum of weights, so that neither a threshold nor the masses of all columns overflow.</summary>
    private const int MostSumBits = 96;

    private readonly uint[] _thresholds;
    private readonly int[] _aliases;
    private readonly ulong[] _remainders;
    private readonly ulong[]? _upperRemainders;

    private AliasTable(int categories, UInt128 totalWeight, int columnBits)
    {
        CategoryCount = categories;
        TotalWeight = totalWeight;
        ColumnShift = DrawBits - columnBits;
        FractionBits = Math.Min(ColumnShift, MostFractionBits);
        var columns = 1 << columnBits;
        _thresholds = new uint[columns];
        _aliases = new int[columns];
        _remainders = new ulong[columns];
        if (totalWeight > ulong.MaxValue) _upperRemainders = new ulong[columns];
    }

    public int CategoryCount { get; }

    /// <summary>The sum of the integer weights.</summary>
    public UInt128 TotalWeight { get; }

    /// <summary>A draw without so many of its lower bits is a column.</summary>
    internal int ColumnShift { get; }

    /// <summary>So many of a draw's lower bits are the fraction.</summary>
    internal int FractionBits { get; }

    /// <summary>By column: fractions below it give the column's own category, fractions above it the alias.</summary>
    internal ReadOnlySpan<uint> Thresholds => _thresholds;

    /// <summary>By column. Columns past the last category have threshold 0 and so give their alias only.</summary>
    internal ReadOnlySpan<int> Aliases => _aliases;

    /// <summary>By column: a fraction equal to the threshold gives the column's own category with probability remainder / W.</summary>
    internal UInt128 Remainder(int column) => new(_upperRemainders is null ? 0 : _upperRemainders[column], _remainders[column]);

    /// <param name="weights">1 to 2^30 weights, not all zero.</param>
    /// <exception cref="ArgumentException">No weights, too many, or all zero.</exception>
    public static AliasTable FromWeights(ReadOnlySpan<ulong> weights)
    {
        var wide = new UInt128[weights.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = weights[i];
        return FromWeights(wide);
    }

    /// <param name="weights">1 to 2^30 weights with a sum of 1 to 2^<see cref="MostSumBits"/>.</param>
    /// <exception cref="ArgumentException">No weights, too many, all zero, or too large a sum.</exception>
    internal static AliasTable FromWeights(ReadOnlySpan<UInt128> weights)
    {
        if (weights.IsEmpty)
        {
            throw new ArgumentException("At least one weight is needed.", nameof(weights));
        }

        if (weights.Length > 1 << 30)
        {
            throw new ArgumentException("More than 2^30 weights.", nameof(weights));
        }

        var total = UInt128.Zero;
        foreach (var weight in weights)
        {
            total += weight;
        }

        if (total == 0)
        {
            throw new ArgumentException("No weight is above zero.", nameof(weights));
        }

        if (total > UInt128.One << MostSumBits)
        {
            throw new ArgumentException($"The weights sum to more than 2^{MostSumBits}.", nameof(weights));
        }

        var columnBits = Math.Max(1, BitOperations.Log2((uint)weights.Length - 1) + 1);
        var table = new AliasTable(weights.Length, total, columnBits);
        table.Fill(weights);
        return table;
    }

    /// <summary>
    /// Exact for integers with a sum below 2^61 and for doubles of similar size; otherwise the weights are first rounded to multiples
    /// of a power of two of at most 2^-61 of their sum, and a probability p among n is off by at most (1 + n p) 2^-62.
    /// </summary>
    /// <param name="weights">1 to 2^30 finite, non-negative weights, not all zero.</param>
    /// <exception cref="ArgumentException">No weights, too many, all zero, or one that is negative, NaN or infinite.</exception>
    public static AliasTable FromWeights(ReadOnlySpan<double> weights) =>
        weights.IsEmpty ? FromWeights(ReadOnlySpan<ulong>.Empty) : FromWeights(IntegerWeights.FromDoubles(weights));

    /// <summary>A category, drawn with 64 bits of the stream and, very rarely, more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ref Xoshiro256PlusPlus stream)
    {
        var draw = (uint)(stream.Next() >> 32);
        var column = (int)(draw >> ColumnShift);
        var fraction = draw & ((1u << FractionBits) - 1);
        var threshold = _thresholds[column];
        return fraction == threshold ? Resolve(column, ref stream) : fraction < threshold ? column : _aliases[column];
    }

    /// <summary>The category of a draw whose fraction equals the column's threshold.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int Resolve(int column, ref Xoshiro256PlusPlus stream) =>
        stream.NextBelow(TotalWeight) < Remainder(column) ? column : _aliases[column];

    private void Fill(ReadOnlySpan<UInt128> weights)
    {
        var columns = _thresholds.Length;
        var mass = new UInt128[columns];
        var capacity = TotalWeight;
        // One array serves both stacks: they never hold more than all columns together.
        var stacks = new int[columns];
        var small = 0;
        var large = columns;
        for (var column = columns - 1; column >= 0; column--)
        {
            mass[column] = column < weights.Length ? weights[column] * (uint)columns : UInt128.Zero;
            if (mass[column] < capacity)
            {
                stacks[small++] = column;
            }
            else
            {
                stacks[--large] = column;
            }
        }

        // Every small column is filled up by a large one: the masses sum to columns x capacity, so large ones suffice to the end.
        while (small > 0)
        {
            var poor = stacks[--small];
            var rich = stacks[large];
            SetColumn(poor, mass[poor], rich);
            mass[rich] -= capacity - mass[poor];
            if (mass[rich] < capacity)
            {
                large++;
                stacks[small++] = rich;
            }
        }

        for (; large < columns; large++)
        {
            SetColumn(stacks[large], TotalWeight, stacks[large]);
        }
    }

    private void SetColumn(int column, UInt128 own, int alias)
    {
        _aliases[column] = alias;
        if (TotalWeight >> (64 - FractionBits) == 0)
        {
            // A quarter of the time of the wide division.
            var scaled = (ulong)own << FractionBits;
            var quotient = scaled / (ulong)TotalWeight;
            (_thresholds[column], _remainders[column]) = ((uint)quotient, scaled - quotient * (ulong)TotalWeight);
            return;
        }

        var (threshold, remainder) = UInt128.DivRem(own << FractionBits, TotalWeight);
        (_thresholds[column], _remainders[column]) = ((uint)threshold, (ulong)remainder);
        if (_upperRemainders is not null) _upperRemainders[column] = (ulong)(remainder >> 64);
    }
}
