using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Storage;

public sealed partial class MeasureFileSizeDistributionTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_bin_carries_raw_numbers_and_the_folder_it_was_counted_in()
    {
        MakeFile("data/a", 5000, new DateTime(2019, 3, 31, 23, 59, 59, DateTimeKind.Utc));
        MakeFile("data/b/c", 4096, new DateTime(2019, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        var bin = Assert.Single(_session.Run("Measure-FileSizeDistribution data").ThrowOnError().Output);
        Assert.Equal(
            ["Bytes", "BytesLog2", "Year", "Month", "MonthsTo2021", "Files", "TotalBytes", "Root"],
            bin.Properties.Select(property => property.Name));
        Assert.Equal(
            [4096L, 12, 2019, 3, 21, 2L, 9096L, Path.Combine(_session.Folder, "data")],
            bin.Properties.Select(property => property.Value));
    }

    [Fact]
    public void Bins_come_by_size_and_then_by_month_with_empty_files_first()
    {
        MakeFile("a", 8, new DateTime(2020, 2, 1, 0, 0, 0, DateTimeKind.Utc));
        MakeFile("b", 8, new DateTime(2019, 12, 1, 0, 0, 0, DateTimeKind.Utc));
        MakeFile("c", 1, new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        MakeFile("d", 0, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var lines = _session.Run("Measure-FileSizeDistribution | ForEach-Object { \"$($_.Bytes) [$($_.BytesLog2)] $($_.MonthsTo2021)\" }");
        Assert.Equal(["0 [] -1", "1 [0] -13", "8 [3] 12", "8 [3] 10"], lines.ThrowOnError().Values);
    }

    [Fact]
    public void Without_a_path_it_measures_the_current_location()
    {
        MakeFile("here/a", 64);
        MakeFile("there/a", 8);
        Assert.Equal([64L], BytesOf("$null = $ExecutionContext.SessionState.Path.SetLocation('here'); Measure-FileSizeDistribution"));
    }

    [Fact]
    public void Each_of_several_folders_has_bins_of_its_own()
    {
        MakeFile("one/a", 16);
        MakeFile("one/two/a", 16);
        var counts = _session.Run("'one', 'one/two' | Measure-FileSizeDistribution | ForEach-Object Files").ThrowOnError().Values;
        Assert.Equal([2L, 1L], counts);
    }

    [Fact]
    public void A_wildcard_takes_the_folders_and_leaves_the_files_it_matches()
    {
        MakeFile("run1/a", 1);
        MakeFile("run2/a", 2);
        MakeFile("run3", 4);
        Assert.Equal([1L, 2L], BytesOf("Measure-FileSizeDistribution run*"));
    }

    [Fact]
    public void Brackets_are_part_of_a_literal_path_and_of_a_piped_item()
    {
        MakeFile("a[1]/a", 32);
        MakeFile("a1/a", 64);
        Assert.Equal([32L], BytesOf("Measure-FileSizeDistribution -LiteralPath 'a[1]'"));
        const string AsItem = "[pscustomobject]@{ PSPath = 'Microsoft.PowerShell.Core\\FileSystem::' + $args[0] }";
        Assert.Equal([32L], BytesOf(AsItem + " | Measure-FileSizeDistribution", "a[1]"));
        Assert.Equal([64L], BytesOf("Measure-FileSizeDistribution 'a[1]'"));
    }

    [Fact]
    public void Depth_limits_the_walk()
    {
        MakeFile("a", 1);
        MakeFile("b/c", 2);
        Assert.Equal([1L], BytesOf("Measure-FileSizeDistribution -Depth 0 -Workers 3"));
        Assert.Equal([1L, 2L], BytesOf("Measure-FileSizeDistribution -Depth 1 -OneFileSystem"));
    }

    [Theory]
    [InlineData("missing", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("missing*", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("file", "NotAFolder", ErrorCategory.InvalidArgument)]
    [InlineData("fil*", "NotAFolder", ErrorCategory.InvalidArgument)]
    [InlineData("env:PATH", "NotFileSystem", ErrorCategory.InvalidArgument)]
    [InlineData("nodrive:x", "PathInvalid", ErrorCategory.InvalidArgument)]
    public void A_path_that_is_no_folder_is_an_error_and_the_next_is_measured(string path, string id, ErrorCategory category)
    {
        MakeFile("file", 4);
        MakeFile("good/a", 8);
        var result = _session.Run("Measure-FileSizeDistribution $args[0], good", path);
        var error = Assert.Single(result.Errors);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.EndsWith(path, (string)error.TargetObject, StringComparison.Ordinal);
        Assert.Equal(8L, Assert.Single(result.Output).Properties["Bytes"].Value);
    }

    [Fact]
    public void A_missing_literal_path_is_an_error() =>
        Assert.Equal(["PathNotFound"], _session.Run("Measure-FileSizeDistribution -LiteralPath missing").ErrorIds);

    [Fact]
    public void Verbose_says_what_was_walked_and_what_was_not_counted()
    {
        MakeFile("a", 10);
        var result = _session.Run("Measure-FileSizeDistribution -Verbose").ThrowOnError();
        Assert.Contains("1 files of 10 bytes in 1 folders", Assert.Single(result.Verbose), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_folder_is_an_error_and_its_siblings_still_count()
    {
        if (OperatingSystem.IsWindows()) return;
        MakeFile("data/open/a", 16);
        MakeFile("data/secret/a", 32);
        MakeFile("next/a", 64);
        var secret = Path.Combine(_session.Folder, "data", "secret");
        File.SetUnixFileMode(secret, UnixFileMode.None);
        var result = RunUnprivileged("Measure-FileSizeDistribution data, next");
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("FolderNotReadable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal((ErrorCategory.PermissionDenied, secret), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Equal([16L, 64L], result.Output.Select(bin => bin.Properties["Bytes"].Value));

        var stopped = RunUnprivileged("Measure-FileSizeDistribution data, next -ErrorAction Stop");
        Assert.StartsWith("FolderNotReadable,", stopped.Terminating?.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(stopped.Output);
    }

    [Fact]
    public void Stopping_the_pipeline_ends_the_walk()
    {
        for (var i = 0; i < 2000; i++) MakeFile($"f{i % 20}/{i}", i);
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("& { for (;;) { $pwd.Path } } | Measure-FileSizeDistribution");
        using var output = new PSDataCollection<PSObject>();
        using var first = new ManualResetEventSlim();
        output.DataAdded += (_, _) => first.Set();
        var running = engine.BeginInvoke<PSObject, PSObject>(null, output);
        first.Wait();
        engine.Stop();
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
    }

    private IEnumerable<object?> BytesOf(string script, string? relativePath = null) =>
        _session.Run(script, relativePath is null ? null : Path.Combine(_session.Folder, relativePath))
            .ThrowOnError().Output.Select(bin => bin.Properties["Bytes"].Value);

    /// <summary>Root may read everything, so the script runs on a thread whose file system user is nobody.</summary>
    [UnsupportedOSPlatform("windows")]
    private EngineResult RunUnprivileged(string script)
    {
        if (!Environment.IsPrivilegedProcess || !OperatingSystem.IsLinux()) return _session.Run(script);
        // Loads what the first run loads, while that may be read; nobody keeps root's group.
        _session.Run("Measure-FileSizeDistribution -Depth 0").ThrowOnError();
        File.SetUnixFileMode(_session.Folder, File.GetUnixFileMode(_session.Folder) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        EngineResult? result = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(65534);
            result = _session.Run(script);
        });
        thread.Start();
        thread.Join();
        return result!;
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(int user);

    private void MakeFile(string relativePath, long bytes, DateTime? modifiedUtc = null)
    {
        var path = Path.Combine(_session.Folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var stream = File.Create(path)) stream.SetLength(bytes);
        File.SetLastWriteTimeUtc(path, modifiedUtc ?? new DateTime(2018, 8, 8, 0, 0, 0, DateTimeKind.Utc));
    }
}
