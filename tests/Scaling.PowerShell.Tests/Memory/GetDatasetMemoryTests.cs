using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Management.Automation;
using System.Text;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Memory;

public sealed class GetDatasetMemoryTests : IDisposable
{
    private readonly EngineSession _session = new();

    public GetDatasetMemoryTests()
    {
        _session.WriteFile("good.csv", "a,b\n1,x\n200,y\n");
        _session.WriteFile("empty.csv", "");
        _session.WriteFile("header.csv", "a,b\n");
        _session.WriteFile("ragged.csv", "a,b\n1,x\n2\n");
        _session.WriteFile("quote.csv", "a,b\n1,\"x\n2,y\n");
        _session.WriteFile("twice.csv", "a,A\n1,2\n");
        _session.WriteFile("bad.parquet", "PAR1 is not enough");
        Directory.CreateDirectory(Path.Combine(_session.Folder, "folder"));
        File.WriteAllBytes(Path.Combine(_session.Folder, "text.csv"), [.. "a,b\n1,"u8, 0xFF, .. "\n"u8]);
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("missing.csv", "PathNotFound")]
    [InlineData("none*.csv", "PathNotFound")]
    [InlineData("folder", "PathIsDirectory")]
    [InlineData("env:PATH", "NotFileSystem")]
    [InlineData("nodrive:x.csv", "PathInvalid")]
    [InlineData("empty.csv", "EmptyFile")]
    [InlineData("header.csv", "HeaderOnly")]
    [InlineData("ragged.csv", "RaggedRow")]
    [InlineData("quote.csv", "MalformedQuote")]
    [InlineData("text.csv", "MalformedText")]
    [InlineData("twice.csv", "DuplicateColumn")]
    [InlineData("bad.parquet", "CorruptFile")]
    public void A_file_that_is_none_is_an_error_of_its_own_and_the_next_one_is_processed(string input, string id)
    {
        foreach (var command in new[] { $"Get-DatasetMemory '{input}', good.csv", $"'{input}', 'good.csv' | Get-DatasetMemory", $"Get-DatasetMemory '{input}', good.csv -Exact" })
        {
            var result = _session.Run(command);

            Assert.Null(result.Terminating);
            Assert.Equal([id], result.ErrorIds);
            Assert.NotEqual(ErrorCategory.NotSpecified, result.Errors[0].CategoryInfo.Category);
            Assert.Equal("good.csv", result.Output.Single().Properties["Name"].Value);
        }
    }

