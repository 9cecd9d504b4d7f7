using System.Text;
using CsvHelper;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>The scanner against CsvHelper, on random documents of the dialect that both read alike.</summary>
public sealed class CsvFuzzTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "a", "b", "7", " ", "  ", "\t", ",", ";", "\"\"", "\n", "\r\n", "é", "😀", "#",
        "long words and longer ones that cross the blocks of sixty-four bytes ",
    ];

    private readonly CsvFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_documents_are_split_as_CsvHelper_splits_them(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            var text = Document(random);
            Assert.Equal(SplitByOracle(text), Split(text, 0, random.Next(1, 5)));
        }
    }

    [Fact]
    public void Windows_that_end_at_any_byte_make_no_difference()
    {
        var random = new Random(5);
        for (var i = 0; i < 20; i++)
        {
            var text = Document(random);
            var whole = SplitByOracle(text);
            for (var window = 1; window < 70; window++) Assert.Equal(whole, Split(text, window, window % 7 + 1));
        }
    }

    [Fact]
    public void Random_bytes_are_read_or_refused_the_same_way_whatever_the_window()
    {
        var random = new Random(6);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(1, 120)];
            for (var at = 0; at < bytes.Length; at++) bytes[at] = (byte)"\"\"\n\r,,;ab1 \xC3\xA9\xFF"[random.Next(14)];
            var outcomes = new[] { 1 << 16, 1, 3, 17, 64 }.Select(window => Outcome(_folder.Write(bytes), window)).Distinct();
            Assert.Single(outcomes);
        }
    }

    private static string Document(Random random)
    {
        var text = new StringBuilder();
        var (columns, rows) = (random.Next(2, 6), random.Next(1, 12));
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (column > 0) text.Append(',');
                var field = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
                text.Append(random.Next(3) == 0 ? $"\"{field}\"" : Unquoted(field));
            }

            if (row < rows - 1 || random.Next(2) == 0) text.Append(random.Next(3) switch { 0 => "\n", 1 => "\r\n", _ => "\r" });
            if (random.Next(8) == 0) text.Append('\n');
        }

        return text.ToString();
    }

    private static string Unquoted(string field) => new([.. field.Where(c => c is not (',' or '"' or '\n' or '\r'))]);

    private static string[][] SplitByOracle(string text)
    {
        var options = new CsvReaderOptions { Separator = ',', HasHeader = false, MalformedData = CsvMalformedDataHandling.Throw };
        using var oracle = CsvReader.FromText(text, options);
        var records = new List<string[]>();
        while (oracle.Read()) records.Add(oracle.Current.ToArray());
        return [.. records];
    }

    private string[][] Split(string text, int window, int batchRows)
    {
        var columns = Enumerable.Range(1, SplitByOracle(text)[0].Length);
        using var reader = CsvFolder.Open(_folder.Write(text), Options(window) with
        {
            BatchRows = batchRows,
            Schema = columns.ToDictionary(i => $"Column{i}", _ => ColumnType.String),
        });
        return [.. CsvFolder.Rows(reader).Select(row => row.Select(value => (string?)value ?? "").ToArray())];
    }

    private static string Outcome(string path, int window)
    {
        try
        {
            // All as text: what is inferred depends on what is sampled, and that on the window.
            using var names = CsvFolder.Open(path, Options(window));
            var strings = names.Schema.ToDictionary(c => c.Name, _ => ColumnType.String);
            using var reader = CsvFolder.Open(path, Options(window) with { Schema = strings });
            var rows = CsvFolder.Rows(reader);
            return string.Join("|", rows.Select(row => string.Join("^", row)));
        }
        catch (DatasetException e)
        {
            return $"{e.Error} {e.Line} {e.Column} {e.Value} {e.Problem}";
        }
    }

    private static CsvReadOptions Options(int window)
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Comma, NoHeader = true };
        var sizes = new CsvBufferSizes { Window = window, WholeSample = window, SampleHead = window, SamplePieces = 0 };
        return window == 0 ? options : options with { Sizes = sizes };
    }
}
