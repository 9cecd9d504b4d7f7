using Apache.Arrow;
using Array = System.Array;

namespace Scaling.Native.Datasets;

/// <summary>Builds a column of bits.</summary>
public sealed class BooleanColumnBuilder : ColumnBuilder
{
    private byte[] _bits = [];

    internal BooleanColumnBuilder() : base(ColumnType.Boolean)
    {
    }

    public override long ByteCount => (Count + 7) / 8;

    /// <summary>Appends up to 64 values at once; those whose bit in <paramref name="valid"/> is not set are null.</summary>
    internal void Append(ulong bits, ulong valid, int values)
    {
        Grow(values);
        SetBits(_bits, Count, bits & valid);
        Mark(valid, values);
    }

    public void Append(bool value)
    {
        Grow(1);
        if (value) _bits[Count >> 3] |= (byte)(1 << (Count & 7));
        MarkValid();
    }

    private protected override void AppendDefault() => Grow(1);

    private protected override IArrowArray ViewArray(int count, int nullCount, ArrowBuffer validity) =>
        new BooleanArray(new ArrowBuffer(_bits.AsMemory(0, (count + 7) / 8)), validity, count, nullCount, 0);

    internal override void Fit() => _bits = Fit(_bits, (Count + 7) / 8);

    private protected override void Release() => _bits = [];

    private protected override void ClearValues() => Array.Clear(_bits);

    private protected override void TruncateValues(int count) => ClearBits(_bits, count);

    private protected override void ReturnValues() => _bits = [];

    internal override void EnsureCapacity(int rows, long bytes)
    {
        if (rows > Count) Grow(rows - Count);
    }

    private void Grow(int more)
    {
        var needed = (Count + more) / 8 + sizeof(ulong) + 1;
        if (needed > _bits.Length) Array.Resize(ref _bits, Math.Max(Math.Max(128, needed), _bits.Length * 2));
    }
}
