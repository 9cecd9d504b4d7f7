using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

public sealed class CsvDialectTests : IDisposable
{
    private readonly CsvFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Quoted_fields_keep_delimiters_line_ends_and_single_out_doubled_quotes() =>
        Assert.Equal([["a,b", "say \"hi\"", "x\r\ny"], ["\"", "\"\"", "z"]],
            _folder.Rows("p,q,r\n\"a,b\",\"say \"\"hi\"\"\",\"x\r\ny\"\n\"\"\"\",\"\"\"\"\"\",z\n"));

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("a,b\r1,2\r3,4")]
    [InlineData("a,b\n1,2\r\n3,4\r")]
    [InlineData("\uFEFFa,b\n1,2\n3,4")]
    [InlineData("\n\r\n\ra,b\n\n1,2\n\n\n3,4\n\n")]
    public void Line_ends_of_every_kind_a_byte_order_mark_and_blank_lines_make_no_difference(string text) =>
        Assert.Equal([[1L, 2L], [3L, 4L]], _folder.Rows(text));

    [Fact]
    public void A_blank_line_is_a_null_where_there_is_one_column()
    {
        Assert.Equal([[1L], [null], [2L]], _folder.Rows("a\n1\n\n2\n"));
        Assert.Equal([["x"], [""], [null]], _folder.Rows("a\nx\n\"\"\n\n"));
        Assert.Equal([[null], [null], [1L]], _folder.Rows("\n\n1\n", new CsvReadOptions { NoHeader = true }));
        Assert.Equal([[1L]], _folder.Rows("\n\na\n1\n"));
    }

    [Fact]
    public void An_empty_field_is_null_and_an_empty_quoted_one_is_text() =>
        Assert.Equal([["x", 1L], ["", 2L], [null, 3L]], _folder.Rows("a,b\nx,1\n\"\",2\n,3\n"));

    [Fact]
    public void An_empty_quoted_field_is_null_in_columns_that_are_not_text()
    {
        Assert.Equal([[1L, true], [null, null], [null, null]], _folder.Rows("a,b\n1,true\n\"\",\"\"\n,\n"));
        using var reader = CsvFolder.Open(_folder.Write("a,b\n1,x\n\"\",\"\"\n,\n"));
        Assert.Equal([2, 1], reader.Format.SampledNulls);
    }

    [Fact]
    public void A_quote_within_an_unquoted_field_is_text() =>
        Assert.Equal([["5\" pipe", "a\"b\"c"]], _folder.Rows("p,q\n5\" pipe,a\"b\"c\n"));

    [Fact]
    public void Blanks_belong_to_text_but_not_to_numbers() =>
        Assert.Equal([[" x ", 1L], ["y", 2L]], _folder.Rows("a,b\n x , 1\ny,2\t\n"));

    [Fact]
    public void A_delimiter_at_the_end_of_a_line_begins_one_more_empty_field() =>
        Assert.Equal([["x", null], ["y", null]], _folder.Rows("a,b\nx,\ny,"));

    [Theory]
    [InlineData("a,b\n1,2\n\"x\"y,3\n", 3)]
    [InlineData("a,b\n1,2\n\"x\" ,3\n", 3)]
    [InlineData("a,b\n\"1\n2\",2\n4,\"x\"\"\"y\n", 4)]
    public void Text_after_a_closing_quote_is_an_error(string text, int line)
    {
        var failure = _folder.Fails(text);
        Assert.Equal((DatasetError.MalformedQuote, line), (failure.Error, failure.Line));
    }

    [Theory]
    [InlineData("a,b\n1,2\n\"x,3\n4,5\n6,7\n", 3)]
    [InlineData("a,b\n1,2\n3,\"x\n\n", 3)]
    [InlineData("a,b\n\"x\n\ny\",\"z\n", 4)]
    [InlineData("a,b\n1,\"x\"\"", 2)]
    public void A_quote_that_does_not_end_is_an_error_that_names_the_line_it_began_on(string text, int line)
    {
        var failure = _folder.Fails(text);
        Assert.Equal((DatasetError.MalformedQuote, line), (failure.Error, failure.Line));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", 3, "1 field, not 2")]
    [InlineData("a,b\n1,2\n3,4,5\n", 3, "3 fields, not 2")]
    [InlineData("a,b\n\"x\ny\",2\n\n3\n", 5, "1 field, not 2")]
    [InlineData("a,b\n1\n", 2, "1 field, not 2")]
    [InlineData("a,b\n1,2\n  \n", 3, "1 field, not 2")]
    [InlineData("a,b\r\"x\r\",2\r3\r", 4, "1 field, not 2")]
    public void A_ragged_row_is_an_error_that_names_line_and_counts(string text, int line, string counts)
    {
        var failure = _folder.Fails(text);
        Assert.Equal((DatasetError.RaggedRow, line), (failure.Error, failure.Line));
        Assert.Contains(counts, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_of_several_errors_is_told()
    {
        var integers = CsvFolder.Typed(("a", ColumnType.Int32), ("b", ColumnType.Int32));
        var failure = _folder.Fails("a,b\n1,1\n2,x\ny,3\n4\n", integers);
        Assert.Equal((DatasetError.ValueNotParsed, 3, "b", "x"), (failure.Error, failure.Line, failure.Column, failure.Value));
        Assert.Equal(DatasetError.RaggedRow, _folder.Fails("a,b\n1,1\n2\ny,3\n", integers).Error);
    }

    [Fact]
    public void Runs_of_blanks_separate_and_those_at_the_ends_of_lines_are_ignored()
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Whitespace };
        Assert.Equal([[1L, "x y", ""], [2L, "z", "w"]], _folder.Rows("  a b\t c\n1 \t\"x y\"  \"\"  \n \n\t 2 z w", options));
        Assert.Equal(DatasetError.RaggedRow, _folder.Fails("a b\n1\n", options).Error);
        Assert.Equal([[1L], [2L]], _folder.Rows("a\n1\n\n  \n2\n", options));
    }

    [Fact]
    public void Lines_that_begin_with_the_comment_character_are_skipped_whatever_they_hold()
    {
        var options = new CsvReadOptions { CommentCharacter = '#' };
        Assert.Equal([["1", "x"], ["2", "#y"]], _folder.Rows("# \"made\" by\n#,,,\na,b\n1,x\n# don't\r\n2,#y\n#", options)
            .Select(row => row.Select(v => v!.ToString()).ToArray()));
        var failure = _folder.Fails("#\n#\na,b\n#\n1,2\n3\n", options);
        Assert.Equal((DatasetError.RaggedRow, 6), (failure.Error, failure.Line));
        Assert.Throws<ArgumentException>(() => CsvFolder.Open("x", new CsvReadOptions { CommentCharacter = '"' }));
    }

    [Theory]
    [InlineData('\t')]
    [InlineData(';')]
    [InlineData('|')]
    [InlineData('\u0001')]
    [InlineData(' ')]
    [InlineData('x')]
    public void Any_one_ascii_character_can_be_the_delimiter(char delimiter) =>
        Assert.Equal([["1,5", null, 3L]], _folder.Rows("a,b,c\n\"1,5\",,3\n".Replace(",", delimiter.ToString(), StringComparison.Ordinal)
            .Replace($"1{delimiter}5", "1,5", StringComparison.Ordinal), new CsvReadOptions { Delimiter = CsvDelimiter.Of(delimiter) }));

    [Theory]
    [InlineData("Auto", "Auto")]
    [InlineData("whitespace", "Whitespace")]
    [InlineData("TAB", "Tab")]
    [InlineData("\\t", "Tab")]
    [InlineData("\t", "Tab")]
    [InlineData(";", ";")]
    [InlineData("||", "||")]
    [InlineData("§", "§")]
    [InlineData(", ", ", ")]
    public void Delimiters_are_read_by_name_or_character(string text, string name) =>
        Assert.Equal(name, CsvDelimiter.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Comma")]
    [InlineData("\"")]
    [InlineData("\n")]
    [InlineData("|\"|")]
    [InlineData("|\n")]
    [InlineData("-----------------")]
    public void What_cannot_be_a_delimiter_is_refused(string text) => Assert.Throws<FormatException>(() => CsvDelimiter.Parse(text));

    [Theory]
    [InlineData("a,b\n1,2\n", ",")]
    [InlineData("a;b\n1,5;2,5\n", ";")]
    [InlineData("a\tb\nx,y\t2\n", "Tab")]
    [InlineData("a|b|c\n1|2|3\n", "|")]
    [InlineData("\"a;b\",c\n\"x;y\",2\n\"z\",3\n", ",")]
    [InlineData("1 2  3\n4  5 6\n", "Whitespace")]
    [InlineData("size count\n1   2\n30 4", "Whitespace")]
    [InlineData("name\nAnna Smith\nPer Olsen\n", ",")]
    [InlineData("one\n1\n2\n", ",")]
    [InlineData("a;b\n1;2\n3;4\n5\n", ";")]
    [InlineData("a,b\n1,x;y\n2,z\n", ",")]
    public void The_delimiter_is_found_in_the_first_records(string text, string delimiter)
    {
        using var reader = CsvFolder.Open(_folder.Write(text));
        Assert.Equal(delimiter, reader.Format.Delimiter.ToString());
    }

    [Fact]
    public void A_quote_that_swallows_the_file_is_stopped_at_the_longest_record_allowed()
    {
        var options = new CsvReadOptions { MaxRecordBytes = 5_000, Sizes = new() { Window = 1_000, WholeSample = 100, SampleHead = 100 } };
        var rows = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i},x\n"));
        var failure = _folder.Fails($"a,b\n1,2\n\"3,4\n{rows}", options);
        Assert.Equal((DatasetError.MalformedQuote, 3), (failure.Error, failure.Line));
        Assert.Contains("5000 bytes", failure.Message, StringComparison.Ordinal);
        failure = _folder.Fails($"a,b\n1,2\n3,{new string('x', 20_000)}\n", options);
        Assert.Equal((DatasetError.MemoryLimitExceeded, 3), (failure.Error, failure.Line));
    }

    [Fact]
    public void A_record_longer_than_the_buffer_is_read()
    {
        var text = new string('y', 3 << 20);
        Assert.Equal([["x", 1L], [text, 2L]], _folder.Rows($"a,b\nx,1\n\"{text}\",2\n"));
    }
}
