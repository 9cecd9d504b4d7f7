using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

/// <summary>Every cmdlet that reads, on every kind of input that is none: its own error, and the next input is processed.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly EngineSession _session = new();

    public BadInputTests()
    {
        _session.WriteFile("good.csv", "a,b\n1,x\n2,y\n");
        _session.WriteFile("empty.csv", "");
        _session.WriteFile("header.csv", "a,b\n");
        _session.WriteFile("ragged.csv", "a,b\n1,x\n2\n");
        _session.WriteFile("quote.csv", "a,b\n1,\"x\n2,y\n");
        _session.WriteFile("twice.csv", "a,A\n1,2\n");
        _session.WriteFile("bad.parquet", "PAR1 is not enough");
        Directory.CreateDirectory(Path.Combine(_session.Folder, "folder"));
        File.WriteAllBytes(Path.Combine(_session.Folder, "text.csv"), [.. "a,b\n1,"u8, 0xFF, .. "\n"u8]);
    }

    public static TheoryData<string, string, string> Inputs
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            (string Input, string Id)[] inputs =
            [
                ("missing.csv", "PathNotFound"), ("none*.csv", "PathNotFound"), ("folder", "PathIsDirectory"), ("empty.csv", "EmptyFile"),
                ("header.csv", "HeaderOnly"), ("ragged.csv", "RaggedRow"), ("quote.csv", "MalformedQuote"), ("twice.csv", "DuplicateColumn"),
                ("bad.parquet", "CorruptFile"), ("env:PATH", "NotFileSystem"), ("env:none", "NotFileSystem"), ("nodrive:x.csv", "PathInvalid"), ("text.csv", "MalformedText"),
            ];
            foreach (var (input, id) in inputs)
            {
                data.Add("Read-Dataset {0} | Import-Dataset", input, id);
                data.Add("Import-Dataset {0}", input, id);
                data.Add("Convert-CsvToParquet {0} -DestinationPath out -Force | ForEach-Object {{ Import-Dataset $_.Path }}", input, id);
                data.Add("Select-Dataset {0} -Property a, b | Import-Dataset", input, id);
            }

            return data;
        }
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Bad_input_is_an_error_of_its_own_and_the_next_input_is_processed(string command, string input, string id)
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, "out"));

        var result = _session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, $"'{input}', good.csv"));

        Assert.Null(result.Terminating);
        Assert.Equal([id], result.ErrorIds);
        Assert.NotEqual(System.Management.Automation.ErrorCategory.NotSpecified, result.Errors[0].CategoryInfo.Category);
        Assert.Equal(["x", "y"], result.Output.Select(o => (string)o.Properties["b"].Value).TakeLast(2));
        Assert.Equal(command.StartsWith("Convert", StringComparison.Ordinal) ? ["good.parquet"] : [],
            Directory.GetFiles(Path.Combine(_session.Folder, "out")).Select(Path.GetFileName));
    }

    [Fact]
    public void Errors_name_file_line_column_and_value()
    {
        _session.WriteFile("value.csv", "a,b\n1,x\n\"multi\nline\",y\n");

        var ragged = _session.Run("Read-Dataset ragged.csv").Errors.Single();
        var value = _session.Run("Read-Dataset value.csv -Schema @{ a = 'int32' }").Errors.Single();

        Assert.Contains(Path.Combine(_session.Folder, "ragged.csv") + ", line 3", ragged.Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("ValueNotParsed,", value.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(", line 3", value.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("'a'", value.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("multi\nline", value.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("multi\nline", value.TargetObject);
    }

    [Theory]
    [InlineData("Read-Dataset good.csv -Property nope")]
    [InlineData("Import-Dataset good.csv -Property nope")]
    [InlineData("Convert-CsvToParquet good.csv -Property nope")]
    [InlineData("Read-Dataset good.csv | Import-Dataset -Property nope")]
    [InlineData("Read-Dataset good.csv -Schema @{ nope = 'int32' }")]
    public void A_column_that_does_not_exist_is_named_with_those_that_do(string command)
    {
        var result = _session.Run(command);

        Assert.Equal(["ColumnNotFound"], result.ErrorIds);
        Assert.Contains("'nope'", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("a, b", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(File.Exists(Path.Combine(_session.Folder, "good.parquet")));
    }

    [Theory]
    [InlineData("Read-Dataset good.csv -Delimiter long", "InvalidParameter")]
    [InlineData("Read-Dataset good.csv -Quote ab", "InvalidParameter")]
    [InlineData("Read-Dataset good.csv -Quote ',' -Delimiter ','", "InvalidParameter")]
    [InlineData("Read-Dataset good.csv -Quote None -Delimiter Whitespace", "InvalidParameter")]
    [InlineData("Import-Dataset good.csv -Escape '\"'", "InvalidParameter")]
    [InlineData("Read-Dataset good.csv -Comment ',' -Delimiter ','", "InvalidParameter")]
    [InlineData("1 | Export-Dataset x.csv -Delimiter '||'", "InvalidParameter")]
    [InlineData("Read-Dataset good.csv -Encoding nope", "EncodingUnknown")]
    [InlineData("Read-Dataset good.csv -Schema @{ a = 'integer' }", "InvalidParameter")]
    [InlineData("Read-Dataset good.csv -Header x, y -NoHeader", "InvalidParameter")]
    [InlineData("1 | Export-Dataset x.csv -Encoding nope", "EncodingUnknown")]
    [InlineData("Read-Dataset good.csv -Encoding 7", "EncodingUnknown")]
    [InlineData("1 | Export-Dataset x.parquet -CompressionLevel 1", "InvalidParameter")]
    [InlineData("1 | Export-Dataset x.parquet -Compression Zstd -CompressionLevel 23", "InvalidParameter")]
    [InlineData("Convert-CsvToParquet good.csv x.parquet -Compression Gzip -CompressionLevel 10", "InvalidParameter")]
    [InlineData("Convert-CsvToParquet good.csv x.parquet -Compression None -CompressionLevel 0", "InvalidParameter")]
    [InlineData("1 | Export-Dataset x.csv -Delimiter Whitespace", "InvalidParameter")]
    public void A_parameter_that_makes_no_sense_stops_before_anything_is_read(string command, string id)
    {
        var result = _session.Run(command);

        Assert.Equal([id], result.ErrorIds);
        Assert.Empty(result.Output);
        Assert.Empty(Directory.GetFiles(_session.Folder, "x.*"));
    }
}
