using Scaling.PowerShell.Tests.Host;
using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class ConvertCsvToParquetTests : IDisposable
{
    private const string Text = "a,b\n1,x\n";

    private readonly EngineSession _session = new();

    public ConvertCsvToParquetTests() => _session.WriteFile("a.csv", Text);

    private string[] Files => [.. Directory.GetFiles(_session.Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("a.csv")]
    [InlineData("./folder/../a.csv")]
    public void A_file_is_not_replaced_by_its_own_conversion(string destination)
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, "folder"));

        var result = _session.Run("Convert-CsvToParquet a.csv $args[0]", destination);

        Assert.Equal(["DestinationIsSource"], result.ErrorIds);
        Assert.Equal(Text, File.ReadAllText(Path.Combine(_session.Folder, "a.csv")));
        Assert.Equal(["a.csv"], Files);
    }

    [UnixFact]
    public void A_link_to_a_file_is_not_a_way_to_replace_it_by_its_conversion()
    {
        File.CreateSymbolicLink(Path.Combine(_session.Folder, "link.parquet"), "a.csv");

        var result = _session.Run("Convert-CsvToParquet a.csv link.parquet");

        Assert.Equal(["DestinationIsSource"], result.ErrorIds);
        Assert.Equal(Text, File.ReadAllText(Path.Combine(_session.Folder, "a.csv")));
    }

    [Fact]
    public void A_file_that_is_Parquet_already_keeps_its_place()
    {
        var result = _session.Run("Convert-CsvToParquet a.csv; Convert-CsvToParquet a.parquet");

        Assert.Equal(["DestinationIsSource"], result.ErrorIds);
        Assert.Equal(["a.csv", "a.parquet"], Files);
    }

    [Fact]
    public void The_name_loses_what_says_how_the_text_is_packed()
    {
        using (var packed = new System.IO.Compression.GZipStream(File.Create(Path.Combine(_session.Folder, "b.csv.gz")), System.IO.Compression.CompressionLevel.Fastest))
            packed.Write(System.Text.Encoding.UTF8.GetBytes(Text));

        _session.Run("Convert-CsvToParquet b.csv.gz").ThrowOnError();

        Assert.Equal(["a.csv", "b.csv.gz", "b.parquet"], Files);
    }
}
