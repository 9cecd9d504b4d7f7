using System.IO.Compression;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Conversion;

public sealed class ResumeTests : IDisposable
{
    /// <summary>Longer than the header and the first parts.</summary>
    private const int JournalBytes = 12_000;

    private readonly ConversionFolder _folder = new();
    private readonly byte[] _text = System.Text.Encoding.UTF8.GetBytes(ConversionFolder.Mixed(ConversionFolder.ManyRows));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_stopped_is_gone_on_with_and_writes_the_same_bytes(bool isPacked)
    {
        var source = _folder.Write(isPacked ? Pack(_text) : _text);
        _folder.Convert(source, Slow());
        var expected = File.ReadAllBytes(_folder.Target);
        File.WriteAllText(_folder.Target, "old");

        StopMidway(source);
        Assert.Equal("old", File.ReadAllText(_folder.Target));
        Assert.True(File.Exists(_folder.Journal));
        var done = _folder.Convert(source, Slow(resume: true));

        Assert.Null(done.NotResumed);
        Assert.InRange(done.ResumedRowGroups, 1, done.RowGroups - 1);
        Assert.True(done.ResumedRows > 0);
        Assert.Equal(ConversionFolder.ManyRows, done.Rows);
        Assert.Equal(expected, File.ReadAllBytes(_folder.Target));
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void A_journal_whose_last_line_is_torn_is_used_up_to_it()
    {
        var source = _folder.Write(_text);
        StopMidway(source);
        using (var journal = new FileStream(_folder.Journal, FileMode.Open)) journal.SetLength(journal.Length - 20);

        var done = _folder.Convert(source, Slow(resume: true));

        Assert.InRange(done.ResumedRowGroups, 1, done.RowGroups - 1);
        Assert.Equal(ConversionFolder.SourceRows(source), _folder.TargetRows());
    }

    [Fact]
    public void Types_found_by_a_run_that_had_to_widen_are_kept()
    {
        var text = TextThatWidens();
        var source = _folder.Write(text);
        var options = SlowOfSmallSample();
        StopMidway(source, options);

        var done = _folder.Convert(source, options);

        Assert.True(done.ResumedRowGroups > 0);
        Assert.Equal("a: int64, b: double", done.Schema.ToString());
        Assert.Equal(20 * ConversionFolder.ManyRows, _folder.TargetRows().Length);
    }

    [Fact]
    public void Why_a_run_was_not_gone_on_with_is_told_where_the_new_one_had_to_widen_too()
    {
        var source = _folder.Write(TextThatWidens());
        StopMidway(source, SlowOfSmallSample());
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddMinutes(1));

        var done = _folder.Convert(source, SlowOfSmallSample());

        Assert.Equal("the source was written to since", done.NotResumed);
        Assert.Equal((0, 1), (done.ResumedRowGroups, done.Widened.Count));
    }

    [Fact]
    public void A_source_that_was_written_to_is_converted_anew()
    {
        var source = _folder.Write(_text);
        StopMidway(source);
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddMinutes(1));

        var done = _folder.Convert(source, Slow(resume: true));

        Assert.Equal("the source was written to since", done.NotResumed);
        Assert.Equal((0, 0L), (done.ResumedRowGroups, done.ResumedRows));
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void Other_options_begin_anew()
    {
        var source = _folder.Write(_text);
        StopMidway(source);

        var options = Slow(resume: true);
        var done = _folder.Convert(source, options with { Read = options.Read with { Columns = ["id"] } });

        Assert.Equal("its options were others", done.NotResumed);
        Assert.Equal("id: int64", done.Schema.ToString());
    }

    [Fact]
    public void A_type_named_only_now_begins_anew_and_is_taken()
    {
        var source = _folder.Write(_text);
        StopMidway(source);

        var options = Slow(resume: true);
        var csv = options.Read.Csv with { Schema = new Dictionary<string, ColumnType> { ["ID"] = ColumnType.String } };
        var done = _folder.Convert(source, options with { Read = options.Read with { Csv = csv } });

        Assert.Equal("its options were others", done.NotResumed);
        Assert.Equal(ColumnType.String, done.Schema[0].Type);
    }

