using System.Numerics;
using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>Sums and means of integers, exact: 128 bits hold any number of rows.</summary>
internal sealed class IntegerSumState<T> : AggregateState where T : unmanaged, IBinaryInteger<T>
{
    private Int128[] _sums = [];
    private long[] _counts = [];

    internal override int BytesPerGroup => 24;

    internal override void Grow(int capacity)
    {
        Array.Resize(ref _sums, capacity);
        Array.Resize(ref _counts, capacity);
    }

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        var values = column!.Values<T>()[start..];
        var validity = column!.Validity();
        for (var i = 0; i < groups.Length; i++)
        {
            if (!ColumnAccess.IsValid(validity, start + i)) continue;
            _sums[groups[i]] += Int128.CreateTruncating(values[i]);
            _counts[groups[i]]++;
        }
    }

    internal override void Write(int group, int place, RunWriter writer)
    {
        writer.Write(_sums[group]);
        writer.Write(_counts[group]);
    }

    internal override void Append(AggregateFunction function, int group, ColumnBuilder builder)
    {
        var (sum, count) = (_sums[group], _counts[group]);
        if (count == 0)
            builder.AppendNull();
        else if (function == AggregateFunction.Mean)
            ((FixedColumnBuilder<double>)builder).Append(Rounding.Quotient(sum, count));
        else if (builder is FixedColumnBuilder<ulong> unsigned)
            unsigned.Append(sum <= ulong.MaxValue ? (ulong)sum : throw TooLarge(sum));
        else
            ((FixedColumnBuilder<long>)builder).Append(sum >= long.MinValue && sum <= long.MaxValue ? (long)sum : throw TooLarge(sum));
    }

    internal override void Reset() => (_sums[0], _counts[0]) = (0, 0);

    internal override void Clear() => (_sums, _counts) = ([], []);

    private protected override void Read(RunReader reader)
    {
        _sums[0] += reader.Read<Int128>();
        _counts[0] += reader.Read<long>();
    }

    private static OverflowException TooLarge(Int128 sum) => new(FormattableString.Invariant($"{sum}"));
}
