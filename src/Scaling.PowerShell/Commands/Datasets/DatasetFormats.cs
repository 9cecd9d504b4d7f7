using System.Globalization;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>What names of files and parameters say about the format to write.</summary>
internal static class DatasetFormats
{
    /// <summary>The format of an extension, or Auto where it says none.</summary>
    internal static DatasetFileFormat FromExtension(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".parquet" or ".pq" => DatasetFileFormat.Parquet,
        ".csv" or ".tsv" or ".tab" or ".txt" => DatasetFileFormat.Csv,
        _ => DatasetFileFormat.Auto,
    };

    /// <summary>A file's name without the extension that says how it is packed.</summary>
    internal static string Unpacked(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".gz" or ".zst" && Path.GetFileNameWithoutExtension(name) is { Length: > 0 } rest ? rest : name;

    internal static DatasetFormat ToCore(DatasetFileFormat format) =>
        format == DatasetFileFormat.Parquet ? DatasetFormat.Parquet : DatasetFormat.Csv;

    internal static string DelimiterOf(string path) => Path.GetExtension(path).ToLowerInvariant() is ".tsv" or ".tab" ? "Tab" : ",";

    /// <exception cref="FormatException">Not a delimiter that can be written.</exception>
    internal static CsvWriteOptions Csv(string delimiter, CultureInfo culture, System.Text.Encoding? encoding) => new()
    {
        Delimiter = CsvDelimiter.Parse(delimiter) is { IsAuto: false, IsWhitespace: false, IsText: false } one
            ? one
            : throw new FormatException($"'{delimiter}' cannot separate the fields of a file to write; name one ASCII character, or Tab."),
        Culture = culture,
        Encoding = encoding,
    };

    /// <exception cref="FormatException">A level that the codec does not have.</exception>
    internal static ParquetWriteOptions Parquet(
        ParquetCodec codec, int? level, ParquetReaders readers, long rowGroupBytes, long? memoryLimit = null) => new()
        {
            Compression = codec switch
            {
                ParquetCodec.Zstd => ParquetCompression.Zstd,
                ParquetCodec.Gzip => ParquetCompression.Gzip,
                ParquetCodec.Lz4 => ParquetCompression.Lz4,
                ParquetCodec.None => ParquetCompression.None,
                _ => ParquetCompression.Snappy,
            },
            CompressionLevel = CheckLevel(codec, level),
            Compatibility = readers == ParquetReaders.Widest ? ParquetCompatibility.Widest : ParquetCompatibility.Default,
            RowGroupBytes = rowGroupBytes,
            MemoryLimit = memoryLimit,
        };

    private static int? CheckLevel(ParquetCodec codec, int? level)
    {
        var (least, most) = codec switch
        {
            ParquetCodec.Zstd => (1, 22),
            ParquetCodec.Gzip => (0, 9),
            ParquetCodec.Lz4 => (0, 12),
            _ when level is null => (0, 0),
            _ => throw new FormatException($"The codec {codec} has no levels; leave -CompressionLevel out."),
        };
        return level < least || level > most
            ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The codec {codec} has the levels {least} to {most}, not {level}."))
            : level;
    }
}
