using System.Diagnostics;
using System.IO.Compression;
using System.Management.Automation;
using System.Text;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Datasets;

/// <summary>Ctrl+C in the midst of work on large files.</summary>
public sealed class StopConversionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    private string[] Files => [.. Directory.GetFiles(_session.Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_stopped_conversion_to_Parquet_leaves_the_old_target_and_nothing_else()
    {
        WritePacked("big.csv.gz", members: 200);
        _session.WriteFile("big.parquet", "old");

        StopWhen("Convert-CsvToParquet big.csv.gz -RowGroupBytes 1mb", () => Files.Any(f => f.EndsWith(".tmp", StringComparison.Ordinal)));

        Assert.Equal(["big.csv.gz", "big.parquet"], Files);
        Assert.Equal("old", File.ReadAllText(Path.Combine(_session.Folder, "big.parquet")));
    }

    [Fact]
    public void A_stopped_conversion_with_Resume_is_gone_on_with()
    {
        _session.WriteFile("big.csv", "id,name,amount\n" + string.Concat(Enumerable.Repeat(Block(), 8)));
        _session.WriteFile("big.parquet", "old");
        const string Command = "Convert-CsvToParquet big.csv -Resume -Workers 1 -RowGroupBytes 1mb -Compression Zstd -CompressionLevel 15";
        var journal = Path.Combine(_session.Folder, ".big.parquet.journal");

        // The journal is locked, but its length can be seen to grow, behind the header and by the parts.
        var lengths = new HashSet<long>();
        StopWhen(Command, () => new FileInfo(journal) is { Exists: true } file && lengths.Add(file.Length) && lengths.Count > 3);

        Assert.Equal("old", File.ReadAllText(Path.Combine(_session.Folder, "big.parquet")));
        Assert.True(File.Exists(journal));
        var result = _session.Run($"$d = {Command}; $d.Rows, ($d.ResumedRows -gt 0)").ThrowOnError();
        Assert.Equal([8 * BlockRows, true], result.Values);
        Assert.Equal(["big.csv", "big.parquet"], Files);
        var once = _session.Run($"({Command} -DestinationPath once.parquet).ResumedRows").ThrowOnError();
        Assert.Equal([0L], once.Values);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_session.Folder, "once.parquet")), File.ReadAllBytes(Path.Combine(_session.Folder, "big.parquet")));
    }

    [Fact]
    public void A_stopped_conversion_to_text_leaves_the_old_target_and_nothing_else()
    {
        WritePacked("big.csv.gz", members: 8);
        _session.Run("Convert-CsvToParquet big.csv.gz").ThrowOnError();
        _session.WriteFile("big.csv", "old");

        // Again and again: no one conversion is sure to last until the stop.
        StopWhen("while ($true) { Convert-ParquetToCsv big.parquet -DestinationPath big.csv; Set-Content big.csv old -NoNewline }",
            () => Files.Any(f => f.EndsWith(".tmp", StringComparison.Ordinal)));

        Assert.DoesNotContain(Files, f => f.EndsWith(".tmp", StringComparison.Ordinal));
        var left = new FileInfo(Path.Combine(_session.Folder, "big.csv")).Length;
        Assert.True(left is 3 || left > 8 * Block().Length, $"{left} bytes are a part");
    }

    [Theory]
    [InlineData("Read-Dataset big.csv.gz -FullScan")]
    [InlineData("Convert-CsvToParquet big.csv.gz -FullScan")]
    [InlineData("Get-DatasetInfo big.csv.gz -FullScan")]
    public void A_full_scan_is_stopped(string command)
    {
        WritePacked("big.csv.gz", members: 400);

        StopWhen($"'begun'; {command} | Out-Null", isRunning: null);

        Assert.Equal(["big.csv.gz"], Files);
    }

    [Fact]
    public void Import_is_stopped_in_a_large_file()
    {
        WritePacked("big.csv.gz", members: 100);

        StopWhen("$n = 0; Import-Dataset big.csv.gz | ForEach-Object { if (++$n -eq 1000) { 'begun' } }", isRunning: null);

        Assert.Equal(["big.csv.gz"], Files);
    }

    private const long BlockRows = 20_000;

    private static string Block()
    {
        var text = new StringBuilder();
        var random = new Random(7);
        for (var i = 0; i < BlockRows; i++) text.Append(i).Append(",name ").Append(random.Next(5000)).Append(',').Append(random.Next() / 7.0).Append('\n');
        return text.ToString();
    }

    /// <summary>Gigabytes of text in a small file: a member a block, again and again.</summary>
    private void WritePacked(string name, int members)
    {
        byte[] head = Pack("id,name,amount\n"), block = Pack(string.Concat(Enumerable.Repeat(Block(), 4)));
        using var file = File.Create(Path.Combine(_session.Folder, name));
        file.Write(head);
        for (var i = 0; i < members; i++) file.Write(block);
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <param name="script">Lasts for long.</param>
    /// <param name="isRunning">Whether it is in the midst of its work; null where it puts something out then.</param>
    private void StopWhen(string script, Func<bool>? isRunning)
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript(script);
        using var output = new PSDataCollection<PSObject>();
        var running = engine.BeginInvoke<PSObject, PSObject>(null, output);
        Assert.True(SpinWait.SpinUntil(isRunning ?? (() => output.Count > 0), Limit));
        // What cannot be seen from outside has begun by then, and lasts for much longer.
        if (isRunning is null) Thread.Sleep(200);
        Assert.Equal(PSInvocationState.Running, engine.InvocationStateInfo.State);

        var clock = Stopwatch.StartNew();
        engine.Stop();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"stopped after {clock.Elapsed}");
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
    }
}
