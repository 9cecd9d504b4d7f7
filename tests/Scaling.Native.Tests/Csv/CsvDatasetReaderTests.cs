using System.IO.Compression;
using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Tests;
using Xunit;
using ZstdSharp;

namespace Scaling.Native.Tests.Csv;

public sealed class CsvDatasetReaderTests : IDisposable
{
    private readonly CsvFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", DatasetError.EmptyFile)]
    [InlineData("\uFEFF", DatasetError.EmptyFile)]
    [InlineData("\n\r\n\n", DatasetError.EmptyFile)]
    [InlineData("a,b\n", DatasetError.HeaderOnly)]
    [InlineData("a,b", DatasetError.HeaderOnly)]
    [InlineData("a,b\r\n\r\n", DatasetError.HeaderOnly)]
    [InlineData("a,b,A\n1,2,3\n", DatasetError.DuplicateColumn)]
    public void A_file_without_rows_or_with_a_name_twice_cannot_be_opened(string text, DatasetError error)
    {
        var path = _folder.Write(text);
        var failure = Assert.Throws<DatasetException>(() => CsvFolder.Open(path));
        Assert.Equal((error, path), (failure.Error, failure.Path));
        if (error == DatasetError.DuplicateColumn) Assert.Equal((1L, "A"), (failure.Line, failure.Column));
        File.Delete(path);
    }

    [Fact]
    public void Empty_names_are_numbered_and_blanks_around_unquoted_names_dropped()
    {
        using var reader = CsvFolder.Open(_folder.Write(" a ,\" b \",,\"\"\n1,2,3,4\n"));
        Assert.Equal(["a", " b ", "Column3", "Column4"], reader.Schema.Select(c => c.Name));
        Assert.All(reader.Schema, column => Assert.True(column.IsNullable));
    }

    [Fact]
    public void A_file_without_header_takes_the_names_given_or_numbers()
    {
        Assert.Equal([[1L, 2L], [3L, 4L]], _folder.Rows("1,2\n3,4\n", new CsvReadOptions { NoHeader = true }));
        using var numbered = CsvFolder.Open(_folder.Write("1,2\n"), new CsvReadOptions { NoHeader = true });
        Assert.Equal(["Column1", "Column2"], numbered.Schema.Select(c => c.Name));
        using var named = CsvFolder.Open(_folder.Write("1,2\n"), new CsvReadOptions { Header = ["x", "y"] });
        Assert.Equal(["x", "y"], named.Schema.Select(c => c.Name));
        Assert.False(named.Format.HasHeader);

        var failure = _folder.Fails("1,2,3\n", new CsvReadOptions { Header = ["x", "y"] });
        Assert.Equal((DatasetError.RaggedRow, 1L), (failure.Error, failure.Line));
        Assert.Equal(DatasetError.DuplicateColumn, _folder.Fails("1,2\n", new CsvReadOptions { Header = ["x", "X"] }).Error);
        Assert.Throws<ArgumentException>(() => CsvFolder.Open("x", new CsvReadOptions { Header = [] }));
    }

    [Fact]
    public void Only_the_columns_asked_for_are_read_in_the_order_asked()
    {
        var options = CsvFolder.Typed(("C", ColumnType.String)) with { Columns = ["c", "A"] };
        using var reader = CsvFolder.Open(_folder.Write("a,b,c\n1,x,2\n3,y,4\n"), options);
        Assert.Equal("c: string, a: int64", reader.Schema.ToString());
        Assert.Equal([["2", 1L], ["4", 3L]], CsvFolder.Rows(reader));
        // What is not read need not be right.
        var bytes = Encoding.Latin1.GetBytes("a,b,c\n1,\u00FF,2\n");
        using var unread = CsvFolder.Open(_folder.Write(bytes), options);
        Assert.Single(CsvFolder.Rows(unread));
    }

