using System.Text;
using Apache.Arrow;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>The values of a column.</summary>
internal sealed class ColumnNode : Node
{
    private const long TicksPerMillisecond = TimeSpan.TicksPerMillisecond;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private readonly ColumnType _type;
    private IArrowArray? _dictionary;
    private string[] _categories = [];

    internal ColumnNode(int index, ColumnType type) : base(ValueKinds.Of(type)) => (Index, _type) = (index, type);

    internal int Index { get; }

    internal bool IsCategory => _type.Kind == ColumnKind.Category;

    internal override int FractionDigits => _type.Precision == 9 ? 9 : 6;

    internal IArrowArray Array(Chunk chunk) => chunk.Batch.Columns[Index];

    /// <summary>The distinct texts of a category column's batch.</summary>
    internal string[] Categories(Chunk chunk)
    {
        var dictionary = ((DictionaryArray)Array(chunk)).Dictionary;
        if (ReferenceEquals(dictionary, _dictionary)) return _categories;
        _categories = new string[dictionary.Length];
        for (var i = 0; i < _categories.Length; i++) _categories[i] = Encoding.UTF8.GetString(ColumnValue.Slice(dictionary, i));
        _dictionary = dictionary;
        return _categories;
    }

    internal override Vector Evaluate(Chunk chunk)
    {
        var array = Array(chunk);
        LoadNulls(array, chunk);
        switch (_type.Kind)
        {
            case ColumnKind.Boolean: LoadFlags(array, chunk); break;
            case ColumnKind.Int8: LoadLongs<sbyte>(array, chunk); break;
            case ColumnKind.Int16: LoadLongs<short>(array, chunk); break;
            case ColumnKind.Int32: LoadLongs<int>(array, chunk); break;
            case ColumnKind.Int64: LoadLongs<long>(array, chunk); break;
            case ColumnKind.UInt8: LoadLongs<byte>(array, chunk); break;
            case ColumnKind.UInt16: LoadLongs<ushort>(array, chunk); break;
            case ColumnKind.UInt32: LoadLongs<uint>(array, chunk); break;
            case ColumnKind.UInt64: LoadUnsigned(array, chunk); break;
            case ColumnKind.Single: LoadSingles(array, chunk); break;
            case ColumnKind.Double: array.Values<double>().Slice(chunk.Start, chunk.Count).CopyTo(Result.Numbers); break;
            case ColumnKind.Decimal: LoadDecimals(chunk); break;
            case ColumnKind.Date: LoadDates(array, chunk); break;
            case ColumnKind.Time: LoadTimes(array, chunk); break;
            case ColumnKind.DateTime or ColumnKind.DateTimeOffset: LoadInstants(array, chunk); break;
            case ColumnKind.String: LoadTexts(array, chunk); break;
            case ColumnKind.Category: LoadCategories(array, chunk); break;
        }

        if (Result.HasNulls) ZeroNulls(chunk.Count);
        return Result;
    }

    private void LoadNulls(IArrowArray array, Chunk chunk)
    {
        var validity = array.Validity();
        Result.HasNulls = !validity.IsEmpty;
        if (validity.IsEmpty) return;
        var nulls = Result.Nulls;
        for (var i = 0; i < chunk.Count; i++) nulls[i] = !ColumnAccess.IsSet(validity, chunk.Start + i);
    }

    private void ZeroNulls(int count)
    {
        var nulls = Result.Nulls;
        var (longs, numbers) = (Result.Longs, Result.Numbers);
        if (longs.Length > 0)
            for (var i = 0; i < count; i++) longs[i] = nulls[i] ? 0 : longs[i];
        else if (numbers.Length > 0)
            for (var i = 0; i < count; i++) numbers[i] = nulls[i] ? 0 : numbers[i];
        else if (Result.Flags.Length > 0)
            for (var i = 0; i < count; i++) Result.Flags[i] &= !nulls[i];
    }

