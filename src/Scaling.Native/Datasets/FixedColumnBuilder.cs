using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Array = System.Array;

namespace Scaling.Native.Datasets;

/// <summary>
/// Builds columns whose values have a fixed width in bytes. <typeparamref name="T"/> is the storage: the number itself; days (Date,
/// int); milliseconds (Time(3), int) or micro- or nanoseconds (long); ticks of the type's unit since 1970-01-01 (date-times, long);
/// the unscaled number (Decimal, Int128); sixteen bytes in the order they are written (Guid, UInt128).
/// </summary>
public sealed class FixedColumnBuilder<T> : ColumnBuilder where T : unmanaged
{
    // Bytes, because that is what an Arrow buffer wraps without copying.
    private byte[] _values = [];
    private int _capacity;
    private int _lastCount;

    internal FixedColumnBuilder(ColumnType type) : base(type)
    {
    }

    public override unsafe long ByteCount => (long)Count * sizeof(T);

    public void Append(T value)
    {
        Write(value);
        MarkValid();
    }

    /// <summary>Room for more values, to be written and then counted by <see cref="Commit"/>.</summary>
    internal Span<T> Reserve(int values)
    {
        if (_capacity - Count < values) Grow(values);
        return MemoryMarshal.Cast<byte, T>(_values.AsSpan())[Count..];
    }

    /// <summary>Counts up to 64 values of the room; a bit that is not set makes a null.</summary>
    internal void Commit(ulong valid, int values) => Mark(valid, values);

    private protected override void AppendDefault() => Write(default);

    private protected override unsafe IArrowArray ViewArray(int count, int nullCount, ArrowBuffer validity)
    {
        var values = new ArrowBuffer(_values.AsMemory(0, count * sizeof(T)));
        return ArrowArrayFactory.BuildArray(new ArrayData(Type.ToArrow(), count, nullCount, 0, [validity, values]));
    }

    internal override unsafe void Fit()
    {
        _values = Fit(_values, Count * sizeof(T));
        _capacity = _values.Length / sizeof(T);
    }

    private protected override void Release() => (_values, _capacity, _lastCount) = ([], 0, Count);

    private protected override void ClearValues()
    {
    }

    private protected override void TruncateValues(int count)
    {
    }

    private protected override void ReturnValues()
    {
        GiveBack(_values);
        (_values, _capacity) = ([], 0);
    }

    internal override void EnsureCapacity(int rows, long bytes)
    {
        if (rows > _capacity) Resize(rows);
    }

    private unsafe void Resize(int capacity)
    {
        _values = Grow(_values, Count * sizeof(T), checked(capacity * sizeof(T)));
        _capacity = _values.Length / sizeof(T);
    }

    private void Write(T value)
    {
        if (Count == _capacity) Grow(1);
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_values), (nint)Count * Unsafe.SizeOf<T>()), value);
    }

    private void Grow(int more) => Resize((int)Math.Min(Array.MaxLength, Math.Max(Math.Max(256, Count + more), Grown(_capacity, _lastCount))));
}