    [Fact]
    public void Columns_that_do_not_exist_are_an_error_that_names_those_that_do()
    {
        foreach (var options in new[]
        {
            new CsvReadOptions { Columns = ["z"] },
            new CsvReadOptions { Schema = new Dictionary<string, ColumnType> { ["z"] = ColumnType.String } },
        })
        {
            var failure = _folder.Fails("a,b\n1,2\n", options);
            Assert.Equal((DatasetError.ColumnNotFound, "z"), (failure.Error, failure.Column));
            Assert.Contains("a, b", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(DatasetError.DuplicateColumn, _folder.Fails("a,b\n1,2\n", new CsvReadOptions { Columns = ["a", "a"] }).Error);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_error_in_text_columns()
    {
        byte[] bytes = [.. "a,b\n\"1\n2\",ok\n3,"u8, 0xC3, 0x28, .. "\n4,\xff\n"u8];
        var failure = CsvFolder.FailsAt(_folder.Write(bytes));
        Assert.Equal((DatasetError.MalformedText, 4L, "b"), (failure.Error, failure.Line, failure.Column));

        failure = CsvFolder.FailsAt(_folder.Write([.. "a,"u8, 0xFF, .. "\n1,2\n"u8]));
        Assert.Equal((DatasetError.MalformedText, 1L), (failure.Error, failure.Line));
    }

    public static TheoryData<Encoding> Encodings =>
    [
        new UTF8Encoding(true), new UTF8Encoding(false), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32,
        new UnicodeEncoding(false, false), new UnicodeEncoding(true, false),
    ];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encodings_are_known_by_their_first_bytes(Encoding encoding)
    {
        var text = "name,n\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Ærø \U0001F600 {i},{i}\r\n"));
        using var reader = CsvFolder.Open(_folder.Write(text, encoding));
        Assert.Equal(encoding.WebName, reader.Format.Encoding);
        Assert.Equal(CsvNewLine.Lf, reader.Format.NewLine);
        var rows = CsvFolder.Rows(reader);
        Assert.Equal(20_000, rows.Length);
        Assert.Equal(["Ærø \U0001F600 19999", 19_999L], rows[^1]);
        Assert.Equal(reader.TotalBytes, reader.BytesRead);
    }

    [Fact]
    public void Other_encodings_are_read_as_told_with_or_without_their_mark()
    {
        var options = new CsvReadOptions { Encoding = Encoding.Latin1 };
        using var latin = CsvFolder.Open(_folder.Write("å,b\nÿ,1\n", Encoding.Latin1), options);
        Assert.Equal(["å", "b"], latin.Schema.Select(c => c.Name));
        Assert.Equal([["ÿ", 1L]], CsvFolder.Rows(latin));
        foreach (var marked in new[] { true, false })
        {
            var path = _folder.Write("å,b\nÿ,1\n", new UnicodeEncoding(false, marked));
            using var utf16 = CsvFolder.Open(path, new CsvReadOptions { Encoding = Encoding.Unicode });
            Assert.Equal([["ÿ", 1L]], CsvFolder.Rows(utf16));
        }
    }

    [Fact]
    public void Bytes_that_are_not_text_of_another_encoding_are_an_error_with_their_line()
    {
        var lines = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"x{i},\uFFFD\n"));
        var options = new CsvReadOptions { Sizes = new() { Window = 4_096, WholeSample = 4_096 } };
        var failure = CsvFolder.FailsAt(_folder.Write(WithLoneSurrogate("a,b\n" + lines + "y,")), options);
        Assert.Equal(DatasetError.MalformedText, failure.Error);
        Assert.InRange(failure.Line!.Value, 1, 50_002);

