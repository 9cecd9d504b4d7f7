using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Sampling;

/// <summary>Rows in proportion to their weights, by an alias table whose columns hold the two values they choose between.</summary>
internal sealed class WeightedMeanKernel : MeanKernel
{
    private readonly AliasTable _table;
    private readonly uint[] _thresholds;
    private readonly double[] _choices;
    private readonly double[] _values;

    /// <param name="table">Over the rows.</param>
    /// <param name="values">One a row, in scaled units.</param>
    public WeightedMeanKernel(AliasTable table, double[] values)
    {
        _table = table;
        _values = values;
        _thresholds = table.Thresholds.ToArray();
        _choices = new double[2 * _thresholds.Length];
        for (var column = 0; column < _thresholds.Length; column++)
        {
            _choices[2 * column] = column < values.Length ? values[column] : 0;
            _choices[2 * column + 1] = values[table.Aliases[column]];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public override double DrawMean(ref Xoshiro256PlusPlus stream, in StreamKey key, ulong firstDraw, int sampleSize)
    {
        var random = stream;
        ref var thresholds = ref MemoryMarshal.GetArrayDataReference(_thresholds);
        ref var choices = ref MemoryMarshal.GetArrayDataReference(_choices);
        var shift = _table.FractionBits;
        var mask = (1u << shift) - 1;
        var lowerSum = 0.0;
        var upperSum = 0.0;
        var draw = 0;
        for (; draw < sampleSize - 1; draw += 2)
        {
            var bits = random.Next();
            var lower = (uint)bits;
            var upper = (uint)(bits >> 32);
            var lowerColumn = (nint)(lower >> shift);
            var upperColumn = (nint)(upper >> shift);
            var lowerThreshold = Unsafe.Add(ref thresholds, lowerColumn);
            var upperThreshold = Unsafe.Add(ref thresholds, upperColumn);
            lower &= mask;
            upper &= mask;
            lowerSum += lower == lowerThreshold
                ? DecideTie(key, firstDraw + (uint)draw, (int)lowerColumn)
                : Unsafe.Add(ref choices, 2 * lowerColumn + (lower > lowerThreshold ? 1 : 0));
            upperSum += upper == upperThreshold
                ? DecideTie(key, firstDraw + (uint)draw + 1, (int)upperColumn)
                : Unsafe.Add(ref choices, 2 * upperColumn + (upper > upperThreshold ? 1 : 0));
        }

        if (draw < sampleSize)
        {
            var last = (uint)random.Next();
            var column = (nint)(last >> shift);
            var threshold = Unsafe.Add(ref thresholds, column);
            last &= mask;
            lowerSum += last == threshold
                ? DecideTie(key, firstDraw + (uint)draw, (int)column)
                : Unsafe.Add(ref choices, 2 * column + (last > threshold ? 1 : 0));
        }

        stream = random;
        return (lowerSum + upperSum) / sampleSize;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private double DecideTie(in StreamKey key, ulong draw, int column)
    {
        var stream = key.Open(StreamPurpose.Rests, draw);
        return _values[_table.Resolve(column, ref stream)];
    }
}
