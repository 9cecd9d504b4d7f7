using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>A temporary folder with CSV files.</summary>
internal sealed class CsvFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scaling-csv-");
    private int _files;

    internal string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    internal IEnumerable<string> Names => _folder.EnumerateFileSystemInfos().Select(f => f.Name);

    internal string Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    internal string Write(string text, Encoding encoding) => Write([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);

    internal string Write(byte[] bytes)
    {
        var path = Path($"{_files++}.csv");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    internal static CsvDatasetReader Open(string path, CsvReadOptions? options = null) =>
        CsvDatasetReader.Open(path, options ?? new CsvReadOptions(), default);

    /// <summary>Options that name the types of columns.</summary>
    internal static CsvReadOptions Typed(params (string Name, ColumnType Type)[] columns) =>
        new() { Delimiter = CsvDelimiter.Comma, Schema = columns.ToDictionary(c => c.Name, c => c.Type) };

    internal static CsvReadOptions Typed(DatasetSchema schema) => Typed([.. schema.Select(c => (c.Name, c.Type))]);

    /// <summary>All rows as objects.</summary>
    internal static object?[][] Rows(DatasetReader reader)
    {
        var rows = new List<object?[]>();
        while (reader.ReadBatch(default) is { } batch)
        {
            Assert.True(batch.RowCount > 0);
            Assert.Equal(rows.Count, batch.FirstRow);
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add([.. Enumerable.Range(0, batch.Columns.Count).Select(column => batch.GetValue(column, row))]);
        }

        return [.. rows];
    }

    internal object?[][] Rows(string text, CsvReadOptions? options = null)
    {
        using var reader = Open(Write(text), options);
        return Rows(reader);
    }

    /// <summary>The types by which the columns of a text are read.</summary>
    internal string Types(string text, CsvReadOptions? options = null)
    {
        using var reader = Open(Write(text), options);
        return string.Join(" ", reader.Schema.Select(c => c.Type));
    }

    internal DatasetException Fails(string text, CsvReadOptions? options = null) => FailsAt(Write(text), options);

    internal static DatasetException FailsAt(string path, CsvReadOptions? options = null)
    {
        var failure = Assert.Throws<DatasetException>(() =>
        {
            using var reader = Open(path, options);
            Rows(reader);
        });
        Assert.Equal(path, failure.Path);
        return failure;
    }
}
