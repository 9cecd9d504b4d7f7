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

    public void Append(bool value)
    {
        Grow();
        if (value) _bits[Count >> 3] |= (byte)(1 << (Count & 7));
        MarkValid();
    }

    private protected override void AppendDefault() => Grow();

    private protected override IArrowArray BuildArray(int count, int nullCount, ArrowBuffer validity)
    {
        var bits = new ArrowBuffer(_bits.AsMemory(0, (count + 7) / 8));
        _bits = [];
        return new BooleanArray(bits, validity, count, nullCount, 0);
    }

    private void Grow()
    {
        if (Count >> 3 >= _bits.Length) Array.Resize(ref _bits, Math.Max(128, _bits.Length * 2));
    }
}
