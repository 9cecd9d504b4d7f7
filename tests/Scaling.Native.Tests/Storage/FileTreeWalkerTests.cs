using Scaling.Native.Storage;
using Xunit;

namespace Scaling.Native.Tests.Storage;

public sealed class FileTreeWalkerTests
{
    [Fact]
    public void Twenty_thousand_files_give_the_same_bins_for_any_workers_and_either_reader()
    {
        using var tree = new TemporaryTree();
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var path = Path.Combine($"a{i % 7}", $"b{i % 31}", $"f{i}");
            var bytes = i % 5 == 0 ? 0 : random.NextInt64(1L << random.Next(1, 31));
            tree.File(path, bytes, TemporaryTree.June2015.AddHours(random.Next(-60_000, 60_000)));
        }

        var expected = new DirectoryInfo(tree.Root).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => (file.Length, Log2: file.Length == 0 ? -1 : (int)Math.Floor(Math.Log2(file.Length)), Time: file.LastWriteTimeUtc))
            .GroupBy(file => (file.Log2, file.Time.Year, file.Time.Month))
            .OrderBy(group => group.Key)
            .Select(group => (group.Key.Log2, group.Key.Year, group.Key.Month, (long)group.Count(), group.Sum(file => file.Length)))
            .ToArray();
        foreach (var workers in (int[])[1, 2, 7])
        {
            foreach (var reader in (IFolderReader[])[FolderReader.For(tree.Root, false), new PortableFolderReader(false)])
            {
                var distribution = Walk(tree.Root, reader, new FileTreeWalkOptions { Workers = workers });
                var found = distribution.Bins.Select(bin => (bin.BytesLog2 ?? -1, bin.Year, bin.Month, bin.Files, bin.TotalBytes));
                Assert.Equal(expected, found);
                Assert.Equal((20_000, 1 + 7 + (7 * 31)), (distribution.Summary.Files, distribution.Summary.Folders));
            }
        }
    }

    [Fact]
    public void A_folder_without_files_gives_no_bins()
    {
        using var tree = new TemporaryTree();
        tree.Folder("empty");
        var distribution = Measure(tree.Root);
        Assert.Empty(distribution.Bins);
        Assert.Equal((2, 0, 0), (distribution.Summary.Folders, distribution.Summary.Files, distribution.Summary.TotalBytes));
    }

    [Fact]
    public void Hidden_files_and_folders_count()
    {
        using var tree = new TemporaryTree();
        var hidden = tree.File(".hidden", 10);
        var inside = tree.File(".folder/inside", 20);
        if (OperatingSystem.IsWindows())
        {
            File.SetAttributes(hidden, FileAttributes.Hidden | FileAttributes.System);
            File.SetAttributes(Path.GetDirectoryName(inside)!, FileAttributes.Hidden);
        }

        Assert.Equal(30, Measure(tree.Root).Summary.TotalBytes);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 7)]
    [InlineData(null, 15)]
    public void Depth_counts_the_levels_below_the_root(int? depth, long bytes)
    {
        using var tree = new TemporaryTree();
        tree.File("f", 1);
        tree.File("a/f", 2);
        tree.File("a/b/f", 4);
        tree.File("a/b/c/f", 8);
        Assert.Equal(bytes, Measure(tree.Root, new FileTreeWalkOptions { Depth = depth }).Summary.TotalBytes);
    }

    [Fact]
    public void A_missing_root_and_a_file_as_root_are_refused()
    {
        using var tree = new TemporaryTree();
        Assert.Throws<DirectoryNotFoundException>(() => Measure(Path.Combine(tree.Root, "missing")));
        Assert.Throws<DirectoryNotFoundException>(() => Measure(tree.File("file", 1)));
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileTreeWalkOptions { Workers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileTreeWalkOptions { Depth = -1 });
    }

    [UnixFact]
    public void Links_are_counted_as_links_and_never_followed()
    {
        using var tree = new TemporaryTree();
        using var elsewhere = new TemporaryTree();
        elsewhere.File("not-ours", 1 << 20);
        var file = tree.File("folder/file", 100);
        File.CreateSymbolicLink(Path.Combine(tree.Root, "to-file"), file);
        File.CreateSymbolicLink(Path.Combine(tree.Root, "to-nothing"), "/no/such/file");
        Directory.CreateSymbolicLink(Path.Combine(tree.Root, "to-elsewhere"), elsewhere.Root);
        Directory.CreateSymbolicLink(Path.Combine(tree.Root, "folder", "to-parent"), tree.Root);
        foreach (var reader in (IFolderReader[])[FolderReader.For(tree.Root, false), new PortableFolderReader(false)])
        {
            var summary = Walk(tree.Root, reader).Summary;
            Assert.Equal((1, 100, 4, 2), (summary.Files, summary.TotalBytes, summary.Links, summary.Folders));
        }
    }

    [UnixFact]
    public void A_root_that_is_a_link_is_walked()
    {
        using var tree = new TemporaryTree();
        tree.File("real/file", 100);
        var link = Path.Combine(tree.Root, "link");
        Directory.CreateSymbolicLink(link, Path.Combine(tree.Root, "real"));
        Assert.Equal(100, Measure(link).Summary.TotalBytes);
        Assert.Equal(100, Measure(link + "/").Summary.TotalBytes);
    }

    [UnixFact]
    public void Each_name_of_a_file_with_hard_links_counts()
    {
        using var tree = new TemporaryTree();
        TemporaryTree.Run("ln", tree.File("one", 64), Path.Combine(tree.Root, "two"));
        Assert.Equal((2, 128), (Measure(tree.Root).Summary.Files, Measure(tree.Root).Summary.TotalBytes));
    }

    private static FileSizeDistribution Measure(string root, FileTreeWalkOptions? options = null) =>
        FileTreeWalker.Measure(root, options ?? new FileTreeWalkOptions(), folder => Assert.Fail(folder.ToString()));

    private static FileSizeDistribution Walk(
        string root,
        IFolderReader reader,
        FileTreeWalkOptions? options = null)
    {
        using var walk = new FileTreeWalk(root, options ?? new FileTreeWalkOptions(), reader, CancellationToken.None);
        return walk.Run(null, null);
    }
}
