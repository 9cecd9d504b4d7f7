using Scaling.Native.Parquet.Compression;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Writing;

/// <summary>What was measured on a sample of a column chunk.</summary>
/// <param name="Encoding">The encoding that makes it smallest without a dictionary.</param>
/// <param name="BytesPerValue">Compressed bytes of a value in it; null where the sample held no value.</param>
/// <param name="TryDictionary">Whether values repeat enough for a dictionary to be worth building.</param>
internal readonly record struct EncodingChoice(Encoding Encoding, double? BytesPerValue, bool TryDictionary);

/// <summary>
/// Chooses how a column chunk is encoded: writes stretches of rows, spread over it, in every encoding that its type has, compresses
/// them, and compares sizes.
/// </summary>
internal sealed class EncodingSample(PageCompressor compressor, ParquetCompatibility compatibility, Encoding? forced)
{
    private const int Stretches = 4;
    private const int LeastStretchRows = 256;
    private const int MostStretchRows = 1024;

    /// <summary>The share of a chunk's rows that a stretch has: measuring must not take long beside writing.</summary>
    private const int RowsAStretch = 64;

    private const int StretchBytes = 1 << 16;

    // Other encodings must be so much smaller than PLAIN, which is the fastest to read.
    private const double WorthLeavingPlain = 0.98;

    // So much larger a dictionary may be than the other encoding: it is faster to compress and to read.
    private const double WorthForDictionary = 1.05;

    private readonly ByteBuffer[] _encoded = [new(), new()];
    private readonly ByteBuffer _scratch = new();

    /// <summary>Measures; the dictionary of the encoder then holds the sampled values.</summary>
    internal EncodingChoice Choose(IReadOnlyList<BatchSlice> slices, int column, ColumnEncoder encoder, IndexBuffer indices)
    {
        if (forced is { } only) return new(encoder.Encodings.Contains(only) ? only : Encoding.Plain, null, only == Encoding.RleDictionary);
        var encodings = compatibility == ParquetCompatibility.Widest ? [Encoding.Plain] : encoder.Encodings;
        for (var i = 0; i < encodings.Count; i++) _encoded[i].Clear();
        var (plainBytes, canIndex) = (0L, true);
        foreach (var (slice, row, count) in Spread(slices))
        {
            var array = slice.Batch.Columns[column];
            encoder.Clear();
            var taken = encoder.Gather(array, row, count, StretchBytes);
            plainBytes += encoder.PlainBytes;
            for (var i = 0; i < encodings.Count; i++) encoder.Write(encodings[i], _encoded[i]);
            canIndex = canIndex && encoder.TryIndex(array, row, taken, indices);
        }

        encoder.Clear();
        if (!canIndex && encoder.DictionaryBytes == 0) return new(Encoding.Plain, null, false);
        if (indices.Count == 0) return new(Encoding.Plain, null, true);
        var (best, bytes) = (Encoding.Plain, (double)compressor.Compress(_encoded[0].Written).Length);
        for (var i = 1; i < encodings.Count; i++)
        {
            var size = compressor.Compress(_encoded[i].Written).Length;
            if (size < bytes * (best == Encoding.Plain ? WorthLeavingPlain : 1)) (best, bytes) = (encodings[i], size);
        }

        return new(best, bytes / indices.Count, canIndex && MayFit(encoder.DictionaryCount, indices.Count, plainBytes));
    }

    /// <summary>Whether the dictionary that was built is smaller, by its own bytes and the indices of stretches.</summary>
    internal bool DictionaryPays(ColumnEncoder encoder, IndexBuffer indices, int width, EncodingChoice choice)
    {
        if (forced is not null) return true;
        if (choice.BytesPerValue is not { } other) return encoder.DictionaryCount <= indices.Count / 2;
        _scratch.Clear();
        encoder.WriteDictionary(_scratch);
        var part = _scratch.Written[..Math.Min(_scratch.Length, StretchBytes)];
        var dictionary = (double)compressor.Compress(part).Length * _scratch.Length / Math.Max(1, part.Length);
        _scratch.Clear();
        var measured = 0;
        for (var i = 0; i < Stretches; i++)
        {
            var count = Math.Min(StretchRows(indices.Count), (indices.Count + Stretches - 1) / Stretches);
            var start = (int)((long)(indices.Count - count) * i / (Stretches - 1));
            RleEncoder.Write(_scratch, indices.Written.Slice(start, count), width);
            measured += count;
        }

        var perIndex = (double)compressor.Compress(_scratch.Written).Length / measured;
        return dictionary + perIndex * indices.Count <= other * indices.Count * WorthForDictionary;
    }

    // Of n values drawn from D, about n² / 2D repeat an earlier one; a repetition more or less must not decide.
    private static bool MayFit(int distinct, int count, long plainBytes)
    {
        var repeated = Math.Max(1, count - distinct);
        var estimated = (double)count * count / (2.0 * repeated);
        return estimated * plainBytes / count <= 2.0 * ColumnEncoder.LargestDictionary;
    }

    private static int StretchRows(long rows) => (int)Math.Clamp(rows / RowsAStretch, LeastStretchRows, MostStretchRows);

    private static IEnumerable<(BatchSlice Slice, int Row, int Count)> Spread(IReadOnlyList<BatchSlice> slices)
    {
        var rows = slices.Sum(s => (long)s.Count);
        var (next, before) = (0L, 0L);
        var stretch = StretchRows(rows);
        var gap = Math.Max(stretch, (rows - stretch) / (Stretches - 1));
        foreach (var slice in slices)
        {
            // A stretch that a batch cuts short goes on in the next one only as the next stretch.
            for (; next < before + slice.Count && next < rows; next += gap)
            {
                var at = (int)(next - before);
                yield return (slice, slice.Start + at, Math.Min(stretch, slice.Count - at));
            }

            before += slice.Count;
        }
    }
}
