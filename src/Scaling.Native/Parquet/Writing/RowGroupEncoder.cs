using System.Buffers;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Writing;

/// <summary>What the end of a file will say of a row group.</summary>
/// <param name="RowGroup">For the footer.</param>
/// <param name="Pages">For the page index, of each column chunk.</param>
internal sealed record PlacedRowGroup(RowGroup RowGroup, PageIndexPart[] Pages);

/// <summary>A row group as it goes to the file, whose offsets count from its own beginning.</summary>
internal sealed class EncodedRowGroup(EncodedColumnChunk[] columns, int rows, SegmentedStream bytes) : IDisposable
{
    internal int Rows => rows;

    internal SegmentedStream Bytes => bytes;

    internal PlacedRowGroup At(long position, int ordinal)
    {
        var placed = Array.ConvertAll(columns, c => c.At(position));
        return new(
            new()
            {
                Columns = [.. placed.Select(c => new ColumnChunk { MetaData = c.MetaData })],
                RowCount = rows,
                TotalByteSize = columns.Sum(c => c.MetaData.TotalUncompressedSize),
                FileOffset = position,
                TotalCompressedSize = bytes.Length,
                Ordinal = ordinal,
            },
            Array.ConvertAll(placed, c => c.Pages));
    }

    public void Dispose() => bytes.Dispose();
}

/// <summary>Encodes whole row groups into memory; for one thread.</summary>
/// <param name="schema">The columns.</param>
/// <param name="elements">How they are stored.</param>
/// <param name="chunks">Writes them.</param>
/// <param name="pool">Where the encoded bytes are held.</param>
internal sealed class RowGroupEncoder(DatasetSchema schema, SchemaElement[] elements, ColumnChunkWriter chunks, ArrayPool<byte> pool)
{
    /// <exception cref="DatasetException">A value does not fit its column, or a null one that holds none.</exception>
    internal EncodedRowGroup Encode(DatasetBatch batch, CancellationToken cancellationToken)
    {
        var bytes = new SegmentedStream(pool);
        try
        {
            var columns = new EncodedColumnChunk[elements.Length];
            BatchSlice[] slices = [new(batch, 0, batch.RowCount)];
            for (var i = 0; i < columns.Length; i++)
            {
                if (!schema[i].IsNullable && batch.Columns[i].NullCount > 0)
                    throw new DatasetException(DatasetError.SchemaMismatch,
                        $"Column '{schema[i].Name}' holds nulls, but was declared to hold none.")
                    { Column = schema[i].Name };
                var start = bytes.Length;
                columns[i] = Encode(bytes, slices, i, cancellationToken).At(start);
            }

            return new(columns, batch.RowCount, bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private EncodedColumnChunk Encode(SegmentedStream bytes, BatchSlice[] slices, int column, CancellationToken cancellationToken)
    {
        try
        {
            return chunks.Write(bytes, slices, column, schema[column].Type, elements[column], cancellationToken);
        }
        catch (DatasetException e) when (e.Column is null)
        {
            var name = schema[column].Name;
            throw new DatasetException(e.Error, $"Column '{name}': {e.Problem}", e) { Column = name };
        }
    }
}