        failure = CsvFolder.FailsAt(_folder.Write(WithLoneSurrogate("a,b\n1,2\ny,")));
        Assert.Equal((DatasetError.MalformedText, 3L), (failure.Error, failure.Line));
    }

    private static byte[] WithLoneSurrogate(string before) =>
        [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(before), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("z\n")];

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void Packed_files_are_known_by_their_first_bytes(string compression)
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},x{i % 100}\n"));
        var packed = Pack(Encoding.UTF8.GetBytes(text), compression);
        var options = new CsvReadOptions { Sizes = new() { Window = 10_000, WholeSample = 50_000 } };
        using var reader = CsvFolder.Open(_folder.Write(packed), options);
        Assert.Equal(compression, reader.Format.Compression);
        if (compression == "gzip") Assert.InRange(reader.Format.EstimatedRows!.Value, 10_000, 1_000_000);
        else Assert.Null(reader.Format.EstimatedRows);
        Assert.Equal(100_000, CsvFolder.Rows(reader).Length);
        Assert.Equal(packed.Length, reader.TotalBytes);
        Assert.Equal(packed.Length, reader.BytesRead);

        var utf16 = Pack([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a\nÆ\n")], compression);
        using var both = CsvFolder.Open(_folder.Write(utf16));
        Assert.Equal([["Æ"]], CsvFolder.Rows(both));
    }

    [Theory]
    [InlineData("gzip", 200)]
    [InlineData("zstd", 200)]
    [InlineData("gzip", 10)]
    [InlineData("gzip", 15)]
    [InlineData("zstd", 7)]
    [InlineData("gzip", -4)]
    [InlineData("gzip", -9)]
    public void A_packed_file_that_is_cut_off_is_corrupt(string compression, int length)
    {
        var random = new Random(3);
        var text = "a\n" + string.Concat(Enumerable.Range(0, 10_000).Select(_ => $"{random.NextInt64()}\n"));
        var packed = Pack(Encoding.UTF8.GetBytes(text), compression);
        var failure = CsvFolder.FailsAt(_folder.Write(packed[..(length > 0 ? length : packed.Length + length)]));
        Assert.Equal(DatasetError.CorruptFile, failure.Error);
    }

    [Fact]
    public void A_packed_file_with_nothing_in_it_is_empty() =>
        Assert.Equal(DatasetError.EmptyFile, CsvFolder.FailsAt(_folder.Write(Pack([], "gzip"))).Error);

    [Fact]
    public void Gzip_members_after_one_another_are_one_file()
    {
        using var reader = CsvFolder.Open(_folder.Write([.. Pack("a\n1\n"u8.ToArray(), "gzip"), .. Pack("2\n"u8.ToArray(), "gzip")]));
        Assert.Equal([[1L], [2L]], CsvFolder.Rows(reader));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", CsvNewLine.Lf)]
    [InlineData("\na,b\r\n1,2\n", CsvNewLine.CrLf)]
    [InlineData("a,b\r1,2\n", CsvNewLine.Cr)]
    public void The_format_tells_what_was_found(string text, CsvNewLine newLine)
    {
        using var reader = CsvFolder.Open(_folder.Write(text));
        var format = reader.Format;
        Assert.Equal((newLine, true, "utf-8", null), (format.NewLine, format.HasHeader, format.Encoding, format.Compression));
        Assert.Equal((1, true, 1), (format.SampledRows, format.IsFullySampled, format.EstimatedRows));
        Assert.Equal(new FileInfo(reader.Origin.Path!).Length, reader.TotalBytes);
    }

    [Fact]
    public void A_hundred_thousand_rows_stream_in_small_batches()
    {
        static string Line(int i) => $"{i},{i / 2}.{i % 2 * 5},{(i % 2 == 0 ? "true" : "false")},{(i % 10 == 0 ? "" : $"\"n, {i}\"")}\n";
        var path = _folder.Write("id,half,even,note\n" + string.Concat(Enumerable.Range(0, 100_000).Select(Line)));
        var sizes = new CsvBufferSizes { Window = 5_000, WholeSample = 10_000, SampleHead = 5_000 };
        using var reader = CsvFolder.Open(path, new CsvReadOptions { BatchRows = 777, Sizes = sizes });
        var (rows, progress) = (0L, 0L);
        while (reader.ReadBatch(default) is { } batch)
        {
            Assert.Equal(Math.Min(777, 100_000 - rows), batch.RowCount);
            Assert.Equal(rows, batch.FirstRow);
            Assert.Same(reader.Origin, batch.Origin);
            for (var row = 0; row < batch.RowCount; row += 100)
            {
                var i = rows + row;
                object?[] expected = [i, i / 2.0, i % 2 == 0, i % 10 == 0 ? null : $"n, {i}"];
                Assert.Equal(expected, Enumerable.Range(0, 4).Select(column => batch.GetValue(column, row)));
            }

            rows += batch.RowCount;
            Assert.True(reader.BytesRead > progress);
            progress = reader.BytesRead;
        }

        Assert.Equal(100_000, rows);
        Assert.Equal(reader.TotalBytes, reader.BytesRead);
        Assert.Null(reader.ReadBatch(default));
        Assert.Null(reader.Origin.Failure);
    }

    [Fact]
    public void Batches_of_long_records_have_fewer_rows()
    {
        var text = "a\n" + string.Concat(Enumerable.Repeat(new string('x', 100) + "\n", 1_000));
        var sizes = new CsvBufferSizes { Window = 1_000, WholeSample = 1_000, SampleHead = 1_000, Batch = 5_000 };
        using var reader = CsvFolder.Open(_folder.Write(text), new CsvReadOptions { Sizes = sizes });
        Assert.InRange(reader.ReadBatch(default)!.RowCount, 40, 70);
    }

    [Fact]
    public void A_failure_stays_and_marks_the_origin()
    {
        using var reader = CsvFolder.Open(_folder.Write("a,b\n1,2\n3\n4,5\n"), new CsvReadOptions { BatchRows = 1 });
        Assert.NotNull(reader.ReadBatch(default));
        var failure = Assert.Throws<DatasetException>(() => reader.ReadBatch(default));
        Assert.Same(failure, reader.Origin.Failure);
        Assert.Equal(DatasetError.RaggedRow, Assert.Throws<DatasetException>(() => reader.ReadBatch(default)).Error);
    }

    [Fact]
    public void Lines_are_counted_through_quoted_line_ends_comments_and_blank_lines()
    {
        var options = new CsvReadOptions { CommentCharacter = '#', Sizes = new() { Window = 16, WholeSample = 30, SampleHead = 30 } };
        var failure = _folder.Fails("a,b\r\n\"1\r\n\r\n2\",x\r\n\r\n# one\r\n\"3\n\",y\r\n4,z,w\r\n", options);
        Assert.Equal((DatasetError.RaggedRow, 9L), (failure.Error, failure.Line));
    }

    [Fact]
    public void A_cancelled_token_stops_opening_and_reading()
    {
        var path = _folder.Write("a\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i}\n")));
        using var source = new CancellationTokenSource();
        using var reader = CsvDatasetReader.Open(path, new CsvReadOptions { BatchRows = 10 }, source.Token);
        Assert.NotNull(reader.ReadBatch(source.Token));
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => reader.ReadBatch(source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => CsvDatasetReader.Open(path, new CsvReadOptions(), source.Token));
    }

    [Fact]
    public void A_file_that_is_being_written_can_be_read_and_is_not_held()
    {
        var path = _folder.Write("a\n1\n");
        using (var writer = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        using (var reader = CsvFolder.Open(path))
            Assert.Single(CsvFolder.Rows(reader));
        File.Delete(path);
        Assert.Throws<FileNotFoundException>(() => CsvFolder.Open(path));
        Assert.Throws<UnauthorizedAccessException>(() => CsvFolder.Open(System.IO.Path.GetDirectoryName(path)!));
    }

    [ChapterFact]
    public void The_dataset_of_the_chapter_is_three_columns_of_integers()
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Whitespace, Header = ["Bytes", "MonthsTo2021", "Files"] };
        using var reader = CsvFolder.Open(ChapterData.FilePath!, options);
        Assert.Equal("Bytes: int64, MonthsTo2021: int64, Files: int64", reader.Schema.ToString());
        Assert.Equal(8_946, CsvFolder.Rows(reader).Length);
        using var detected = CsvFolder.Open(ChapterData.FilePath!, options with { Delimiter = CsvDelimiter.Auto });
        Assert.True(detected.Format.Delimiter.IsWhitespace);
    }

    private static byte[] Pack(byte[] bytes, string compression)
    {
        using var packed = new MemoryStream();
        using (Stream stream = compression == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest) : new CompressionStream(packed))
            stream.Write(bytes);
        return packed.ToArray();
    }
}
