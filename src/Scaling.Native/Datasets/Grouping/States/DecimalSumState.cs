using System.Numerics;
using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>
/// Sums and means of decimals, exact. Two values of 38 digits can exceed 128 bits, so the high and the low halves of the unscaled
/// numbers are summed apart.
/// </summary>
internal sealed class DecimalSumState(int scale) : AggregateState
{
    private static readonly BigInteger Limit = BigInteger.Pow(10, ColumnType.MaxDecimalPrecision);

    private readonly BigInteger _unit = BigInteger.Pow(10, scale);
    private Int128[] _high = [];
    private Int128[] _low = [];
    private long[] _counts = [];

    internal override int BytesPerGroup => 40;

    internal override void Grow(int capacity)
    {
        Array.Resize(ref _high, capacity);
        Array.Resize(ref _low, capacity);
        Array.Resize(ref _counts, capacity);
    }

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        var values = column!.Values<Int128>()[start..];
        var validity = column!.Validity();
        for (var i = 0; i < groups.Length; i++)
        {
            if (!ColumnAccess.IsValid(validity, start + i)) continue;
            _high[groups[i]] += values[i] >> 64;
            _low[groups[i]] += (ulong)values[i];
            _counts[groups[i]]++;
        }
    }

    internal override void Write(int group, int place, RunWriter writer)
    {
        writer.Write(_high[group]);
        writer.Write(_low[group]);
        writer.Write(_counts[group]);
    }

    internal override void Append(AggregateFunction function, int group, ColumnBuilder builder)
    {
        if (_counts[group] == 0)
        {
            builder.AppendNull();
            return;
        }

        var sum = ((BigInteger)_high[group] << 64) + _low[group];
        if (function == AggregateFunction.Mean)
        {
            ((FixedColumnBuilder<double>)builder).Append(Rounding.Quotient(sum, _unit * _counts[group]));
            return;
        }

        if (BigInteger.Abs(sum) >= Limit) throw new OverflowException(Text(sum));
        ((FixedColumnBuilder<Int128>)builder).Append((Int128)sum);
    }

    internal override void Reset() => (_high[0], _low[0], _counts[0]) = (0, 0, 0);

    internal override void Clear() => (_high, _low, _counts) = ([], [], []);

    private protected override void Read(RunReader reader)
    {
        _high[0] += reader.Read<Int128>();
        _low[0] += reader.Read<Int128>();
        _counts[0] += reader.Read<long>();
    }

    private string Text(BigInteger sum)
    {
        var whole = BigInteger.DivRem(BigInteger.Abs(sum), _unit, out var fraction);
        var digits = scale == 0 ? "" : "." + fraction.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(scale, '0');
        return FormattableString.Invariant($"{(sum.Sign < 0 ? "-" : "")}{whole}{digits}");
    }
}