    private void LoadFlags(IArrowArray array, Chunk chunk)
    {
        var bits = array.Bits();
        for (var i = 0; i < chunk.Count; i++) Result.Flags[i] = ColumnAccess.IsSet(bits, chunk.Start + i);
    }

    private void LoadLongs<T>(IArrowArray array, Chunk chunk) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var values = array.Values<T>().Slice(chunk.Start, chunk.Count);
        var longs = Result.Longs;
        for (var i = 0; i < values.Length; i++) longs[i] = long.CreateTruncating(values[i]);
    }

    private void LoadUnsigned(IArrowArray array, Chunk chunk)
    {
        LoadLongs<ulong>(array, chunk);
        for (var i = 0; i < chunk.Count; i++)
            if (Result.Longs[i] < 0 && !Result.IsNull(i)) chunk.GiveUp(i);
    }

    private void LoadSingles(IArrowArray array, Chunk chunk)
    {
        var values = array.Values<float>().Slice(chunk.Start, chunk.Count);
        var numbers = Result.Numbers;
        for (var i = 0; i < values.Length; i++) numbers[i] = values[i];
    }

    private void LoadDecimals(Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            Result.Decimals[i] = 0;
            if (Result.IsNull(i)) continue;
            if (chunk.Batch.GetValue(Index, chunk.Start + i) is decimal value) Result.Decimals[i] = value;
            else chunk.GiveUp(i);
        }
    }

    private void LoadDates(IArrowArray array, Chunk chunk)
    {
        LoadLongs<int>(array, chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            var day = Result.Longs[i] + EpochDay;
            if (day < 0 || day > DateOnly.MaxValue.DayNumber)
            {
                if (!Result.IsNull(i)) chunk.GiveUp(i);
                day = 0;
            }

            Result.Longs[i] = day;
        }
    }

    private void LoadTimes(IArrowArray array, Chunk chunk)
    {
        if (_type.Precision == 3) LoadLongs<int>(array, chunk);
        else LoadLongs<long>(array, chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            var value = Result.Longs[i];
            var ticks = _type.Precision switch { 3 => value * TicksPerMillisecond, 6 => value * TicksPerMicrosecond, _ => value / 100 };
            if (ticks < 0 || ticks >= TimeSpan.TicksPerDay)
            {
                if (!Result.IsNull(i)) chunk.GiveUp(i);
                ticks = 0;
            }

            Result.Longs[i] = ticks;
        }
    }

    private void LoadInstants(IArrowArray array, Chunk chunk)
    {
        LoadLongs<long>(array, chunk);
        var unit = _type.Precision switch { 3 => TicksPerMillisecond, 6 => TicksPerMicrosecond, _ => 0L };
        for (var i = 0; i < chunk.Count; i++)
        {
            var value = Result.Longs[i];
            var since = unit == 0 ? FloorTicks(value) : Math.Clamp(value, -EpochTicks, EpochTicks * 10) * (Int128)unit;
            var ticks = since + EpochTicks;
            if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            {
                if (!Result.IsNull(i)) chunk.GiveUp(i);
                ticks = 0;
            }

            Result.Longs[i] = (long)ticks;
        }
    }

    private static long FloorTicks(long nanoseconds) => nanoseconds >= 0 ? nanoseconds / 100 : (nanoseconds - 99) / 100;

    private void LoadTexts(IArrowArray array, Chunk chunk)
    {
        var offsets = array.Offsets();
        var bytes = array.Bytes();
        for (var i = 0; i < chunk.Count; i++)
        {
            var row = chunk.Start + i;
            Result.Texts[i] = Result.IsNull(i) ? null : Encoding.UTF8.GetString(bytes[offsets[row]..offsets[row + 1]]);
        }
    }

    private void LoadCategories(IArrowArray array, Chunk chunk)
    {
        var categories = Categories(chunk);
        var indices = array.Values<int>();
        for (var i = 0; i < chunk.Count; i++) Result.Texts[i] = Result.IsNull(i) ? null : categories[indices[chunk.Start + i]];
    }
}
