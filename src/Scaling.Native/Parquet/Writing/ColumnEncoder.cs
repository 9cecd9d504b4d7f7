using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Turns the values of one column chunk into what pages hold: PLAIN values, or indices into a dictionary.</summary>
internal abstract class ColumnEncoder
{
    /// <summary>A dictionary page larger than this is given up: it would not stay in cache, nor pay.</summary>
    protected const int LargestDictionary = 1 << 20;

    // After so many values, a dictionary must have found this part of them to be repetitions.
    private const int TrialCount = 10_000;
    private const double MostDistinct = 0.7;

    /// <summary>Values in the dictionary.</summary>
    internal abstract int DictionaryCount { get; }

    /// <summary>Bytes that the values indexed so far would take in PLAIN encoding.</summary>
    internal long IndexedPlainBytes { get; private protected set; }

    /// <summary>Appends those of the rows that hold a value, in PLAIN encoding.</summary>
    /// <param name="array">The column's part of a batch.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="target">The page's values.</param>
    /// <param name="valuesInPage">Values it has already.</param>
    internal abstract void WritePlain(IArrowArray array, int start, int count, ByteBuffer target, int valuesInPage);

    /// <summary>Appends the indices of those of the rows that hold a value.</summary>
    /// <returns>False where a dictionary does not pay; the encoder is then good for PLAIN only.</returns>
    internal abstract bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices);

    internal abstract void WriteDictionary(ByteBuffer target);

    /// <summary>How many of the rows fit so many bytes of PLAIN values; at least one.</summary>
    internal virtual int RowsFitting(IArrowArray array, int start, int count, int bytes) => count;

    protected static bool Pays(int distinct, int indexed, long dictionaryBytes) =>
        dictionaryBytes <= LargestDictionary && (indexed < TrialCount || distinct <= indexed * MostDistinct);

    protected static int CountValid(IArrowArray array, int start, int count)
    {
        var validity = array.Validity();
        return validity.IsEmpty ? count : BitPacking.CountBits(validity, start, count);
    }
}
