using Scaling.Native.Csv;
using Scaling.Native.Parquet;
using Scaling.Native.Storage;

namespace Scaling.Native.Datasets;

/// <summary>Opens and creates dataset files of any format that is read or written here.</summary>
public static class DatasetFile
{
    private static ReadOnlySpan<byte> ParquetMagic => "PAR1"u8;

    /// <summary>Opens a file by its content: Parquet by its first bytes, else delimited text.</summary>
    /// <exception cref="DatasetException">The file cannot be read as what it is, or lacks a column asked for.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static DatasetReader OpenReader(string path, DatasetReadOptions options, CancellationToken cancellationToken) =>
        FormatOf(path) == DatasetFormat.Parquet
            ? new ParquetDatasetReader(path, new ParquetReadOptions { Columns = options.Columns, Filter = options.Filter })
            : CsvDatasetReader.Open(path, options.Csv with { Columns = options.Columns }, cancellationToken);

    /// <summary>A writer of the options' format.</summary>
    /// <exception cref="IOException">The file exists and must not be replaced, or its folder cannot be written.</exception>
    public static DatasetWriter CreateWriter(string path, DatasetSchema schema, DatasetWriteOptions options) =>
        options.Format == DatasetFormat.Parquet
            ? new ParquetDatasetWriter(path, schema, options.Parquet with { Overwrite = options.Overwrite })
            : CsvDatasetWriter.Create(path, schema, options.Csv with { Overwrite = options.Overwrite });

    /// <summary>What a file is by its first bytes, or, of a damaged file, by its name; a pipe is text.</summary>
    public static DatasetFormat FormatOf(string path)
    {
        // What is read from a pipe is gone, and so is its writer when it is closed.
        if (SpecialFile.IsAt(path)) return DatasetFormat.Csv;
        Span<byte> first = stackalloc byte[4];
        using (var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete))
        {
            if (RandomAccess.Read(file, first, 0) == first.Length && first.SequenceEqual(ParquetMagic)) return DatasetFormat.Parquet;
        }

        return Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase) ? DatasetFormat.Parquet : DatasetFormat.Csv;
    }
}
