using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Memory;

/// <summary>Get-DatasetMemory on live objects.</summary>
public sealed class LiveObjectMemoryTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Custom_objects_take_what_the_allocator_gave_to_their_values_and_to_themselves()
    {
        var record = Measure("0..999 | ForEach-Object { [pscustomobject]@{ id = [long]$_; text = [string]::new('x', 20); none = $null } }");

        // A note property of 56 bytes each, and a value.
        Assert.Equal(["id", "text", "none"], Columns(record).Select(c => Get<string>(c, "Name")));
        var (id, text, none) = (Column(record, "id"), Column(record, "text"), Column(record, "none"));
        Assert.Equal(1000 * 24L, Get<long>(id, "ObjectBytes") - Get<long>(none, "ObjectBytes") - Shared(id) + Shared(none));
        Assert.Equal(1000 * 64L, Get<long>(text, "ObjectBytes") - Get<long>(none, "ObjectBytes") - Shared(text) + Shared(none));
        Assert.Equal(Get<long>(record, "ObjectBytes"), Get<long>(record, "RowBytes") + Get<long>(record, "SharedBytes") + Columns(record).Sum(c => Get<long>(c, "ObjectBytes")));
        Assert.Equal(("Objects", 1000L), (Get<string>(record, "Source"), Get<long>(record, "Rows")));
        Assert.Equal(("int64", "int16", 8000L, 2000L), (Get<string>(id, "Type"), Get<string>(id, "BestType"), Get<long>(id, "TypedBytes"), Get<long>(id, "BestBytes")));
    }

    [Fact]
    public void What_rows_share_counts_once_and_is_told_apart()
    {
        var record = Measure("$a = [byte[]]::new(1000); $b = [byte[]]::new(5000); 1..10 | ForEach-Object { [pscustomobject]@{ own = [byte[]]::new(100); same = $a; left = $b; right = $b } }");

        Assert.Equal(5024L, Get<long>(record, "SharedBytes"));
        Assert.InRange(Shared(Column(record, "same")), 1024, 1100);
        Assert.InRange(Shared(Column(record, "own")), 1, 100);
        Assert.InRange(Get<long>(Column(record, "left"), "ObjectBytes"), 10 * 40, 10 * 64 + 100);
    }

    [Theory]
    [InlineData("Get-DatasetMemory -InputObject $rows")]
    [InlineData("Get-DatasetMemory -InputObject ([Version[]] $rows)")]
    [InlineData("$rows | Get-DatasetMemory")]
    public void Properties_that_objects_of_a_class_were_given_are_columns_with_values_of_their_own(string command)
    {
        const string Rows = """
            $rows = foreach ($i in 1..20) {
                $row = [version]::new(1, $i)
                $row.PSObject.Properties.Add([psnoteproperty]::new('left', [byte[]]::new(1000)))
                $row.PSObject.Properties.Add([psnoteproperty]::new('right', [byte[]]::new(2000)))
                $row
            }

            """;
        var record = _session.Run(Rows + command).ThrowOnError().Output.Single();

        var (left, right) = (Column(record, "left"), Column(record, "right"));
        Assert.InRange(Get<long>(left, "ObjectBytes"), 20 * 1024, 20 * 1200);
        Assert.Equal(20 * 1000, Get<long>(right, "ObjectBytes") - Shared(right) - Get<long>(left, "ObjectBytes") + Shared(left));
        Assert.InRange(Get<long>(record, "RowBytes"), 20 * 100, 20 * 1000);
        Assert.InRange(Get<long>(record, "SharedBytes"), 0, 200);
    }

    [Fact]
    public void Cycles_and_rows_that_refer_to_rows_end()
    {
        var record = Measure("$rows = 1..50 | ForEach-Object { [pscustomobject]@{ id = $_; next = $null; all = $null } }; foreach ($r in $rows) { $r.next = $rows[0]; $r.all = $rows }; $rows");

        Assert.Equal(50L, Get<long>(record, "Rows"));
        Assert.InRange(Get<long>(Column(record, "next"), "ObjectBytes"), 50 * 40, 50 * 64 + 100);
        Assert.InRange(Shared(Column(record, "all")), 24 + 50 * 8, 24 + 50 * 8 + 200);
    }

    [Fact]
    public void Tables_classes_and_plain_values_are_rows_too()
    {
        var tables = Measure("1..3 | ForEach-Object { @{ a = \"x$_\"; b = 1.5 } }");
        var classes = Measure("class Point { [long] $X; [string] $Name; hidden [object] $Secret }; 1..3 | ForEach-Object { $p = [Point]::new(); $p.X = $_; $p.Name = \"p$_\"; $p }");
        var values = Measure("1..1000");

        Assert.Equal(["a", "b"], Columns(tables).Select(c => Get<string>(c, "Name")).Order());
        Assert.Equal("single", Get<string>(Column(tables, "b"), "BestType"));
        Assert.Equal(24L, Get<long>(Column(classes, "X"), "ObjectBytes"));
        Assert.Equal("int8", Get<string>(Column(classes, "X"), "BestType"));
        Assert.Equal((24_000L, "Value"), (Get<long>(values, "ObjectBytes"), Get<string>(Columns(values).Single(), "Name")));
    }

    [Fact]
    public void Rows_of_Import_Dataset_are_measured_as_they_are()
    {
        _session.WriteFile("x.csv", "id,name\n1,a\n2,b\n3,\n");

        var record = Measure("Import-Dataset x.csv");

        Assert.Equal(3 * 8L, Get<long>(Column(record, "id"), "ObjectBytes"));
        Assert.Equal(3 * 8 + 2 * 24L, Get<long>(Column(record, "name"), "ObjectBytes"));
        Assert.Equal(1L, Get<long>(Column(record, "name"), "NullCount"));
    }

    [Fact]
    public void Computed_properties_are_read_only_where_they_are_asked_for()
    {
        _session.WriteFile("one.txt", "12345");
        const string Rows = "$o = [IO.FileInfo]::new(\"$PWD/one.txt\"); $o.PSObject.Properties.Add([psscriptproperty]::new('Loud', { $global:reads++; 7 })); $global:reads = 0";

        var result = _session.Run($"{Rows}; Get-DatasetMemory -InputObject $o; Get-DatasetMemory -InputObject $o -Property Length, Name; $global:reads").ThrowOnError();

        Assert.Empty(Columns(result.Output[0]));
        Assert.Null(result.Output[0].Properties["TypedBytes"].Value);
        Assert.True(Get<long>(result.Output[0], "ObjectBytes") > 0);
        Assert.Equal(["Length", "Name"], Columns(result.Output[1]).Select(c => Get<string>(c, "Name")));
        Assert.Equal(("int64", 8L), (Get<string>(Column(result.Output[1], "Length"), "Type"), Get<long>(Column(result.Output[1], "Length"), "TypedBytes")));
        Assert.Null(Column(result.Output[1], "Length").Properties["ObjectBytes"].Value);
        Assert.Equal(0, result.Output[2].BaseObject);
    }

    [Fact]
    public void What_belongs_to_the_engine_is_left_out_and_named()
    {
        var result = _session.Run("Get-DatasetMemory -InputObject ([pscustomobject]@{ s = { 1 + 1 }; t = [int]; h = $Host; n = 1 }) -Verbose").ThrowOnError();

        Assert.InRange(Get<long>(result.Output.Single(), "ObjectBytes"), 500, 5000);
        var message = Assert.Single(result.Verbose, v => v.StartsWith("Met and left out", StringComparison.Ordinal));
        Assert.Contains("System.Management.Automation.ScriptBlock", message, StringComparison.Ordinal);
        Assert.DoesNotContain("PSCustomObject", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measuring_changes_nothing()
    {
        var result = _session.Run("$rows = 1..100 | ForEach-Object { [pscustomobject]@{ a = $_; b = \"x$_\" } }; 1..3 | ForEach-Object { (Get-DatasetMemory -InputObject $rows).ObjectBytes }; $rows[99].b").ThrowOnError();

        Assert.Equal(result.Values.First(), result.Values.ElementAt(1));
        Assert.Equal(result.Values.First(), result.Values.ElementAt(2));
        Assert.Equal("x100", result.Values.Last());
    }

    private PSObject Measure(string objects) => _session.Run($"{objects} | Get-DatasetMemory".Replace("; $rows | ", "; Get-DatasetMemory -InputObject $rows; $null | ", StringComparison.Ordinal)).ThrowOnError().Output.Single();

    private static IEnumerable<PSObject> Columns(PSObject record) => ((object[])record.Properties["Columns"].Value).Select(PSObject.AsPSObject);

    private static PSObject Column(PSObject record, string name) => Columns(record).Single(c => Get<string>(c, "Name") == name);

    private static long Shared(PSObject column) => Get<long>(column, "SharedBytes");

    private static T Get<T>(PSObject record, string property) => (T)record.Properties[property].Value;
}
