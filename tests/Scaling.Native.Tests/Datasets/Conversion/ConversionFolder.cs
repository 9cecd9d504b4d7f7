using System.Globalization;
using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Scaling.Native.Tests.Csv;

namespace Scaling.Native.Tests.Datasets.Conversion;

/// <summary>A temporary folder with text to convert, of enough rows for many row groups of the least size.</summary>
internal sealed class ConversionFolder : IDisposable
{
    internal const int ManyRows = 40_000;

    private readonly CsvFolder _files = new();

    internal string Target => _files.Path("target.parquet");

    internal string Journal => _files.Path(".target.parquet.journal");

    internal IEnumerable<string> Names => _files.Names;

    internal static CsvBufferSizes SmallSample => new() { Window = 1 << 15, WholeSample = 1 << 16, SampleHead = 1 << 15, SamplePiece = 1 << 10, SamplePieces = 2 };

    /// <summary>Rows of every kind of column, some null, some quoted over lines.</summary>
    internal static string Mixed(int rows, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("id,real,flag,day,moment,city,note,empty\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{random.Next(100_000) / 100.0:0.00},{(random.Next(2) == 0 ? "true" : "false")},")
                .Append(CultureInfo.InvariantCulture, $"{new DateTime(2020, 1, 1).AddDays(random.Next(1000)):yyyy-MM-dd},")
                .Append(CultureInfo.InvariantCulture, $"{new DateTime(2020, 1, 1).AddSeconds(random.Next()):yyyy-MM-dd HH:mm:ss},")
                .Append(random.Next(10) == 0 ? "" : $"city{random.Next(20)}").Append(',')
                .Append(random.Next(50) == 0 ? "\"a, \"\"b\"\"\nc\"" : $"n{random.Next():x8}").Append(",\n");
        }

        return text.ToString();
    }

    internal string Path(string name) => _files.Path(name);

    internal string Write(string text) => _files.Write(text);

    internal string Write(byte[] bytes) => _files.Write(bytes);

    internal static DatasetConversionOptions Options(CsvReadOptions? csv = null, ParquetWriteOptions? parquet = null, bool append = false) => new()
    {
        Read = new() { Csv = csv ?? new() },
        Write = new() { Format = DatasetFormat.Parquet, Overwrite = true, Parquet = parquet ?? new() { RowGroupBytes = 1 << 16 } },
        Append = append,
    };

    internal DatasetConversionSummary Convert(string source, DatasetConversionOptions? options = null, CancellationToken cancellationToken = default) =>
        DatasetConverter.Convert(source, Target, options ?? Options(), null, cancellationToken);

    internal object?[][] TargetRows()
    {
        using var reader = new ParquetDatasetReader(Target);
        return CsvFolder.Rows(reader);
    }

    internal static object?[][] SourceRows(string source, CsvReadOptions? options = null)
    {
        using var reader = CsvDatasetReader.Open(source, options ?? new(), default);
        return CsvFolder.Rows(reader);
    }

    public void Dispose() => _files.Dispose();
}
