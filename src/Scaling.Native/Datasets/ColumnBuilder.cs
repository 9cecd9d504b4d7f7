using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Apache.Arrow;
using Scaling.Native.Parquet.Encodings;
using Array = System.Array;

namespace Scaling.Native.Datasets;

/// <summary>
/// Collects the values of one column, row by row, into an Arrow array. <see cref="Build"/> hands the array over and starts the next
/// one, so a builder serves a whole stream of batches.
/// </summary>
public abstract class ColumnBuilder
{
    private const int LeastReserve = 256;

    private byte[] _validity = [];
    private ArrayPool<byte>? _pool;

    private protected ColumnBuilder(ColumnType type) => Type = type;

    public ColumnType Type { get; }

    /// <summary>Rows appended since the last <see cref="Build"/>.</summary>
    public int Count { get; private set; }

    public int NullCount { get; private set; }

    /// <summary>Bytes of values held, without bitmaps; what a memory limit counts.</summary>
    public abstract long ByteCount { get; }

    /// <summary>The builder for a type: <see cref="FixedColumnBuilder{T}"/>, <see cref="BooleanColumnBuilder"/>,
    /// <see cref="BytesColumnBuilder"/> or <see cref="CategoryColumnBuilder"/>.</summary>
    public static ColumnBuilder Create(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => new BooleanColumnBuilder(),
        ColumnKind.Int8 => new FixedColumnBuilder<sbyte>(type),
        ColumnKind.Int16 => new FixedColumnBuilder<short>(type),
        ColumnKind.Int32 or ColumnKind.Date => new FixedColumnBuilder<int>(type),
        ColumnKind.Time when type.Precision == 3 => new FixedColumnBuilder<int>(type),
        ColumnKind.Int64 or ColumnKind.Time or ColumnKind.DateTime or ColumnKind.DateTimeOffset => new FixedColumnBuilder<long>(type),
        ColumnKind.UInt8 => new FixedColumnBuilder<byte>(type),
        ColumnKind.UInt16 => new FixedColumnBuilder<ushort>(type),
        ColumnKind.UInt32 => new FixedColumnBuilder<uint>(type),
        ColumnKind.UInt64 => new FixedColumnBuilder<ulong>(type),
        ColumnKind.Single => new FixedColumnBuilder<float>(type),
        ColumnKind.Double => new FixedColumnBuilder<double>(type),
        ColumnKind.Decimal => new FixedColumnBuilder<Int128>(type),
        ColumnKind.Guid => new FixedColumnBuilder<UInt128>(type),
        ColumnKind.Category => new CategoryColumnBuilder(),
        _ => new BytesColumnBuilder(type),
    };

    public void AppendNull()
    {
        AppendDefault();
        MakeValidity(1);
        NullCount++;
        Count++;
    }

    /// <summary>Appends a value as rows carry it, converted where nothing is lost; null and <see cref="DBNull"/> append a null.</summary>
    /// <exception cref="InvalidCastException">The value is not of the column's type, or would lose digits or range by becoming so.</exception>
    public void AppendObject(object? value)
    {
        if (value is null or DBNull) AppendNull();
        else ObjectConversion.Append(this, value);
    }

    /// <summary>The rows so far as an array, whose buffers have next to nothing in reserve; the builder is empty again.</summary>
    public IArrowArray Build()
    {
        Fit();
        if (NullCount > 0) _validity = Fit(_validity, (Count + 7) / 8);
        var array = View();
        Release();
        (Count, NullCount, _validity) = (0, 0, []);
        return array;
    }

