using Apache.Arrow;
using Apache.Arrow.Types;
using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Rows of a batch that belong to one row group.</summary>
internal readonly record struct BatchSlice(DatasetBatch Batch, int Start, int Count);

/// <summary>The batches, or parts of them, that become the next row group. Their columns are referred to, not copied.</summary>
internal sealed class RowGroupBuffer(long byteLimit)
{
    /// <summary>Rows of a row group at most, so that a chunk's dictionary indices stay small beside its data.</summary>
    internal const int MostRows = 1 << 20;

    private List<BatchSlice> _slices = [];
    private readonly HashSet<ArrayData> _dictionaries = new(ReferenceEqualityComparer.Instance);
    private double _bytes;

    internal int Rows { get; private set; }

    internal bool IsFull => Rows >= MostRows || _bytes >= byteLimit;

    /// <summary>Takes rows of a batch until it is full.</summary>
    /// <returns>Rows taken; at least one where there was one.</returns>
    internal int Add(DatasetBatch batch, int start)
    {
        var rowBytes = Math.Max(1, BytesOf(batch) / Math.Max(1.0, batch.RowCount));
        var fitting = Math.Ceiling((byteLimit - _bytes) / rowBytes);
        var count = (int)Math.Clamp(fitting, 1, Math.Min(batch.RowCount - start, MostRows - Rows));
        _slices.Add(new(batch, start, count));
        Rows += count;
        _bytes += count * rowBytes;
        return count;
    }

    /// <summary>Hands the rows over and begins anew.</summary>
    internal IReadOnlyList<BatchSlice> Take()
    {
        var taken = _slices;
        _dictionaries.Clear();
        (_slices, Rows, _bytes) = ([], 0, 0);
        return taken;
    }

    private double BytesOf(DatasetBatch batch)
    {
        double bytes = 0;
        foreach (var column in batch.Columns)
        {
            bytes += column.NullCount > 0 ? column.Length / 8.0 : 0;
            bytes += column.Data.DataType switch
            {
                StringType or BinaryType => sizeof(int) * (double)column.Length + column.Offsets()[^1] - column.Offsets()[0],
                DictionaryType => sizeof(int) * (double)column.Length + DictionaryBytes(((DictionaryArray)column).Dictionary),
                FixedWidthType type => type.BitWidth / 8.0 * column.Length,
                _ => 0,
            };
        }

        return bytes;
    }

    private double DictionaryBytes(IArrowArray dictionary) =>
        _dictionaries.Add(dictionary.Data) ? dictionary.Offsets()[^1] - dictionary.Offsets()[0] : 0;
}
