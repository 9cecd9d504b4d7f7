using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

/// <summary>Files with groups, lists and maps, in every cmdlet that reads.</summary>
public sealed class NestedParquetTests : IDisposable
{
    // Written by DuckDB 1.5: id, address (city, zip), tags, counts; nulls at every level.
    private const string People =
        "UEFSMRUAFSQVKCwVBhUAFQYVBgAAEkQCAAAABgEBAAAAAgAAAAMAAAAVABWcARUsLBUGFQAVBhUGAABOGEEAAABBBgD2AQAgBQAAAFR1cmt1FQ" +
        "AVrgEVPiwVBhUAFQYVBgAAVxhBAAAAQQoA9gEARAUAAAAyMDEwMAUAAAAwMDEwMBUAFegBFUYsFQgVABUGFQYAAHQYIQAAAEECAHYBAABBASUA" +
        "H3YkAIIBACQBAAAAYQEAAABiFQAV8gEVUCwVCBUAFQYVBgAAeRghAAAAQQgAdgEAAEEBJQCidiQAggEAOAEAAAB4AQAAAHkBAAAAehUAFeQBFU" +
        "IsFQgVABUGFQYAAHIYIQAAAEEIAHYBAABBASUA43YkAIIBABwBAAAAAwAAABUCGcw1ABgNZHVja2RiX3NjaGVtYRUIABUCJQIYAmlkJSIANQIY" +
        "B2FkZHJlc3MVBAAVDCUCGARjaXR5JQAAFQwlAhgDemlwJQAANQIYBHRhZ3MVAhUGADUEGARsaXN0FQIAFQwlAhgHZWxlbWVudCUAADUCGAZjb3" +
        "VudHMVAhUCADUEGAlrZXlfdmFsdWUVBAAVDCUAGANrZXklAAAVAiUCGAV2YWx1ZSUiABYGGRwZbCYAHBUCGRUAGRgCaWQVAhYGFkYWSiYIPBgE" +
        "AwAAABgEAQAAABYAKAQDAAAAGAQBAAAAEREAAAAmABwVDBkVABkoB2FkZHJlc3MEY2l0eRUCFgYWwAEWUCZSPBgFVHVya3UYBVR1cmt1FgQoBV" +
        "R1cmt1GAVUdXJrdRERAAAAJgAcFQwZFQAZKAdhZGRyZXNzA3ppcBUCFgYW0gEWYiaiATwYBTIwMTAwGAUwMDEwMBYCKAUyMDEwMBgFMDAxMDAR" +
        "EQAAACYAHBUMGRUAGTgEdGFncwRsaXN0B2VsZW1lbnQVAhYIFowCFmomhAI8GAFiGAFhFgQoAWIYAWEREQAAACYAHBUMGRUAGTgGY291bnRzCW" +
        "tleV92YWx1ZQNrZXkVAhYIFpYCFnQm7gI8GAF6GAF4FgIoAXoYAXgREQAAACYAHBUCGRUAGTgGY291bnRzCWtleV92YWx1ZQV2YWx1ZRUCFggW" +
        "iAIWZibiAzwYBAMAAAAYBAEAAAAWBCgEAwAAABgEAQAAABERAAAAFoIKFgYmCBbABAAoKER1Y2tEQiB2ZXJzaW9uIHYxLjUuNiAoYnVpbGQgMD" +
        "Y5Y2M5ZjliNSkZbBwAABwAABwAABwAABwAABwAAACGAgAAUEFSMQ==";

    private readonly EngineSession _session = new();

    public NestedParquetTests() => File.WriteAllBytes(Path.Combine(_session.Folder, "people.parquet"), Convert.FromBase64String(People));

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Rows_have_leaves_of_groups_and_JSON_as_properties()
    {
        var result = _session.Run(
            "Import-Dataset people.parquet | ForEach-Object { \"$($_.id)|$($_.'address.city')|$($_.'address.zip')|$($_.tags)|$($_.counts)\" }").ThrowOnError();
        Assert.Equal(["1|Turku|20100|[\"a\",\"b\"]|{\"x\":1}", "2||00100|[]|", "3||||{\"y\":null,\"z\":3}"], result.Values);
        Assert.Equal([true, false], _session.Run("$r = @(Import-Dataset people.parquet); $null -eq $r[2].tags; $null -eq $r[1].tags").Values);
    }

    [Fact]
    public void They_are_asked_for_and_filtered_by_name()
    {
        Assert.Equal(["20100 [\"a\",\"b\"]", "00100 []", " "],
            _session.Run("Import-Dataset people.parquet -Property tags, address.zip | ForEach-Object { \"$($_.'address.zip') $($_.tags)\" }")
                .ThrowOnError().Values);
        Assert.Equal([2], _session.Run("Read-Dataset people.parquet -Where { $_.'address.zip' -eq '00100' } | Import-Dataset | ForEach-Object id").ThrowOnError().Values);
        Assert.Equal([3], _session.Run("Read-Dataset people.parquet -Where { $null -eq $_.tags } | Import-Dataset | ForEach-Object id").ThrowOnError().Values);
        Assert.Equal(["ColumnNotFound"], _session.Run("Import-Dataset people.parquet -Property address.street").ErrorIds);
    }

    [Fact]
    public void CSV_gets_them_as_text()
    {
        _session.Run("Convert-ParquetToCsv people.parquet").ThrowOnError();
        Assert.Equal(
            "id,address.city,address.zip,tags,counts\n1,Turku,20100,\"[\"\"a\"\",\"\"b\"\"]\",\"{\"\"x\"\":1}\"\n2,,00100,[],\n3,,,,\"{\"\"y\"\":null,\"\"z\"\":3}\"\n",
            File.ReadAllText(Path.Combine(_session.Folder, "people.csv")));
    }

    [Fact]
    public void Get_DatasetInfo_tells_what_they_hold()
    {
        var columns = _session.Run("(Get-DatasetInfo people.parquet).Columns").ThrowOnError().Output;
        Assert.Equal([("id", "int32", null), ("address.city", "string", null), ("address.zip", "string", null), ("tags", "string", "list<string>"),
            ("counts", "string", "map<string,int32>")], columns.Select(c => (Text(c, "Name"), Text(c, "Type"), Text(c, "NestedType"))));
        Assert.Equal([0L, 2L, 1L, null, null], columns.Select(c => c.Properties["NullCount"].Value));
        Assert.Equal("tags: list<string>", columns[3].ToString());
    }

    private static string? Text(PSObject column, string name) => (string?)column.Properties[name].Value;
}