    /// <summary>The rows so far as an array over the builder's own memory, which is the caller's until <see cref="Clear"/>.</summary>
    internal IArrowArray View()
    {
        var validity = NullCount == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_validity.AsMemory(0, (Count + 7) / 8));
        return ViewArray(Count, NullCount, validity);
    }

    /// <summary>Forgets the rows and keeps the memory for the next ones.</summary>
    internal void Clear()
    {
        ClearValues();
        (Count, NullCount) = (0, 0);
    }

    /// <summary>Forgets the rows behind the first ones.</summary>
    internal void Truncate(int count)
    {
        if (count == Count) return;
        TruncateValues(count);
        if (NullCount > 0)
        {
            NullCount = count - BitPacking.CountBits(_validity, 0, count);
            ClearBits(_validity, count);
            // Without nulls there is no bitmap, and the next null makes one anew.
        }

        Count = count;
    }

    /// <summary>Clears the bits from one on.</summary>
    private protected static void ClearBits(byte[] bitmap, int from)
    {
        if (from >> 3 >= bitmap.Length) return;
        bitmap[from >> 3] &= (byte)((1 << (from & 7)) - 1);
        bitmap.AsSpan((from >> 3) + 1).Clear();
    }

    private protected abstract void TruncateValues(int count);

    /// <summary>Takes memory from a pool from now on, for rows that are only viewed and never built.</summary>
    internal void UsePool(ArrayPool<byte> pool) => _pool = pool;

    /// <summary>Room for so many rows, of so many bytes of values where these are of any length.</summary>
    internal abstract void EnsureCapacity(int rows, long bytes);

    /// <summary>Gives the memory back that was taken from a pool.</summary>
    internal void Return()
    {
        ReturnValues();
        (Count, NullCount, _validity) = (0, 0, []);
    }

    /// <summary>A larger memory with the same first bytes.</summary>
    private protected byte[] Grow(byte[] memory, int used, int capacity)
    {
        var larger = _pool is null ? GC.AllocateUninitializedArray<byte>(capacity) : _pool.Rent(capacity);
        memory.AsSpan(0, used).CopyTo(larger);
        GiveBack(memory);
        return larger;
    }

    /// <summary>The memory, or a copy of what is used, where more than a 32nd is not: arrays may be held for long.</summary>
    internal static byte[] Fit(byte[] memory, int used)
    {
        if (memory.Length - used <= Math.Max(LeastReserve, used / 32)) return memory;
        var fitting = GC.AllocateUninitializedArray<byte>(used);
        memory.AsSpan(0, used).CopyTo(fitting);
        return fitting;
    }

    /// <summary>Leaves no more in reserve than <see cref="Fit(byte[], int)"/> does.</summary>
    internal abstract void Fit();

    /// <summary>What the next batch is given at first, by the last one: batches of a stream are alike.</summary>
    private protected static int LikeLast(int last) => (int)Math.Min(Array.MaxLength, last + last / 64L);

    /// <summary>What memory grows to: quickly to the size of the last batch, and in small steps beyond.</summary>
    private protected static long Grown(long capacity, int last) => capacity == 0 ? LikeLast(last) : last > 0 && capacity >= last ? capacity + capacity / 8 : capacity * 2;

    private protected void GiveBack(byte[] memory)
    {
        if (memory.Length > 0) _pool?.Return(memory);
    }

    private protected void MarkValid()
    {
        if (NullCount > 0)
        {
            MakeValidity(1);
            _validity[Count >> 3] |= (byte)(1 << (Count & 7));
        }

        Count++;
    }

    /// <summary>Counts up to 64 values that were written at once; a bit of <paramref name="valid"/> that is not set makes a null.</summary>
    private protected void Mark(ulong valid, int count)
    {
        var nulls = count - BitOperations.PopCount(valid);
        if (NullCount + nulls > 0)
        {
            MakeValidity(count);
            SetBits(_validity, Count, valid);
        }

        NullCount += nulls;
        Count += count;
    }

    /// <summary>Sets up to 64 bits that are not set yet; there are nine bytes from the first one's on.</summary>
    private protected static void SetBits(byte[] bitmap, int at, ulong bits)
    {
        var bytes = bitmap.AsSpan(at >> 3, sizeof(ulong) + 1);
        var shift = at & 7;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, BinaryPrimitives.ReadUInt64LittleEndian(bytes) | bits << shift);
        if (shift > 0) bytes[sizeof(ulong)] |= (byte)(bits >> (64 - shift));
    }

    private protected abstract void AppendDefault();

    private protected abstract IArrowArray ViewArray(int count, int nullCount, ArrowBuffer validity);

    /// <summary>Forgets the values and leaves their memory to the array that was made of it.</summary>
    private protected abstract void Release();

    private protected abstract void ClearValues();

    /// <summary>Gives the memory of values back to the pool; there is no array over it any more.</summary>
    private protected abstract void ReturnValues();

    private void MakeValidity(int more)
    {
        // Sixty-four bits are written at once, at any bit.
        var needed = (Count + more) / 8 + sizeof(ulong) + 1;
        if (NullCount == 0)
        {
            if (needed > _validity.Length) _validity = new byte[Math.Max(needed, 128)];
            else Array.Clear(_validity);
            _validity.AsSpan(0, Count / 8).Fill(0xFF);
            _validity[Count / 8] = (byte)((1 << (Count & 7)) - 1);
        }
        else if (needed > _validity.Length)
        {
            Array.Resize(ref _validity, Math.Max(needed, _validity.Length * 2));
        }
    }
}
