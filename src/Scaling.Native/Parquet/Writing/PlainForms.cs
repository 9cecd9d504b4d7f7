using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet.Writing;

/// <summary>The PLAIN bytes of values of a fixed width.</summary>
internal abstract class PlainForm<TValue>(int width)
{
    /// <summary>Bytes of a value.</summary>
    internal int Width { get; } = width;

    internal abstract void Write(ReadOnlySpan<TValue> values, Span<byte> target);
}

/// <summary>Integers, widened with their own sign; and whatever is stored as it is.</summary>
internal sealed class IntegerForm<TValue, TStored>() : PlainForm<TValue>(Unsafe.SizeOf<TStored>())
    where TValue : unmanaged, IBinaryInteger<TValue>
    where TStored : unmanaged, IBinaryInteger<TStored>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Write(ReadOnlySpan<TValue> values, Span<byte> target)
    {
        if (typeof(TValue) == typeof(TStored))
        {
            MemoryMarshal.AsBytes(values).CopyTo(target);
            return;
        }

        var slots = MemoryMarshal.Cast<byte, TStored>(target);
        for (var i = 0; i < values.Length; i++) slots[i] = TStored.CreateTruncating(values[i]);
    }
}

/// <summary>Decimals: INT32 and INT64 least significant byte first, byte arrays most significant first.</summary>
internal sealed class DecimalForm : PlainForm<Int128>
{
    private readonly ColumnType _type;
    private readonly Int128 _limit;

    internal DecimalForm(ColumnType type, int width) : base(width) => (_type, _limit) = (type, type.DecimalLimit);

    internal override void Write(ReadOnlySpan<Int128> values, Span<byte> target)
    {
        Span<byte> bytes = stackalloc byte[16];
        foreach (var value in values)
        {
            if (value >= _limit || value <= -_limit)
                throw new DatasetException(DatasetError.ValueOverflow,
                    string.Create(CultureInfo.InvariantCulture, $"{value} has more digits than {_type} holds."));
            switch (Width)
            {
                case 4: BinaryPrimitives.WriteInt32LittleEndian(target, (int)value); break;
                case 8: BinaryPrimitives.WriteInt64LittleEndian(target, (long)value); break;
                default:
                    BinaryPrimitives.WriteInt128BigEndian(bytes, value);
                    bytes[^Width..].CopyTo(target);
                    break;
            }

            target = target[Width..];
        }
    }
}
