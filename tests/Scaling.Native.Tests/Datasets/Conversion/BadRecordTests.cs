using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Conversion;

public sealed class BadRecordTests : IDisposable
{
    private static readonly Dictionary<string, ColumnType> Types = new()
    {
        ["i"] = ColumnType.Int64,
        ["s"] = ColumnType.Int16,
        ["d"] = ColumnType.Double,
        ["b"] = ColumnType.Boolean,
        ["t"] = ColumnType.String,
        ["c"] = ColumnType.Category,
        ["n"] = ColumnType.Decimal(9, 2),
        ["w"] = ColumnType.DateTime(6),
        ["g"] = ColumnType.Guid,
        ["z"] = ColumnType.Int32,
    };

    private static readonly string[] Good = ["1", "-5", "2.5", "true", "text", "kind", "3.14", "2024-05-06 07:08:09", "0f8fad5b-d9cb-469f-a165-70867728950e", "7"];

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 2)]
    public void What_is_left_are_the_rows_of_the_file_without_the_bad_records(int seed, int workers)
    {
        var (text, clean, bad) = Make(seed, rows: 6000, badness: seed == 5 ? 1 : 40);
        var (source, expected) = (_folder.Write(text), ConversionFolder.SourceRows(_folder.Write(clean), Options(1, null)));

        var read = new List<CsvBadRecord>();
        var rows = ConversionFolder.SourceRows(source, Options(workers, read.Add));
        var converted = new List<CsvBadRecord>();
        var done = _folder.Convert(source, ConversionFolder.Options(Options(workers, converted.Add)));

        Assert.Equal(expected, rows);
        Assert.Equal(expected, _folder.TargetRows());
        Assert.Equal(expected.Length, done.Rows);
        Assert.Equal(bad, read.Select(b => (b.Line, b.Column, b.Value)));
        Assert.Equal(read, converted);
    }

    [Fact]
    public void A_file_of_bad_records_alone_converts_to_one_without_rows()
    {
        var source = _folder.Write("i,t\nx,1\ny,2\n1\n");
        var bad = new List<CsvBadRecord>();

        var done = _folder.Convert(source, ConversionFolder.Options(Options(2, bad.Add, "i")));

        Assert.Equal(0, done.Rows);
        Assert.Equal(3, bad.Count);
        Assert.Empty(_folder.TargetRows());
    }

    [Fact]
    public void Of_a_record_with_wrong_quotes_the_first_line_is_bad_and_reading_goes_on_behind_it()
    {
        var source = _folder.Write("a,b\n1,\"x\"y\n2,\"open\n3,z\r\n4,\"q\"\n");
        var bad = new List<CsvBadRecord>();

        var rows = ConversionFolder.SourceRows(source, new() { Delimiter = CsvDelimiter.Comma, BadRecord = bad.Add, Schema = new Dictionary<string, ColumnType> { ["a"] = ColumnType.Int64 } });

        Assert.Equal([(2L, "1,\"x\"y")], bad.Take(1).Select(b => (b.Line, b.Text)));
        Assert.Equal([4L], rows.Select(r => r[0]).TakeLast(1));
        Assert.Equal(4, rows.Length + bad.Count);
    }

    [Fact]
    public void An_endless_quote_costs_one_line()
    {
        var text = new StringBuilder("a,b\n1,\"never closed\n");
        for (var i = 0; i < 5000; i++) text.Append(i).Append(",y\n");
        var csv = new CsvReadOptions { Delimiter = CsvDelimiter.Comma, MaxRecordBytes = 1 << 13, Workers = 2, Sizes = new() { Window = 1 << 12, Chunk = 1 << 12 } };
        foreach (var workers in new[] { 1, 2 })
        {
            var bad = new List<CsvBadRecord>();

            var rows = ConversionFolder.SourceRows(_folder.Write(text.ToString()), csv with { Workers = workers, BadRecord = bad.Add });

            Assert.Equal((2L, "1,\"never closed"), (Assert.Single(bad).Line, bad[0].Text));
            Assert.Equal(5000, rows.Length);
        }
    }

    [Fact]
    public void The_file_of_bad_records_is_read_back_as_it_was()
    {
        var path = _folder.Path("bad.csv");
        using (var file = new CsvBadRecordFile(path))
        {
            file.Add("/data/a.csv", new(7, "b", "x\"y", "Not a number.", "1,\"x\"\"y\"\n"));
            file.Add("/data/b.csv", new(9, null, null, "The record has 1 field, not 2.", ""));
            Assert.False(File.Exists(path));
            file.Complete();
            Assert.Equal(2, file.Count);
        }

        Assert.Equal(
            [["/data/a.csv", 7L, "b", "x\"y", "Not a number.", "1,\"x\"\"y\"\n"], ["/data/b.csv", 9L, null, null, "The record has 1 field, not 2.", ""]],
            ConversionFolder.SourceRows(path));
    }

    private static CsvReadOptions Options(int workers, Action<CsvBadRecord>? bad, params string[] columns) => new()
    {
        Delimiter = CsvDelimiter.Comma,
        Workers = workers,
        BadRecord = bad,
        Schema = columns.Length == 0 ? Types : Types.Where(t => columns.Contains(t.Key)).ToDictionary(t => t.Key, t => t.Value),
        Sizes = new() { Window = 1 << 12, Chunk = 1 << 14 },
    };

    /// <summary>Text, the same without its bad records, and these: one in <paramref name="badness"/> records is bad in some way.</summary>
    private static (string Text, string Clean, List<(long Line, string? Column, string? Value)> Bad) Make(int seed, int rows, int badness)
    {
        var random = new Random(seed);
        string[] names = [.. Types.Keys];
        var header = string.Join(',', names) + "\n";
        var (text, clean, bad, line) = (new StringBuilder(header), new StringBuilder(header), new List<(long, string?, string?)>(), 2L);
        for (var i = 0; i < rows; i++)
        {
            var fields = Good.Select((f, c) => random.Next(12) == 0 ? "" : c == 0 ? $"{i}" : f).ToArray();
            if (random.Next(30) == 0) fields[4] = "\"two\nlines\"";
            // At least one record is good: a file without rows is another thing.
            var kind = i > 0 && random.Next(badness) == 0 ? random.Next(4) : -1;
            switch (kind)
            {
                case 0 or 1:
                    var column = random.Next(names.Length - 2);
                    if (names[column] is "t" or "c") column = 0;
                    fields[column] = "?!";
                    bad.Add((line, names[column], "?!"));
                    break;
                case 2:
                    fields = fields[..(1 + random.Next(fields.Length - 1))];
                    fields[0] = "9";
                    bad.Add((line, null, null));
                    break;
                case 3:
                    fields = [.. fields, "more"];
                    bad.Add((line, null, null));
                    break;
            }

            var record = string.Join(',', fields) + "\n";
            text.Append(record);
            if (kind < 0) clean.Append(record);
            line += record.Count(c => c == '\n');
        }

        return (text.ToString(), clean.ToString(), bad);
    }
}
