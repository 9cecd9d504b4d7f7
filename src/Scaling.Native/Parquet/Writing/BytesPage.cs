using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>The byte arrays gathered for a page: their lengths, and all their bytes.</summary>
internal sealed class BytesPage
{
    private readonly ByteBuffer _bytes = new();
    private int[] _lengths = new int[1024];
    private int _count;

    internal static IReadOnlyList<Encoding> Encodings { get; } = [Encoding.Plain, Encoding.DeltaLengthByteArray];

    internal int PlainBytes => _bytes.Length + _count * sizeof(int);

    internal void Clear()
    {
        _bytes.Clear();
        _count = 0;
    }

    internal void Add(ReadOnlySpan<byte> value)
    {
        ReserveLengths(1);
        _lengths[_count++] = value.Length;
        _bytes.Append(value);
    }

    /// <summary>Adds values that stand one after another.</summary>
    /// <param name="offsets">Where each begins, and where the last one ends.</param>
    /// <param name="bytes">What the offsets point into.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(ReadOnlySpan<int> offsets, ReadOnlySpan<byte> bytes)
    {
        var count = offsets.Length - 1;
        ReserveLengths(count);
        var lengths = _lengths.AsSpan(_count, count);
        for (var i = 0; i < lengths.Length; i++) lengths[i] = offsets[i + 1] - offsets[i];
        _count += count;
        _bytes.Append(bytes[offsets[0]..offsets[^1]]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Write(Encoding encoding, ByteBuffer target)
    {
        var lengths = _lengths.AsSpan(0, _count);
        if (encoding == Encoding.DeltaLengthByteArray)
        {
            DeltaBinaryEncoder.Write<int>(target, lengths);
            target.Append(_bytes.Written);
            return;
        }

        var plain = target.Reserve(PlainBytes);
        var bytes = _bytes.Written;
        foreach (var length in lengths)
        {
            BinaryPrimitives.WriteInt32LittleEndian(plain, length);
            bytes[..length].CopyTo(plain[sizeof(int)..]);
            plain = plain[(sizeof(int) + length)..];
            bytes = bytes[length..];
        }

        target.Advance(PlainBytes);
    }

    internal void AddTo(StatisticsCollector statistics) =>
        ((BytesStatistics)statistics).Add(_bytes.Written, _lengths.AsSpan(0, _count));

    private void ReserveLengths(int count)
    {
        if (_count + count > _lengths.Length) Array.Resize(ref _lengths, Math.Max(_count + count, _lengths.Length * 2));
    }
}
