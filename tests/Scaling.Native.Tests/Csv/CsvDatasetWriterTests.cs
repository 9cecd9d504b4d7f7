using System.Globalization;
using System.Text;
using Apache.Arrow;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

public sealed class CsvDatasetWriterTests : IDisposable
{
    private readonly CsvFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly (ColumnType Type, object?[] Values)[] Everything =
    [
        (ColumnType.Boolean, [true, false, null]),
        (ColumnType.Int8, [sbyte.MinValue, sbyte.MaxValue, null]),
        (ColumnType.Int16, [short.MinValue, null, short.MaxValue]),
        (ColumnType.Int32, [null, int.MinValue, int.MaxValue]),
        (ColumnType.Int64, [long.MinValue, 0L, long.MaxValue]),
        (ColumnType.UInt8, [byte.MaxValue, null, (byte)0]),
        (ColumnType.UInt16, [ushort.MaxValue, null, (ushort)1]),
        (ColumnType.UInt32, [uint.MaxValue, null, 2u]),
        (ColumnType.UInt64, [ulong.MaxValue, null, 3ul]),
        (ColumnType.Single, [float.Epsilon, float.MinValue, 0.1f]),
        (ColumnType.Double, [double.Epsilon, -0.0, double.NaN, 1e300, double.NegativeInfinity, 0.1, 5.0]),
        (ColumnType.Decimal(18, 2), [-0.05m, 9999999999999999.99m, 0m]),
        (ColumnType.Decimal(28, 28), [0.0000000000000000000000000001m, -0.5m, null]),
        (ColumnType.Decimal(20, 0), [12345678901234567890m, -1m, null]),
        (ColumnType.Date, [DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(1969, 12, 31), null]),
        (ColumnType.Time(3), [new TimeOnly(0, 0), new TimeOnly(23, 59, 59, 999), null]),
        (ColumnType.Time(), [new TimeOnly(1, 2, 3), TimeOnly.FromTimeSpan(TimeSpan.FromTicks(10)), null]),
        (ColumnType.Time(9), [TimeOnly.MaxValue, new TimeOnly(0), null]),
        (ColumnType.DateTime(3), [new DateTime(1969, 12, 31, 23, 59, 59, 999), DateTime.MinValue, null]),
        (ColumnType.DateTime(), [new DateTime(2020, 2, 29, 1, 2, 3).AddTicks(10), new DateTime(9999, 12, 31, 23, 59, 59), null]),
        (ColumnType.DateTime(9), [new DateTime(1700, 1, 1).AddTicks(-1), new DateTime(2262, 1, 1), null]),
        (ColumnType.DateTimeOffset(), [Utc(2020, 1, 1), Utc(1969, 12, 31).AddTicks(10), null]),
        (ColumnType.DateTimeOffset(9), [Utc(2020, 1, 1).AddTicks(1), null, null]),
        (ColumnType.String, ["", null, " ", "a,b", "\"", "\"\"x\"", "\r\n", "x\ny", " lead", "trail ", "é😀", "NULL", "#c", "\t"]),
        (ColumnType.String, [new string('"', 300), new string('x', 70_000), null]),
        (ColumnType.Category, ["x", "", null, "x", "y,z"]),
        (ColumnType.Binary, [new byte[] { 0, 255, 13 }, System.Array.Empty<byte>(), null, new byte[] { 62, 63, 64 }]),
        (ColumnType.Guid, [Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), null, Guid.Empty]),
    ];

    private static DateTimeOffset Utc(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static DatasetBatch Batch((ColumnType Type, object?[] Values)[] columns, DatasetOrigin? origin = null)
    {
        var rows = columns.Max(c => c.Values.Length);
        var arrays = columns.Select(c =>
        {
            var builder = ColumnBuilder.Create(c.Type);
            for (var row = 0; row < rows; row++) builder.AppendObject(c.Values[row % c.Values.Length]);
            return builder.Build();
        });
        var schema = new DatasetSchema(columns.Select((c, i) => new DatasetColumn($"c{i} {c.Type}", c.Type)));
        return new DatasetBatch(schema, [.. arrays], rows, origin ?? new DatasetOrigin(null));
    }

    private string Write(DatasetBatch batch, CsvWriteOptions? options = null)
    {
        var path = _folder.Path("out.csv");
        using var writer = CsvDatasetWriter.Create(path, batch.Schema, options ?? new CsvWriteOptions { Overwrite = true });
        writer.Write(batch, default);
        var summary = writer.Complete(default);
        Assert.Equal((batch.RowCount, new FileInfo(path).Length, 0), (summary.Rows, summary.Bytes, summary.RowGroups));
        return path;
    }

    private static object?[][] Rows(DatasetBatch batch) =>
        [.. Enumerable.Range(0, batch.RowCount).Select(row => Row(batch, row))];

    private static object?[] Row(DatasetBatch batch, int row) =>
        [.. Enumerable.Range(0, batch.Columns.Count).Select(column => batch.GetValue(column, row))];

    public static TheoryData<string, CsvWriteOptions> Dialects => new()
    {
        { "plain", new() },
        { "all quoted", new() { Quoting = CsvQuoting.Always } },
        { "semicolons, decimal commas", new() { Delimiter = CsvDelimiter.Semicolon, Culture = CultureInfo.GetCultureInfo("de-DE") } },
        { "CRLF", new() { NewLine = CsvNewLine.CrLf } },
        { "commas in commas", new() { Culture = CultureInfo.GetCultureInfo("fi-FI") } },
        { "Arabic separators", new() { Culture = CultureInfo.GetCultureInfo("fa-IR") } },
        { "UTF-16", new() { Encoding = Encoding.Unicode, Delimiter = CsvDelimiter.Tab } },
        { "UTF-8 with a mark", new() { Encoding = Encoding.UTF8, NewLine = CsvNewLine.Cr } },
        { "digits as delimiters", new() { Delimiter = CsvDelimiter.Of('1') } },
        { "blanks as delimiters", new() { Delimiter = CsvDelimiter.Of(' ') } },
        { "hyphens as delimiters", new() { Delimiter = CsvDelimiter.Of('-') } },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Values_of_every_type_come_back_the_same(string name, CsvWriteOptions options)
    {
        Assert.NotEmpty(name);
        var batch = Batch(Everything);
        var path = Write(batch, options);
        var typed = CsvFolder.Typed(batch.Schema) with { Delimiter = options.Delimiter, Culture = options.Culture };
        using var reader = CsvFolder.Open(path, typed);
        Assert.Equal(batch.Schema, reader.Schema);
        Assert.Equal(Rows(batch), CsvFolder.Rows(reader));
    }

    [Fact]
    public void Each_column_alone_comes_back_the_same_nulls_included()
    {
        foreach (var column in Everything)
        {
            var batch = Batch([column]);
            using var reader = CsvFolder.Open(Write(batch), CsvFolder.Typed(batch.Schema));
            Assert.Equal(Rows(batch), CsvFolder.Rows(reader));
        }
    }

    [Fact]
    public void Types_whose_text_shows_them_are_inferred_again()
    {
        var kept = new[]
        {
            ColumnType.Boolean, ColumnType.Int64, ColumnType.Double, ColumnType.Date, ColumnType.Time(), ColumnType.Time(9),
            ColumnType.DateTime(), ColumnType.DateTime(9), ColumnType.DateTimeOffset(), ColumnType.DateTimeOffset(9), ColumnType.String,
        };
        var batch = Batch([.. Everything.Where(c => kept.Contains(c.Type))]);
        using var reader = CsvFolder.Open(Write(batch));
        Assert.Equal(batch.Schema, reader.Schema);
        Assert.Equal(Rows(batch), CsvFolder.Rows(reader));
        Assert.Equal("double", _folder.Types(File.ReadAllText(Write(Batch([(ColumnType.Double, [5.0, 1e15])])))));
    }

    [Fact]
    public void Random_texts_come_back_the_same()
    {
        var random = new Random(9);
        string Piece() => "\",;\n\r aü\t"[random.Next(9)].ToString();
        object? Text() => random.Next(8) == 0 ? null : string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Piece()));
        (ColumnType, object?[]) Column() => (ColumnType.String, [Text(), Text(), Text(), Text(), Text()]);
        for (var i = 0; i < 500; i++)
        {
            var columns = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Column());
            var batch = Batch([.. columns]);
            using var reader = CsvFolder.Open(Write(batch), CsvFolder.Typed(batch.Schema));
            Assert.Equal(Rows(batch), CsvFolder.Rows(reader));
        }
    }

    [Fact]
    public void The_file_is_the_one_documented()
    {
        var batch = Batch([
            (ColumnType.String, ["", null, "a,b", "=1+1"]),
            (ColumnType.Double, [1.0, 0.1, null, 1e20]),
            (ColumnType.Boolean, [true, false, null]),
            (ColumnType.DateTime(), [new DateTime(2020, 1, 2, 3, 4, 5), new DateTime(2020, 1, 2).AddMilliseconds(1)]),
            (ColumnType.Decimal(9, 2), [1.5m]),
        ]);
        Assert.Equal("""
            c0 string,c1 double,c2 boolean,c3 datetime,"c4 decimal(9,2)"
            "",1.0,true,2020-01-02T03:04:05,1.50
            ,0.1,false,2020-01-02T00:00:00.001000,1.50
            "a,b",,,2020-01-02T03:04:05,1.50
            =1+1,1E+20,true,2020-01-02T00:00:00.001000,1.50

            """.ReplaceLineEndings("\n"), File.ReadAllText(Write(batch)));
        var quoted = Write(batch, new CsvWriteOptions { Quoting = CsvQuoting.Always, NoHeader = true, Overwrite = true });
        Assert.StartsWith("\"\",\"1.0\",\"true\"", File.ReadAllText(quoted), StringComparison.Ordinal);
    }

    [Fact]
    public void Until_it_is_complete_the_old_file_stays()
    {
        var path = _folder.Path("kept.csv");
        File.WriteAllText(path, "old");
        var batch = Batch(Everything);
        using (var writer = CsvDatasetWriter.Create(path, batch.Schema, new CsvWriteOptions { Overwrite = true }))
        {
            writer.Write(batch, default);
            using var cancelled = new CancellationTokenSource();
            cancelled.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => writer.Write(batch, cancelled.Token));
            Assert.Throws<InvalidOperationException>(() => writer.Complete(default));
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["kept.csv"], _folder.Names);
        Assert.Throws<IOException>(() => CsvDatasetWriter.Create(path, batch.Schema, new CsvWriteOptions()));
    }

    [Fact]
    public void Rows_of_an_input_that_failed_are_not_passed_off_as_the_whole()
    {
        var origin = new DatasetOrigin("/in.csv");
        var batch = Batch(Everything, origin);
        using var writer = CsvDatasetWriter.Create(_folder.Path("x.csv"), batch.Schema, new CsvWriteOptions());
        writer.Write(batch, default);
        origin.Fail(new IOException("gone"));
        Assert.Equal(DatasetError.InputIncomplete, Assert.Throws<DatasetException>(() => writer.Complete(default)).Error);
        writer.Dispose();
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Another_schema_is_refused_but_not_for_nullability()
    {
        var batch = Batch([(ColumnType.Int64, [1L])]);
        var notNull = new DatasetSchema(batch.Schema.Select(c => c with { IsNullable = false }));
        using var writer = CsvDatasetWriter.Create(_folder.Path("x.csv"), notNull, new CsvWriteOptions());
        writer.Write(batch, default);
        var other = Assert.Throws<DatasetException>(() => writer.Write(Batch([(ColumnType.Int32, [1])]), default));
        Assert.Equal(DatasetError.SchemaMismatch, other.Error);
        Assert.Equal(1, writer.Complete(default).Rows);
    }

    [Fact]
    public void What_the_encoding_or_the_calendar_lacks_is_an_error()
    {
        var euro = Batch([(ColumnType.String, ["€"])]);
        var latin = new CsvWriteOptions { Encoding = Encoding.Latin1 };
        using (var writer = CsvDatasetWriter.Create(_folder.Path("x.csv"), euro.Schema, latin))
        {
            writer.Write(euro, default);
            var failure = Assert.Throws<DatasetException>(() => writer.Complete(default));
            Assert.Equal((DatasetError.MalformedText, "€"), (failure.Error, failure.Value));
        }

        var builder = (FixedColumnBuilder<int>)ColumnBuilder.Create(ColumnType.Date);
        builder.Append(int.MaxValue);
        IArrowArray[] far = [builder.Build()];
        var batch = new DatasetBatch(new DatasetSchema([new DatasetColumn("d", ColumnType.Date)]), far, 1, new DatasetOrigin(null));
        using (var writer = CsvDatasetWriter.Create(_folder.Path("y.csv"), batch.Schema, new CsvWriteOptions()))
        {
            var failure = Assert.Throws<DatasetException>(() => writer.Write(batch, default));
            Assert.Equal((DatasetError.ValueOverflow, "d"), (failure.Error, failure.Column));
        }

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Options_that_cannot_be_written_are_refused()
    {
        var schema = Batch([(ColumnType.Int64, [1L])]).Schema;
        var path = _folder.Path("x.csv");
        CsvWriteOptions[] wrong =
            [new() { Delimiter = CsvDelimiter.Auto }, new() { Delimiter = CsvDelimiter.Whitespace }, new() { NewLine = CsvNewLine.None }];
        foreach (var options in wrong) Assert.Throws<ArgumentException>(() => CsvDatasetWriter.Create(path, schema, options));
        Assert.Throws<ArgumentException>(() => CsvDatasetWriter.Create(path, new DatasetSchema([]), new CsvWriteOptions()));
    }
}
