using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Scaling.Native.Datasets;

/// <summary>Gathers rows of an array into a new one (Arrow's "take").</summary>
public static class ColumnSelection
{
    /// <summary>The values at these rows, in this order; nulls stay nulls, dictionaries are shared.</summary>
    public static IArrowArray Take(IArrowArray array, ReadOnlySpan<int> rows)
    {
        var (validity, nullCount) = TakeValidity(array.Validity(), rows);
        var data = array.Data;
        var buffers = data.DataType.TypeId switch
        {
            ArrowTypeId.Boolean => [new ArrowBuffer(validity), new ArrowBuffer(TakeBits(array.Bits(), rows))],
            ArrowTypeId.String or ArrowTypeId.Binary => TakeBytes(array, rows, validity),
            _ => new[] { new ArrowBuffer(validity), new ArrowBuffer(TakeFixed(array, rows)) },
        };
        return ArrowArrayFactory.BuildArray(new ArrayData(data.DataType, rows.Length, nullCount, 0, buffers, data.Children, data.Dictionary));
    }

    private static byte[] TakeFixed(IArrowArray array, ReadOnlySpan<int> rows)
    {
        var width = ((FixedWidthType)(array.Data.DataType is DictionaryType dictionary ? dictionary.IndexType : array.Data.DataType)).BitWidth / 8;
        var result = new byte[rows.Length * width];
        switch (width)
        {
            case 1: Gather<byte>(array, rows, result); break;
            case 2: Gather<short>(array, rows, result); break;
            case 4: Gather<int>(array, rows, result); break;
            case 8: Gather<long>(array, rows, result); break;
            default: Gather<Int128>(array, rows, result); break;
        }

        return result;
    }

    private static void Gather<T>(IArrowArray array, ReadOnlySpan<int> rows, byte[] result) where T : unmanaged
    {
        var source = array.Values<T>();
        var target = MemoryMarshal.Cast<byte, T>(result.AsSpan());
        for (var i = 0; i < rows.Length; i++) target[i] = source[rows[i]];
    }

    private static ArrowBuffer[] TakeBytes(IArrowArray array, ReadOnlySpan<int> rows, byte[] validity)
    {
        var offsets = array.Offsets();
        var source = array.Bytes();
        var newOffsets = new byte[(rows.Length + 1) * sizeof(int)];
        var ends = MemoryMarshal.Cast<byte, int>(newOffsets.AsSpan());
        var total = 0;
        for (var i = 0; i < rows.Length; i++) ends[i + 1] = total = checked(total + offsets[rows[i] + 1] - offsets[rows[i]]);
        var bytes = new byte[total];
        for (var i = 0; i < rows.Length; i++) source[offsets[rows[i]]..offsets[rows[i] + 1]].CopyTo(bytes.AsSpan(ends[i]));
        return [new ArrowBuffer(validity), new ArrowBuffer(newOffsets), new ArrowBuffer(bytes)];
    }

    private static byte[] TakeBits(ReadOnlySpan<byte> bits, ReadOnlySpan<int> rows)
    {
        var result = new byte[(rows.Length + 7) / 8];
        for (var i = 0; i < rows.Length; i++)
            if (ColumnAccess.IsSet(bits, rows[i])) result[i >> 3] |= (byte)(1 << (i & 7));
        return result;
    }

    private static (byte[] Validity, int NullCount) TakeValidity(ReadOnlySpan<byte> validity, ReadOnlySpan<int> rows)
    {
        if (validity.IsEmpty) return ([], 0);
        var taken = TakeBits(validity, rows);
        var valid = 0;
        foreach (var b in taken) valid += System.Numerics.BitOperations.PopCount(b);
        return valid == rows.Length ? ([], 0) : (taken, rows.Length - valid);
    }
}
