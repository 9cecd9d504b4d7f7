using System.Globalization;
using System.IO.Compression;
using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>Delimiters of several characters, other quotes, escapes: what is read is what the same data are in the usual dialect.</summary>
public sealed class CsvOddDialectTests : IDisposable
{
    private readonly CsvFolder _folder = new();

    public static TheoryData<string, string, char?, char?> Dialects => new()
    {
        { "two bars", "||", '"', null },
        { "a bar, tildes", "~|~", '"', null },
        { "not ASCII", "§", '"', null },
        { "single quotes", ",", '\'', null },
        { "single quotes, semicolons", ";", '\'', null },
        { "backslashes", ",", '"', '\\' },
        { "backslashes, no quotes", "\t", null, '\\' },
        { "all of it", "::", '\'', '^' },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_same_data_are_read_alike_in_every_dialect(string _, string delimiter, char? quote, char? escape)
    {
        var random = new Random(41);
        string[] pieces = ["a", "7", " ", ",", "|", "||", "\"", "'", "\n", "\r\n", "\\", "é", "😀", ";", "§", "~|~", ":", "^", "N"];
        for (var round = 0; round < 60; round++)
        {
            var (plain, odd) = (new StringBuilder("i,s,d,t\n"), new StringBuilder($"i{delimiter}s{delimiter}d{delimiter}t\n"));
            for (var row = random.Next(1, 40); row > 0; row--)
            {
                string?[] values =
                [
                    random.Next(4) == 0 ? null : random.Next(-99, 99).ToString(CultureInfo.InvariantCulture), Text(),
                    random.Next(4) == 0 ? null : (random.Next(999) / 8.0).ToString(CultureInfo.InvariantCulture), Text(),
                ];
                plain.AppendJoin(',', values.Select(v => v is null ? "" : $"\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
                odd.AppendJoin(delimiter, values.Select(v => Odd(v, delimiter, quote, escape, random))).Append('\n');
            }

            string? Text()
            {
                if (random.Next(5) == 0) return null;
                var text = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)]));
                // Without quotes nothing tells the empty text from null.
                return text.Length == 0 && quote is null ? "x" : text;
            }

            var usual = CsvFolder.Typed(("i", ColumnType.Int64), ("s", ColumnType.String), ("d", ColumnType.Double), ("t", ColumnType.String));
            var options = usual with { Delimiter = CsvDelimiter.Of(delimiter), Quote = quote, Escape = escape, Workers = round % 3 + 1, BatchRows = 7 };
            Assert.Equal(_folder.Rows(plain.ToString(), usual), _folder.Rows(odd.ToString(), options));
        }
    }

    [Theory]
    [InlineData("||", '"', "a||b\n1||\"x||y\"\n2||\"say \"\"so\"\"\"\n3||\n4||\"\"\n")]
    [InlineData(",", '\'', "a,b\r\n1,'x||y'\r\n2,say \"so\"\r\n3,\r\n4,''\r\n")]
    public void Types_nulls_and_empty_texts_are_those_of_the_usual_dialect(string delimiter, char quote, string text)
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Of(delimiter), Quote = quote };
        Assert.Equal([[1L, "x||y"], [2L, "say \"so\""], [3L, null], [4L, ""]], _folder.Rows(text, options));
        using var reader = CsvFolder.Open(_folder.Write(text), options);
        Assert.Equal((delimiter, text.Contains('\r', StringComparison.Ordinal) ? CsvNewLine.CrLf : CsvNewLine.Lf, 4),
            (reader.Format.Delimiter.ToString(), reader.Format.NewLine, reader.Format.EstimatedRows));
    }

    [Fact]
    public void An_escape_before_what_has_no_meaning_is_text()
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Comma, Escape = '\\', NullValues = ["\\N"] };
        object?[][] expected = [["C:\\temp", null], ["x,y", "line\nend"], ["\"", "\\"], ["a\r\nb", "\\n"]];
        Assert.Equal(expected, _folder.Rows("a,b\nC:\\temp,\\N\nx\\,y,line\\\nend\n\\\",\\\\\na\\\r\nb,\\n\n", options));
    }

    [Fact]
    public void Errors_name_the_line_column_and_value_that_the_file_has()
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Of("||"), Quote = '\'', Schema = new Dictionary<string, ColumnType> { ["a"] = ColumnType.Int64 } };
        var failure = _folder.Fails("a||b\n1||'two\nlines'\n\nx||y\n", options);
        Assert.Equal((DatasetError.ValueNotParsed, 5, "a", "x"), (failure.Error, failure.Line, failure.Column, failure.Value));
        failure = _folder.Fails("a||b\n1||2\n1||2||3\n", options);
        Assert.Equal((DatasetError.RaggedRow, 3), (failure.Error, failure.Line));
        failure = _folder.Fails("a||b\n1||2\n1||'2'3\n", options);
        Assert.Equal((DatasetError.MalformedQuote, 3), (failure.Error, failure.Line));
        Assert.Contains("goes on after its closing quote", failure.Message, StringComparison.Ordinal);
        failure = _folder.Fails("a||b\n1||2\n1||'2\n3||4\n", options);
        Assert.Equal((DatasetError.MalformedQuote, 3), (failure.Error, failure.Line));
        Assert.Contains("does not end", failure.Message, StringComparison.Ordinal);
        failure = _folder.Fails("# one\na||b\n# two\n1||2\n# three\nx||2\n", options with { CommentCharacter = '#' });
        Assert.Equal((DatasetError.ValueNotParsed, 6, "x"), (failure.Error, failure.Line, failure.Value));
        failure = CsvFolder.FailsAt(_folder.Write([.. "a||b\n1||"u8, 0xFF, (byte)'\n']), options);
        Assert.Equal((DatasetError.MalformedText, 2, "b"), (failure.Error, failure.Line, failure.Column));
    }

    [Theory]
    [InlineData("int64", "not an int64, the type given")]
    [InlineData("uint8", "not a uint8, the type given")]
    public void Messages_have_the_article_that_the_type_wants(string type, string words)
    {
        var options = CsvFolder.Typed(("b", ColumnType.Parse(type)));
        Assert.Contains(words, _folder.Fails("a,b\n1,x\n", options).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\n1\n", "The only column is a.")]
    [InlineData("a,b\n1,2\n", "The columns are a, b.")]
    public void A_column_that_is_missing_is_told_with_those_that_are_not(string text, string words) =>
        Assert.EndsWith(words, _folder.Fails(text, CsvFolder.Typed(("z", ColumnType.Int64))).Message, StringComparison.Ordinal);

    [Fact]
    public void Characters_that_stand_for_others_are_refused_and_not_changed()
    {
        var failure = _folder.Fails("a,b\n1,\uFDD3\n", new CsvReadOptions { Delimiter = CsvDelimiter.Comma, Escape = '\\' });
        Assert.Equal(DatasetError.FormatNotSupported, failure.Error);
        failure = _folder.Fails("a||b\n1||x\u001Fy\n", new CsvReadOptions { Delimiter = CsvDelimiter.Of("||") });
        Assert.Equal(DatasetError.FormatNotSupported, failure.Error);
        Assert.Equal([["x\u001Fy", "2"]], _folder.Rows("a||b\n\"x\u001Fy\"||2\n", CsvFolder.Typed(("b", ColumnType.String)) with { Delimiter = CsvDelimiter.Of("||") }));
        Assert.Equal([["\uFDD3", 2L]], _folder.Rows("a||b\n\uFDD3||2\n", new CsvReadOptions { Delimiter = CsvDelimiter.Of("||") }));
    }

    [Fact]
    public void A_record_that_does_not_end_is_stopped()
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Of("||"), MaxRecordBytes = 5_000, Sizes = new() { Window = 1_000, WholeSample = 100, SampleHead = 100 } };
        var rows = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i}||x\n"));
        var failure = _folder.Fails($"a||b\n1||2\n\"3||4\n{rows}", options);
        Assert.True(failure.Error is DatasetError.FormatNotSupported or DatasetError.MalformedQuote, failure.Message);
        Assert.Contains("5000 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_that_end_at_any_byte_make_no_difference()
    {
        const string Text = "a||b||c\n1||\"x\\\"||y\"||é\\||\n2||line\\\nend||😀\n\n3||||\"\"\n";
        object?[][] expected = [["1", "x\"||y", "é|"], ["2", "line\nend", "😀"], ["3", null, ""]];
        for (var window = 1; window < 60; window++)
        {
            var options = new CsvReadOptions
            {
                Delimiter = CsvDelimiter.Of("||"),
                Escape = '\\',
                Schema = "abc".ToDictionary(c => c.ToString(), _ => ColumnType.String),
                Sizes = new() { Window = window, WholeSample = window, SampleHead = window, SamplePieces = 0 },
            };
            // The bar behind the last escape is a delimiter's first.
            Assert.Equal(expected, _folder.Rows(Text.Replace("é\\||", "é\\|", StringComparison.Ordinal), options));
        }
    }

    [Theory]
    [InlineData("a;b\n1;'x;y'\n2;'z\nz'\n", ";")]
    [InlineData("a\tb\n1\t'x,y'\n", "Tab")]
    [InlineData("a,b\n1,'x;y'\n2,'y|z'\n", ",")]
    public void The_delimiter_is_found_with_other_quotes_too(string text, string delimiter)
    {
        using var reader = CsvFolder.Open(_folder.Write(text), new CsvReadOptions { Quote = '\'' });
        Assert.Equal(delimiter, reader.Format.Delimiter.ToString());
        Assert.Equal(2, reader.Schema.Count);
    }

    [Fact]
    public void Other_encodings_and_packed_files_are_read_too()
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Of("||") };
        object?[][] expected = [[1L, "é"], [2L, "||"]];
        const string Text = "a||b\n1||é\n2||\"||\"\n";
        Assert.Equal(expected, CsvFolder.Rows(CsvFolder.Open(_folder.Write(Text, Encoding.Unicode), options)));
        Assert.Equal(expected, CsvFolder.Rows(CsvFolder.Open(_folder.Write(Text, new UTF8Encoding(true)), options)));
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.Latin1.GetBytes(Text));
        Assert.Equal(expected, CsvFolder.Rows(CsvFolder.Open(_folder.Write(packed.ToArray()), options with { Encoding = Encoding.Latin1 })));
    }

    [Fact]
    public void A_text_of_an_odd_number_of_bytes_is_not_taken_for_UTF_16()
    {
        using var reader = CsvFolder.Open(_folder.Write("a\0\n"u8.ToArray()), new CsvReadOptions { NoHeader = true });
        Assert.Equal("utf-8", reader.Format.Encoding);
        Assert.Equal([["a\0"]], CsvFolder.Rows(reader));
    }

    [Fact]
    public void One_column_keeps_its_blank_lines_and_quoted_line_ends()
    {
        var options = CsvFolder.Typed(("a", ColumnType.String)) with { Quote = '\'', CommentCharacter = '#' };
        Assert.Equal([["x"], [null], ["y\n\nz"], ["#no"], [null]], _folder.Rows("a\nx\n\n#yes\n'y\n\nz'\n'#no'\n\n", options));
    }

    [Fact]
    public void Options_that_do_not_go_together_are_refused()
    {
        CsvReadOptions[] wrong =
        [
            new() { Delimiter = CsvDelimiter.Whitespace, Quote = '\'' }, new() { Quote = ',', Delimiter = CsvDelimiter.Comma },
            new() { Quote = 'é' }, new() { Escape = '\n' }, new() { Escape = '"' }, new() { Quote = '|', Delimiter = CsvDelimiter.Of("||") },
            new() { Quote = '\'', CommentCharacter = '\'' },
        ];
        foreach (var options in wrong) Assert.Throws<ArgumentException>(() => CsvFolder.Open(_folder.Write("a\n1\n"), options));
    }

    private static string Odd(string? value, string delimiter, char? quote, char? escape, Random random)
    {
        if (value is null) return "";
        var needs = value.Length == 0 || value.Contains(delimiter, StringComparison.Ordinal) || value.AsSpan().IndexOfAny("\r\n") >= 0
            || quote is { } q && value.Contains(q, StringComparison.Ordinal) || value[0] == ' '
            || delimiter.Length > 1 && (value.Contains(delimiter[0], StringComparison.Ordinal) || value.Contains(delimiter[^1], StringComparison.Ordinal));
        if (escape is { } e && (quote is null || random.Next(2) == 0))
        {
            var text = new StringBuilder();
            foreach (var character in value)
            {
                if (character == e || character == quote || character is '\r' or '\n' || delimiter.Contains(character, StringComparison.Ordinal) && character == delimiter[0])
                    text.Append(e);
                text.Append(character);
            }

            return value.Length == 0 ? $"{quote}{quote}" : text.ToString();
        }

        if (escape is { } own) value = value.Replace($"{own}", $"{own}{own}", StringComparison.Ordinal);
        return needs ? $"{quote}{value.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}" : value;
    }
}