    [Theory]
    [InlineData("\"Boot\":\"", "\"Boot\":\"x", "the machine was restarted since, and what was written may not have reached the device")]
    [InlineData("\"Version\":\"", "\"Version\":\"9", "it was begun by another version")]
    public void A_journal_that_cannot_be_trusted_begins_anew(string old, string changed, string reason)
    {
        var source = _folder.Write(_text);
        StopMidway(source);
        File.WriteAllText(_folder.Journal, File.ReadAllText(_folder.Journal).Replace(old, changed, StringComparison.Ordinal));

        var done = _folder.Convert(source, Slow(resume: true));

        Assert.Equal(reason, done.NotResumed);
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void What_was_written_and_is_gone_or_short_begins_anew()
    {
        var source = _folder.Write(_text);
        StopMidway(source);
        var temporary = _folder.Path(_folder.Names.Single(n => n.EndsWith(".tmp", StringComparison.Ordinal)));
        using (var file = new FileStream(temporary, FileMode.Open)) file.SetLength(100);

        Assert.Equal("what it wrote is cut short", _folder.Convert(source, Slow(resume: true)).NotResumed);

        StopMidway(source);
        File.Delete(_folder.Path(_folder.Names.Single(n => n.EndsWith(".tmp", StringComparison.Ordinal))));
        Assert.Equal("what it wrote is gone", _folder.Convert(source, Slow(resume: true)).NotResumed);
        Assert.Equal(ConversionFolder.SourceRows(source), _folder.TargetRows());
    }

    [Fact]
    public void A_run_without_resuming_removes_what_an_earlier_one_left()
    {
        var source = _folder.Write(_text);
        StopMidway(source);
        Assert.Equal(3, _folder.Names.Count());

        var done = _folder.Convert(source, Slow());

        Assert.Null(done.NotResumed);
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void A_conversion_beside_another_one_to_the_same_file_leaves_its_journal_alone()
    {
        var source = _folder.Write("a\n1\n");
        using (new FileStream(_folder.Journal, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(1, _folder.Convert(source, Slow()).Rows);
            Assert.Equal("another conversion to the same file is running", _folder.Convert(source, Slow(resume: true)).NotResumed);
            Assert.True(File.Exists(_folder.Journal));
        }
    }

    [Fact]
    public void Nothing_to_resume_is_a_conversion_like_every_other()
    {
        var source = _folder.Write("a\n1\n");

        var done = _folder.Convert(source, Slow(resume: true));

        Assert.Equal((null, 0L, 1L), (done.NotResumed, done.ResumedRows, done.Rows));
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    // Behind the sample, but in the first part: the run that finds it notes no part, so that the one that is stopped is the one after it.
    private static string TextThatWidens() =>
        "a,b\n" + string.Concat(Enumerable.Range(0, 20 * ConversionFolder.ManyRows).Select(i => $"{i},{(i == 6_000 ? "1.5" : "2")}\n"));

    private static DatasetConversionOptions SlowOfSmallSample()
    {
        var options = Slow(resume: true);
        return options with { Read = options.Read with { Csv = options.Read.Csv with { Sizes = ConversionFolder.SmallSample } } };
    }

    private static byte[] Pack(byte[] text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(text);
        return packed.ToArray();
    }

    // Slow enough to be stopped between two parts.
    private static DatasetConversionOptions Slow(bool resume = false) => ConversionFolder.Options(
        new() { Workers = 2 },
        new() { RowGroupBytes = 1 << 16, Compression = ParquetCompression.Zstd, CompressionLevel = 19 }) with
    { Resume = resume };

    private void StopMidway(string source, DatasetConversionOptions? options = null)
    {
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() => _folder.Convert(source, options ?? Slow(resume: true), stop.Token));
        // The journal is locked; its length tells.
        while (!run.IsCompleted && new FileInfo(_folder.Journal) is not { Exists: true, Length: > JournalBytes }) Thread.Sleep(1);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => run.GetAwaiter().GetResult());
    }
}
