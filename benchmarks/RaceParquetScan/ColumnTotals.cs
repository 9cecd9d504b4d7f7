using System.Globalization;
using System.Numerics;
using System.Text;
using Scaling.Native.Datasets;

namespace Scaling.Benchmarks.RaceParquetScan;

/// <summary>Count, sum, least and greatest value of a column, so that every value is looked at; of texts the sum of their bytes.</summary>
internal sealed class ColumnTotals(DatasetColumn column)
{
    private const double SumTolerance = 1e-9;
    private long _count;
    private Int128 _sum;
    private double _numberSum;
    private (long Min, long Max) _longs = (long.MaxValue, long.MinValue);
    private (double Min, double Max) _numbers = (double.PositiveInfinity, double.NegativeInfinity);
    private byte[]? _least;
    private byte[]? _greatest;

    /// <summary>The same in SQL: four values a column.</summary>
    internal string Sql()
    {
        var name = $"\"{column.Name}\"";
        var value = column.Type.Kind switch
        {
            ColumnKind.String => $"strlen({name})",
            ColumnKind.Boolean => $"{name}::BIGINT",
            ColumnKind.DateTime => column.Type.Precision == 3 ? $"epoch_ms({name})" : $"epoch_us({name})",
            _ => name,
        };
        var ordered = column.Type.Kind == ColumnKind.String ? name : value;
        return $"count({name}), sum({value}), min({ordered}), max({ordered})";
    }

    internal void Add(DatasetBatch batch, int index)
    {
        var array = batch.Columns[index];
        _count += array.Length - array.NullCount;
        switch (column.Type.Kind)
        {
            case ColumnKind.Double: AddNumbers(array.Values<double>(), array.Validity()); break;
            case ColumnKind.Int64 or ColumnKind.DateTime: AddLongs(array.Values<long>(), array.Validity()); break;
            case ColumnKind.Boolean: AddBits(array.Bits(), array.Validity(), array.Length); break;
            case ColumnKind.String: AddTexts(array.Offsets(), array.Bytes(), array.Validity()); break;
            default: throw new NotSupportedException($"No totals of {column.Type}.");
        }
    }

    /// <summary>Whether DuckDB found the same.</summary>
    internal bool Equals(ReadOnlySpan<object?> theirs)
    {
        var culture = CultureInfo.InvariantCulture;
        if (Convert.ToInt64(theirs[0], culture) != _count) return false;
        if (column.Type.Kind == ColumnKind.Double)
        {
            var sum = Convert.ToDouble(theirs[1], culture);
            return Math.Abs(sum - _numberSum) <= SumTolerance * Math.Abs(sum)
                && _numbers == (Convert.ToDouble(theirs[2], culture), Convert.ToDouble(theirs[3], culture));
        }

        if (Int128.Parse(Convert.ToString(theirs[1], culture)!, culture) != _sum) return false;
        return column.Type.Kind == ColumnKind.String
            ? (string?)theirs[2] == Encoding.UTF8.GetString(_least!) && (string?)theirs[3] == Encoding.UTF8.GetString(_greatest!)
            : _longs == (Convert.ToInt64(theirs[2], culture), Convert.ToInt64(theirs[3], culture));
    }

    // Slots of nulls are zero, which a sum does not mind.
    private void AddNumbers(ReadOnlySpan<double> values, ReadOnlySpan<byte> validity)
    {
        var all = Reduce(values);
        _numberSum += all.Sum;
        if (validity.IsEmpty)
        {
            _numbers = (Math.Min(_numbers.Min, all.Min), Math.Max(_numbers.Max, all.Max));
            return;
        }

        var (min, max) = _numbers;
        for (var i = 0; i < values.Length; i++)
        {
            if (!ColumnAccess.IsSet(validity, i)) continue;
            min = Math.Min(min, values[i]);
            max = Math.Max(max, values[i]);
        }

        _numbers = (min, max);
    }

    private void AddLongs(ReadOnlySpan<long> values, ReadOnlySpan<byte> validity)
    {
        // So few that microseconds of our days do not overflow.
        const int Block = 4096;
        (long Sum, long Min, long Max) all = (0, long.MaxValue, long.MinValue);
        for (var i = 0; i < values.Length; i += Block)
        {
            var some = Reduce(values.Slice(i, Math.Min(Block, values.Length - i)));
            all = (some.Sum, Math.Min(all.Min, some.Min), Math.Max(all.Max, some.Max));
            _sum += some.Sum;
        }

        if (validity.IsEmpty)
        {
            _longs = (Math.Min(_longs.Min, all.Min), Math.Max(_longs.Max, all.Max));
            return;
        }

        var (min, max) = _longs;
        for (var i = 0; i < values.Length; i++)
        {
            if (!ColumnAccess.IsSet(validity, i)) continue;
            min = Math.Min(min, values[i]);
            max = Math.Max(max, values[i]);
        }

        _longs = (min, max);
    }

    private void AddBits(ReadOnlySpan<byte> bits, ReadOnlySpan<byte> validity, int rows)
    {
        long set = 0, valid = 0;
        for (var i = 0; i < rows; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            valid++;
            set += ColumnAccess.IsSet(bits, i) ? 1 : 0;
        }

        _sum += set;
        _longs = (Math.Min(_longs.Min, set < valid ? 0 : 1), Math.Max(_longs.Max, set > 0 ? 1 : 0));
    }

    private void AddTexts(ReadOnlySpan<int> offsets, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> validity)
    {
        _sum += offsets[^1];
        ReadOnlySpan<byte> least = _least, greatest = _greatest;
        for (var i = 0; i < offsets.Length - 1; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            var value = bytes[offsets[i]..offsets[i + 1]];
            if (_least is null)
            {
                _least = _greatest = value.ToArray();
                least = greatest = _least;
            }

            if (MayBeBefore(value, least) && value.SequenceCompareTo(least) < 0) least = value;
            if (MayBeBefore(greatest, value) && value.SequenceCompareTo(greatest) > 0) greatest = value;
        }

        (_least, _greatest) = (least.ToArray(), greatest.ToArray());
    }

    private static (T Sum, T Min, T Max) Reduce<T>(ReadOnlySpan<T> values) where T : struct, INumber<T>
    {
        var (sums, mins, maxes) = (Vector<T>.Zero, new Vector<T>(values[0]), new Vector<T>(values[0]));
        var rest = values;
        for (; rest.Length >= Vector<T>.Count; rest = rest[Vector<T>.Count..])
        {
            var some = new Vector<T>(rest);
            (sums, mins, maxes) = (sums + some, Vector.Min(mins, some), Vector.Max(maxes, some));
        }

        var (sum, min, max) = (Vector.Sum(sums), values[0], values[0]);
        for (var lane = 0; lane < Vector<T>.Count; lane++) (min, max) = (T.Min(min, mins[lane]), T.Max(max, maxes[lane]));
        foreach (var value in rest) (sum, min, max) = (sum + value, T.Min(min, value), T.Max(max, value));
        return (sum, min, max);
    }

    private static bool MayBeBefore(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.IsEmpty || (!b.IsEmpty && a[0] <= b[0]);
}
