using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Turns the values of one column chunk into what pages hold. Values are gathered for a page and then written in an encoding, or
/// indexed in a dictionary.
/// </summary>
internal abstract class ColumnEncoder
{
    /// <summary>A dictionary page larger than this is given up: it would not stay in cache, nor pay.</summary>
    internal const int LargestDictionary = 1 << 20;

    /// <summary>Bytes of a dictionary's hash table at most.</summary>
    internal const int LargestTable = 4 << 20;

    /// <summary>What the values can be written in without a dictionary; PLAIN first.</summary>
    internal abstract IReadOnlyList<Encoding> Encodings { get; }

    /// <summary>Bytes that the gathered values take in PLAIN encoding.</summary>
    internal abstract int PlainBytes { get; }

    /// <summary>Values in the dictionary.</summary>
    internal abstract int DictionaryCount { get; }

    /// <summary>Bytes of the dictionary's page.</summary>
    internal abstract long DictionaryBytes { get; }

    /// <summary>Gathers those of the rows that hold a value.</summary>
    /// <param name="array">The column's part of a batch.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="bytes">PLAIN bytes after which it stops; exceeded by one value at most.</param>
    /// <returns>Rows taken, at least one.</returns>
    internal abstract int Gather(IArrowArray array, int start, int count, int bytes);

    /// <summary>Appends the gathered values in one of <see cref="Encodings"/>.</summary>
    internal abstract void Write(Encoding encoding, ByteBuffer target);

    /// <summary>Gives the gathered values to the statistics.</summary>
    internal abstract void AddTo(StatisticsCollector statistics);

    /// <summary>Forgets the gathered values.</summary>
    internal abstract void Clear();

    /// <summary>Forgets the dictionary too, and keeps the memory for the next column chunk.</summary>
    internal abstract void Reset();

    /// <summary>Appends the indices of those of the rows that hold a value, adding to the dictionary what is new.</summary>
    /// <param name="array">The column's part of a batch.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows, at most a few thousand.</param>
    /// <param name="indices">Gets the indices.</param>
    /// <returns>False where the dictionary has become too large.</returns>
    internal abstract bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices);

    internal abstract void WriteDictionary(ByteBuffer target);

    protected static int CountValid(IArrowArray array, int start, int count)
    {
        var validity = array.Validity();
        return validity.IsEmpty ? count : BitPacking.CountBits(validity, start, count);
    }
}
