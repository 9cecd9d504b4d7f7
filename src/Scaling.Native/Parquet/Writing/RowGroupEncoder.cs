using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Compression;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Writing;

/// <summary>A row group as it goes to the file, whose offsets count from its own beginning.</summary>
internal sealed class EncodedRowGroup(ColumnMetaData[] columns, int rows, SegmentedStream bytes) : IDisposable
{
    internal int Rows => rows;

    internal SegmentedStream Bytes => bytes;

    internal RowGroup At(long position, int ordinal) => new()
    {
        Columns = [.. columns.Select(c => new ColumnChunk { MetaData = c.At(position) })],
        RowCount = rows,
        TotalByteSize = columns.Sum(c => c.TotalUncompressedSize),
        FileOffset = position,
        TotalCompressedSize = bytes.Length,
        Ordinal = ordinal,
    };

    public void Dispose() => bytes.Dispose();
}

/// <summary>Encodes whole row groups into memory; for one thread.</summary>
internal sealed class RowGroupEncoder(DatasetSchema schema, SchemaElement[] elements, ParquetWriteOptions options) : IDisposable
{
    private readonly ColumnChunkWriter _chunks =
        new(new PageCompressor(options.Compression, options.CompressionLevel), options.Compatibility, options.ForcedEncoding);

    /// <exception cref="DatasetException">A value does not fit its column.</exception>
    internal EncodedRowGroup Encode(DatasetBatch batch, CancellationToken cancellationToken)
    {
        var bytes = new SegmentedStream();
        try
        {
            var columns = new ColumnMetaData[elements.Length];
            BatchSlice[] slices = [new(batch, 0, batch.RowCount)];
            for (var i = 0; i < columns.Length; i++)
            {
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

    public void Dispose() => _chunks.Dispose();

    private ColumnMetaData Encode(SegmentedStream bytes, BatchSlice[] slices, int column, CancellationToken cancellationToken)
    {
        try
        {
            return _chunks.Write(bytes, slices, column, schema[column].Type, elements[column], cancellationToken);
        }
        catch (DatasetException e) when (e.Column is null)
        {
            var name = schema[column].Name;
            throw new DatasetException(e.Error, $"Column '{name}': {e.Problem}", e) { Column = name };
        }
    }
}