    [Theory]
    [InlineData("Get-DatasetMemory good.csv -Exact -SampleSize 1mb", "InvalidParameter")]
    [InlineData("Get-DatasetMemory good.csv -ColumnType @{ a = 'colour' }", "InvalidParameter")]
    [InlineData("Get-DatasetMemory good.csv -Delimiter abc", "InvalidParameter")]
    [InlineData("Get-DatasetMemory good.csv -Encoding klingon", "EncodingUnknown")]
    public void Parameters_that_make_no_sense_stop_the_command(string command, string id)
    {
        var result = _session.Run(command);

        Assert.StartsWith(id + ",", result.Ending().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("Get-DatasetMemory good.csv -Property none", 0)]
    [InlineData("Read-Dataset good.csv | Get-DatasetMemory -Property none", 0)]
    [InlineData("[pscustomobject]@{ a = 1 } | Get-DatasetMemory -Property none, a", 1)]
    [InlineData("1..3 | Get-DatasetMemory -Property none", 1)]
    public void A_property_that_nobody_has_is_an_error(string command, int records)
    {
        var result = _session.Run(command);

        Assert.Equal(["ColumnNotFound"], result.ErrorIds);
        Assert.Equal("none", result.Errors[0].TargetObject);
        Assert.Equal(records, result.Output.Count);
    }

    [Fact]
    public void Batches_that_ended_early_are_refused_and_the_next_origin_is_processed()
    {
        var result = _session.Run("Read-Dataset ragged.csv, good.csv | Get-DatasetMemory");

        Assert.Equal(["RaggedRow", "InputIncomplete"], result.ErrorIds);
        Assert.Equal(["good.csv"], result.Output.Select(o => o.Properties["Name"].Value));
    }

    [Fact]
    public void A_value_that_does_not_fit_its_column_is_an_error_and_the_rest_is_told()
    {
        var result = _session.Run("& { foreach ($i in 1..65536) { [pscustomobject]@{ a = $i } }; [pscustomobject]@{ a = 'x' }; [pscustomobject]@{ a = 7 } } | Get-DatasetMemory");

        Assert.Equal(["ValueNotParsed"], result.ErrorIds);
        Assert.Equal((65538L, "int32"), (Get<long>(result.Output.Single(), "Rows"), Column(result.Output[0], "a").Properties["Type"].Value));
    }

    [Fact]
    public void Each_file_has_a_record_with_its_columns()
    {
        var record = _session.Run("Get-DatasetMemory good.csv").ThrowOnError().Output.Single();

        Assert.Equal("good.csv", Get<string>(record, "Name"));
        Assert.Equal(Path.Combine(_session.Folder, "good.csv"), Get<string>(record, "Path"));
        Assert.Equal(("Csv", 2L, true), (Get<string>(record, "Source"), Get<long>(record, "Rows"), Get<bool>(record, "IsExact")));
        Assert.Equal(("int64", "uint8", "1 to 200"), Types(record, "a"));
        Assert.Equal(("string", "string", null), Types(record, "b"));
        Assert.Equal((16L, 2L, 14L), (Get<long>(Column(record, "a"), "TypedBytes"), Get<long>(Column(record, "a"), "BestBytes"), Get<long>(Column(record, "a"), "SavedBytes")));
        Assert.Equal((1L, 200L, 2L, 0L), (Get<object>(Column(record, "a"), "Minimum"), Get<object>(Column(record, "a"), "Maximum"), Get<long>(Column(record, "a"), "DistinctCount"), Get<long>(Column(record, "a"), "NullCount")));
        Assert.Equal(16L + 3 * 4 + 2, Get<long>(record, "TypedBytes"));
        Assert.Equal((double)Get<long>(record, "ObjectBytes") / Get<long>(record, "BestBytes"), Get<double>(record, "ReductionRatio"));
        Assert.Null(record.Properties["Error"].Value);
        Assert.Equal("a: int64, better uint8", Column(record, "a").BaseObject.ToString());
    }

    [Fact]
    public void Columns_are_picked_in_the_order_asked_for()
    {
        var result = _session.Run("Get-DatasetMemory good.csv -Property B, a, b").ThrowOnError();

        Assert.Equal(["b", "a"], Columns(result.Output.Single()).Select(c => Get<string>(c, "Name")));
    }

    [Fact]
    public void A_type_that_is_given_is_the_type()
    {
        var record = _session.Run("Get-DatasetMemory good.csv -ColumnType @{ A = 'string' }").ThrowOnError().Output.Single();

        Assert.Equal(("string", "string", null), Types(record, "a"));
    }

    [Theory]
    [InlineData("Read-Dataset good.csv -Where { $_.a -gt 1000 } | Get-DatasetMemory")]
    [InlineData("Read-Dataset good.csv -Where { $_.a -gt 1000 } | Export-Dataset none.parquet; Get-DatasetMemory none.parquet")]
    public void A_dataset_without_rows_takes_nothing_to_speak_of(string command)
    {
        var record = _session.Run(command).ThrowOnError().Output.Single();

        Assert.Equal((0L, 0L), (Get<long>(record, "Rows"), Get<long>(Column(record, "a"), "BestBytes")));
        Assert.Equal(["a", "b"], Columns(record).Select(c => Get<string>(c, "Name")));
    }

    [Theory]
    [InlineData("$null | Get-DatasetMemory")]
    [InlineData("Get-DatasetMemory -InputObject $null")]
    [InlineData("Get-DatasetMemory -InputObject @()")]
    [InlineData("@() | Get-DatasetMemory")]
    [InlineData("$null, $null | Get-DatasetMemory")]
    public void Nothing_is_nothing(string command) => Assert.Empty(_session.Run(command).ThrowOnError().Output);

    [Fact]
    public void Texts_and_files_from_the_pipeline_name_files_and_by_parameter_are_objects()
    {
        var files = _session.Run("'go*.csv', [IO.FileInfo]::new(\"$PWD/good.csv\") | Get-DatasetMemory").ThrowOnError().Output;
        var texts = _session.Run("Get-DatasetMemory -InputObject 'good.csv', 'good.csv'").ThrowOnError().Output.Single();

        Assert.All(files, f => Assert.Equal("Csv", Get<string>(f, "Source")));
        Assert.Equal(("Objects", 2L), (Get<string>(texts, "Source"), Get<long>(texts, "Rows")));
    }

    [Fact]
    public void Batches_of_one_origin_are_one_dataset_with_what_they_hold()
    {
        var result = _session.Run("Read-Dataset good.csv, good.csv | Get-DatasetMemory; "
            + "& { foreach ($i in 1..100000) { [pscustomobject]@{ n = $i; t = 'x' } } } | Select-Dataset -Property n | Get-DatasetMemory").ThrowOnError();

        Assert.Equal(["good.csv", "good.csv", "(rows)"], result.Output.Select(o => Get<string>(o, "Name")));
        Assert.All(result.Output, o => Assert.Equal("Batches", Get<string>(o, "Source")));
        var last = result.Output[2];
        Assert.Equal((100_000L, 400_000L), (Get<long>(last, "Rows"), Get<long>(last, "TypedBytes")));
        Assert.InRange(Get<long>(last, "SourceBytes"), 400_000, 420_000);
    }

    [Fact]
    public void Best_types_go_to_other_cmdlets_as_their_schema()
    {
        _session.WriteFile("rows.csv", "id,city,when,price,flag,zip\n" + string.Concat(Enumerable.Range(0, 1000).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i},{(i % 3 == 0 ? "Helsinki" : "Espoo")},2020-01-{i % 28 + 1:00},{i / 4.0:0.00},{(i % 2 == 0 ? "true" : "false")},0{i % 10}\n"))));

        var schema = _session.Run("Get-DatasetMemory rows.csv -Schema").ThrowOnError();
        var done = _session.Run("Convert-CsvToParquet rows.csv -Schema (Get-DatasetMemory rows.csv -Schema)").ThrowOnError();
        var columns = _session.Run("(Read-Dataset rows.parquet).Schema | ForEach-Object { $_.Type.ToString() }").ThrowOnError();
        var rows = _session.Run("Import-Dataset rows.csv -Schema (Get-DatasetMemory rows.csv -Schema)").ThrowOnError();

        string[] expected = ["int16", "category", "date", "single", "boolean", "category"];
        var types = Assert.IsType<OrderedDictionary>(schema.Output.Single().BaseObject);
        Assert.Equal(["id", "city", "when", "price", "flag", "zip"], types.Keys.Cast<string>());
        Assert.Equal(expected, types.Values.Cast<string>());
        Assert.Equal(1000L, done.Output.Single().Properties["Rows"].Value);
        Assert.Equal(expected, columns.Values.Cast<string>());
        Assert.Equal(((short)999, "Helsinki", 249.75f, "09"), (rows.Output[999].Properties["id"].Value, rows.Output[999].Properties["city"].Value, rows.Output[999].Properties["price"].Value, rows.Output[999].Properties["zip"].Value));
        Assert.Equal(2, _session.Run("Get-DatasetMemory rows.csv, good.csv -Schema").ThrowOnError().Output.Count);
    }

    [Fact]
    public void The_best_types_of_live_texts_are_those_of_the_file_they_came_from()
    {
        var file = _session.Run("Get-DatasetMemory good.csv -Schema").ThrowOnError().Output.Single().BaseObject;
        var live = _session.Run("@{ a = '1'; b = 'x' }, @{ a = '200'; b = 'y' } | ForEach-Object { [pscustomobject]$_ } | Get-DatasetMemory -Property a, b -Schema").ThrowOnError().Output.Single().BaseObject;

        Assert.Equal(((IDictionary)file).Values.Cast<string>(), ((IDictionary)live).Values.Cast<string>());
    }

    [Fact]
    public void Large_files_are_sampled_with_errors_and_Exact_reads_all()
    {
        var text = new StringBuilder("id,note\n");
        for (var i = 0; i < 60_000; i++) text.Append(CultureInfo.InvariantCulture, $"{i},{new string('x', i * 7 % 60)}\n");
        _session.WriteFile("large.csv", text.ToString());

        var sample = _session.Run("Get-DatasetMemory large.csv -SampleSize 256kb").ThrowOnError().Output.Single();
        var whole = _session.Run("Get-DatasetMemory large.csv -Exact").ThrowOnError().Output.Single();

        Assert.Equal((false, true), (Get<bool>(sample, "IsExact"), Get<bool>(whole, "IsExact")));
        Assert.InRange(Get<long>(sample, "SampledBytes"), 200_000, 300_000);
        Assert.Equal(60_000L, Get<long>(whole, "SampledRows"));
        foreach (var size in new[] { "Rows", "SourceBytes", "ObjectBytes", "TypedBytes" })
        {
            var error = Get<long>(sample.Properties["Error"].Value, size);
            Assert.InRange(Get<long>(whole, size), Get<long>(sample, size) - error * 1.5 - 8, Get<long>(sample, size) + error * 1.5 + 8);
            Assert.InRange(error, 0, Get<long>(sample, size) * 0.1);
        }
    }

    [Fact]
    public void Numbers_of_the_files_culture_are_read_in_any_culture_of_the_session()
    {
        _session.WriteFile("german.csv", "x;y\n1,5;a\n2,25;b\n");
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var good = _session.Run("[cultureinfo]::CurrentCulture = 'de-DE'; Get-DatasetMemory good.csv").ThrowOnError().Output.Single();
            var german = _session.Run("Get-DatasetMemory german.csv -Culture de-DE").ThrowOnError().Output.Single();

            Assert.Equal(("int64", "uint8", "1 to 200"), Types(good, "a"));
            Assert.Equal("single", Types(german, "x").Best);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Reading_a_file_can_be_stopped()
    {
        using (var packed = new GZipStream(File.Create(Path.Combine(_session.Folder, "big.csv.gz")), CompressionLevel.Fastest))
        {
            packed.Write("id,name\n"u8);
            var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},name {i * 31 % 977}\n"))));
            for (var i = 0; i < 40; i++) packed.Write(block);
        }

        // Again and again: no one call is sure to last until the stop.
        StopInTheMidst("while ($true) { Get-DatasetMemory big.csv.gz }");
    }

    [Theory]
    [InlineData("[object[]] (1..500000)")]
    [InlineData("1..50000 | ForEach-Object { [pscustomobject]@{ a = $_; b = \"text $_\" } }")]
    public void Walking_live_objects_can_be_stopped(string objects) =>
        StopInTheMidst($"$all = {objects}; while ($true) {{ Get-DatasetMemory -InputObject $all }}");

    /// <param name="script">Lasts for long, and puts something out each time it begins again.</param>
    private void StopInTheMidst(string script)
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript(script);
        using var output = new PSDataCollection<PSObject>();
        var running = engine.BeginInvoke<PSObject, PSObject>(null, output);
        Assert.True(SpinWait.SpinUntil(() => output.Count > 0, TimeSpan.FromSeconds(60)));
        Assert.Equal(PSInvocationState.Running, engine.InvocationStateInfo.State);

        var clock = Stopwatch.StartNew();
        engine.Stop();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"stopped after {clock.Elapsed}");
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
    }

    private static IEnumerable<PSObject> Columns(PSObject record) => ((object[])record.Properties["Columns"].Value).Select(PSObject.AsPSObject);

    private static PSObject Column(PSObject record, string name) => Columns(record).Single(c => Get<string>(c, "Name") == name);

    private static (string Type, string Best, string? Reason) Types(PSObject record, string column)
    {
        var found = Column(record, column);
        return (Get<string>(found, "Type"), Get<string>(found, "BestType"), Get<string?>(found, "Reason"));
    }

    private static T Get<T>(object record, string property) => (T)PSObject.AsPSObject(record).Properties[property].Value;
}
