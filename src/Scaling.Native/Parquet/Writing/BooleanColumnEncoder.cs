using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Bits, which no dictionary can shorten.</summary>
internal sealed class BooleanColumnEncoder : ColumnEncoder
{
    internal override int DictionaryCount => 0;

    internal override void WritePlain(IArrowArray array, int start, int count, ByteBuffer target, int valuesInPage)
    {
        var bits = array.Bits();
        var validity = array.Validity();
        var value = valuesInPage;
        for (var i = start; i < start + count; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            if ((value & 7) == 0) target.Append((byte)0);
            if (ColumnAccess.IsSet(bits, i)) target.SetBit(value);
            value++;
        }
    }

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices) => false;

    internal override void WriteDictionary(ByteBuffer target) => throw new NotSupportedException("Booleans have no dictionary.");
}
