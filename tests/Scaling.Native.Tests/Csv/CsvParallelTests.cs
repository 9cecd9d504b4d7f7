using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>Several threads against one.</summary>
public sealed class CsvParallelTests : IDisposable
{
    private readonly CsvFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ab,,\n\n", 21)]
    [InlineData("aab,,\"\n", 22)]
    [InlineData("ab,\"\n\r#", 23)]
    [InlineData("1,\r\n", 24)]
    public void Random_texts_are_read_or_refused_alike_by_any_number_of_threads(string alphabet, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var path = _folder.Write(new string(random.GetItems<char>(alphabet, random.Next(1, 400))));
            var options = Small(random.Next(1, 90), random.Next(1, 20)) with
            {
                NoHeader = true,
                CommentCharacter = round % 4 == 3 ? '#' : null,
            };
            var one = Outcome(path, options with { Workers = 1 });
            foreach (var workers in new[] { 2, 5 }) Assert.Equal(one, Outcome(path, options with { Workers = workers }));
        }
    }

    [Fact]
    public void Rows_records_and_row_numbers_are_the_same_for_any_number_of_threads()
    {
        var text = Text(5_000);
        var path = _folder.Write(text);
        var expected = Read(path, Small(64, 100) with { Workers = 1 });
        Assert.Equal(5_000, expected.Length);
        foreach (var workers in new[] { 2, 3, 8 })
            foreach (var chunk in new[] { 64, 1_000, 1 << 20 })
                Assert.Equal(expected, Read(path, Small(chunk, 100) with { Workers = workers }));
    }

    [Theory]
    [InlineData("x,2,3", DatasetError.ValueNotParsed)]
    [InlineData("1,2", DatasetError.RaggedRow)]
    [InlineData("1,\"2\"x,3", DatasetError.MalformedQuote)]
    [InlineData("1,\"2,3", DatasetError.MalformedQuote)]
    public void An_error_comes_after_the_rows_before_it_with_its_line(string line, DatasetError error)
    {
        var path = _folder.Write(Text(3_000) + line + "\n" + string.Concat(Enumerable.Repeat("4,5,6\n", 2_000)) + "7\n");
        var lines = File.ReadAllText(path)[..Text(3_000).Length].Count(c => c == '\n') + 1;
        foreach (var workers in new[] { 1, 2, 4 })
        {
            using var reader = CsvFolder.Open(path, Small(500, 50) with { Workers = workers, Schema = Types });
            var rows = 0L;
            var failure = Assert.Throws<DatasetException>(() =>
            {
                while (reader.ReadBatch(default) is { } batch) rows += batch.RowCount;
            });
            Assert.Equal((error, lines, path), (failure.Error, failure.Line, failure.Path));
            Assert.InRange(rows, 2_900, 3_000);
            Assert.Equal(failure.Message, Assert.Throws<DatasetException>(() => reader.ReadBatch(default)).Message);
        }
    }

    [Fact]
    public void A_reader_that_is_given_up_leaves_no_thread()
    {
        var path = _folder.Write(Text(20_000));
        var reader = CsvFolder.Open(path, Small(1_000, 50) with { Workers = 3 });
        Assert.NotNull(reader.ReadBatch(default));
        Assert.True(reader.HasRunningThreads);
        reader.Dispose();
        Assert.False(reader.HasRunningThreads);
        Assert.Throws<ObjectDisposedException>(() => reader.ReadBatch(default));
        reader.Dispose();
    }

    [Fact]
    public void A_cancelled_token_ends_reading()
    {
        using var source = new CancellationTokenSource();
        using var reader = CsvFolder.Open(_folder.Write(Text(20_000)), Small(1_000, 50) with { Workers = 2 });
        Assert.NotNull(reader.ReadBatch(source.Token));
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => reader.ReadBatch(source.Token));
        Assert.IsAssignableFrom<OperationCanceledException>(reader.Origin.Failure);
    }

    [Fact]
    public void Half_a_character_in_a_packed_or_decoded_text_is_told_behind_the_rows_before_it()
    {
        byte[] bytes = [.. Encoding.Unicode.GetBytes(Text(3_000)), 0x00, 0xD8, 0x41, 0x00];
        foreach (var workers in new[] { 1, 3 })
        {
            var options = Small(700, 50) with { Workers = workers, Encoding = Encoding.Unicode };
            using var reader = CsvFolder.Open(_folder.Write(bytes), options);
            var rows = 0L;
            var failure = Assert.Throws<DatasetException>(() =>
            {
                while (reader.ReadBatch(default) is { } batch) rows += batch.RowCount;
            });
            Assert.Equal(DatasetError.MalformedText, failure.Error);
            Assert.InRange(rows, 2_500, 3_000);
        }
    }

    [Fact]
    public void A_number_of_threads_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CsvFolder.Open("x", new CsvReadOptions { Workers = 0 }));

    private static Dictionary<string, ColumnType> Types => new() { ["a"] = ColumnType.Int64, ["b"] = ColumnType.String };

    /// <summary>Quotes, line ends in quotes, stray quotes, nulls.</summary>
    private static string Text(int rows)
    {
        var text = new StringBuilder("a,b,c\n");
        for (var i = 0; i < rows; i++)
        {
            var note = (i % 97) switch { 0 => "\"two\nlines\"", 1 => "5\" pipe", 2 => "\"say \"\"hi\"\", \"", 3 => "", _ => $"n{i}" };
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{note},{i / 4.0:F2}\n");
        }

        return text.ToString();
    }

    private static CsvReadOptions Small(int chunk, int batchRows) => new()
    {
        Delimiter = CsvDelimiter.Comma,
        BatchRows = batchRows,
        Sizes = new() { Window = Math.Min(chunk, 200), Chunk = chunk, WholeSample = 100, SampleHead = 100, SamplePieces = 3, SamplePiece = 200 },
    };

    private static object?[][] Read(string path, CsvReadOptions options)
    {
        using var reader = CsvFolder.Open(path, options with { Schema = Types });
        return CsvFolder.Rows(reader);
    }

    private static string Outcome(string path, CsvReadOptions options)
    {
        try
        {
            using var names = CsvFolder.Open(path, options);
            var strings = names.Schema.ToDictionary(c => c.Name, _ => ColumnType.String);
            using var reader = CsvFolder.Open(path, options with { Schema = strings });
            return string.Join("|", CsvFolder.Rows(reader).Select(row => string.Join("^", row.Select(v => v ?? "null"))));
        }
        catch (DatasetException e)
        {
            return $"{e.Error} {e.Line} {e.Column} {e.Value} {e.Problem}";
        }
    }
}
