using System.Globalization;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>
/// Puts the decoded values of a column together to Arrow arrays: pages hold only the values that are not null, arrays a slot for
/// every row. <see cref="Begin"/>, then rows from pages, then <see cref="Finish"/>.
/// </summary>
internal abstract class ColumnAssembler(ColumnType type)
{
    private byte[] _validity = [];
    private int _valid;

    /// <summary>Rows since <see cref="Begin"/>.</summary>
    protected int Count { get; private set; }

    protected ColumnType Type { get; } = type;

    /// <summary>Bytes that one row may take at most beyond a fixed width; what bounds the rows of a batch.</summary>
    internal virtual int LongestDictionaryValue => 0;

    /// <summary>Starts an array.</summary>
    internal void Begin(int capacity)
    {
        (Count, _valid) = (0, 0);
        // Seven bytes more let bits be copied by eight.
        _validity = new byte[capacity / 8 + 9];
        BeginValues(capacity);
    }

    /// <summary>Forgets the dictionary.</summary>
    internal abstract void StartChunk();

    internal abstract void SetDictionary(ReadOnlyMemory<byte> page, int count);

    internal abstract void OpenPage(Encoding encoding, ReadOnlyMemory<byte> values);

    /// <summary>Appends rows of the open page.</summary>
    /// <param name="levels">1 for values, 0 for nulls; null where the column has none.</param>
    /// <param name="rows">Rows to append.</param>
    internal void Append(RleDecoder? levels, int rows)
    {
        var valid = rows;
        if (levels is null)
        {
            BitPacking.SetBits(_validity, Count, rows);
        }
        else
        {
            levels.ReadBits(_validity, Count, rows);
            valid = BitPacking.CountBits(_validity, Count, rows);
        }

        AppendValues(rows, valid);
        (Count, _valid) = (Count + rows, _valid + valid);
    }

    /// <summary>Appends slots of the open page whose levels are known.</summary>
    /// <param name="definitions">A level for each slot.</param>
    /// <param name="most">The level of those that hold a value.</param>
    internal void AppendSlots(ReadOnlySpan<int> definitions, int most)
    {
        var valid = 0;
        for (var i = 0; i < definitions.Length; i++)
        {
            if (definitions[i] != most) continue;
            var slot = Count + i;
            _validity[slot >> 3] |= (byte)(1 << (slot & 7));
            valid++;
        }

        AppendValues(definitions.Length, valid);
        (Count, _valid) = (Count + definitions.Length, _valid + valid);
    }

    /// <summary>Passes over rows of the open page.</summary>
    internal void Skip(RleDecoder? levels, int rows)
    {
        const int Step = 1 << 12;
        Span<byte> bits = stackalloc byte[Step / 8 + 9];
        for (; rows > 0; rows -= Step)
        {
            var some = Math.Min(rows, Step);
            var valid = some;
            if (levels is not null)
            {
                bits.Clear();
                levels.ReadBits(bits, 0, some);
                valid = BitPacking.CountBits(bits, 0, some);
            }

            if (valid > 0) SkipValues(valid);
        }
    }

    /// <summary>The rows since <see cref="Begin"/> as an array.</summary>
    internal IArrowArray Finish()
    {
        var validity = _valid == Count ? ArrowBuffer.Empty : new ArrowBuffer(_validity.AsMemory(0, (Count + 7) / 8));
        var array = FinishArray(Count, Count - _valid, validity);
        if (Type.Kind == ColumnKind.Decimal) CheckDigits(array.Values<Int128>(), Type);
        return array;
    }

    // Slots of nulls are 0.
    private static void CheckDigits(ReadOnlySpan<Int128> values, ColumnType type)
    {
        var limit = type.DecimalLimit;
        foreach (var value in values)
        {
            if (value >= limit || value <= -limit)
                throw new DatasetException(DatasetError.ValueOverflow,
                    string.Create(CultureInfo.InvariantCulture, $"The decimal with the digits {value} has more of them than {type}."));
        }
    }

    protected abstract void BeginValues(int capacity);

    /// <summary>Appends rows after the <see cref="Count"/> there are; which of them hold a value is known already.</summary>
    protected abstract void AppendValues(int rows, int valid);

    /// <summary>Passes over values of the open page, a few thousand at most.</summary>
    protected abstract void SkipValues(int count);

    protected abstract IArrowArray FinishArray(int count, int nullCount, ArrowBuffer validity);

    /// <summary>Which rows since <see cref="Begin"/> hold a value.</summary>
    protected ReadOnlySpan<byte> Validity => _validity;

    protected bool IsValid(int row) => ColumnAccess.IsSet(_validity, row);

    protected IArrowArray Make(int count, int nullCount, params ArrowBuffer[] buffers) =>
        ArrowArrayFactory.BuildArray(new ArrayData(Type.ToArrow(), count, nullCount, 0, buffers));
}
