using Scaling.Native.Storage;
using Xunit;

namespace Scaling.Native.Tests.Storage;

public sealed class FileTreeWalkTests
{
    [Fact]
    public void A_folder_removed_after_its_parent_was_listed_is_no_error()
    {
        using var tree = new TemporaryTree();
        var doomed = tree.Folder("doomed");
        tree.File("sibling/file", 8);
        var reader = new HookedReader(FolderReader.For(tree.Root, false), path =>
        {
            if (path == doomed) Directory.Delete(doomed);
        });
        var summary = Walk(tree.Root, reader).Summary;
        Assert.Equal((1, 2, 0), (summary.Files, summary.Folders, summary.UnreadableFolders));
    }

    [Fact]
    public void A_file_removed_after_its_name_was_listed_is_no_error()
    {
        foreach (var portable in (bool[])[false, true])
        {
            using var tree = new TemporaryTree();
            for (var i = 0; i < 50; i++) tree.File($"file{i}", 4);
            IFolderReader reader = portable ? new PortableFolderReader(false) : FolderReader.For(tree.Root, false);
            var remover = new Remover(tree.Root);
            reader.Read(tree.Root, remover, CancellationToken.None);
            // Windows lists sizes and times with the names, so it cannot notice.
            Assert.True(remover.Files == 1 || OperatingSystem.IsWindows());
        }
    }

    [Fact]
    public void A_root_removed_before_it_is_read_is_reported()
    {
        using var tree = new TemporaryTree();
        var root = tree.Folder("root");
        var reader = new HookedReader(FolderReader.For(root, false), _ => Directory.Delete(root));
        var reported = new List<UnreadableFolder>();
        Assert.Empty(Walk(root, reader, onUnreadable: reported.Add).Bins);
        Assert.Equal(root, Assert.Single(reported).Path);
    }

    [Fact]
    public void Every_failing_folder_is_reported_on_the_calling_thread_and_the_others_still_count()
    {
        using var tree = new TemporaryTree();
        for (var i = 0; i < 1000; i++) tree.Folder($"bad{i}");
        for (var i = 0; i < 10; i++) tree.File($"good{i}/file", 3);
        var reader = new HookedReader(FolderReader.For(tree.Root, false), path =>
        {
            if (Path.GetFileName(path).StartsWith("bad", StringComparison.Ordinal)) throw new IOException("Input/output error");
        });
        var threads = new HashSet<int>();
        var paths = new HashSet<string>();
        var distribution = Walk(tree.Root, reader, new FileTreeWalkOptions { Workers = 4 }, folder =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            paths.Add(folder.Path);
        });
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
        Assert.Equal((1000, 1000), (paths.Count, distribution.Summary.UnreadableFolders));
        Assert.Equal((10, 30), (distribution.Summary.Files, distribution.Summary.TotalBytes));
    }

    [Fact]
    public void Progress_reports_reach_the_calling_thread_while_the_walk_goes_on()
    {
        var seen = 0L;
        var progress = new Callback<FileTreeProgress>(value => Interlocked.Exchange(ref seen, value.Files));
        var distribution = Walk("/", new EndlessReader(_ => Interlocked.Read(ref seen) > 0), progress: progress);
        Assert.InRange(seen, 1, distribution.Summary.Files);
        Assert.Equal(65, distribution.Summary.Folders);
        Assert.Equal(Environment.CurrentManagedThreadId, progress.LastThread);
    }

    [Fact]
    public void A_cancelled_walk_leaves_no_thread_behind()
    {
        using var source = new CancellationTokenSource();
        var reader = new EndlessReader(files =>
        {
            if (files == 500) source.Cancel();
            return false;
        });
        using var walk = new FileTreeWalk("/", new FileTreeWalkOptions { Workers = 3 }, reader, source.Token);
        Assert.Throws<OperationCanceledException>(() => walk.Run(null, null));
        Assert.False(walk.IsRunning);
    }

    [Fact]
    public void A_callback_that_throws_ends_the_walk_with_its_exception()
    {
        var reader = new HookedReader(new EndlessReader(_ => false), path =>
        {
            if (path == "/folder63") throw new UnauthorizedAccessException("Permission denied");
        });
        using var walk = new FileTreeWalk("/", new FileTreeWalkOptions { Workers = 3 }, reader, CancellationToken.None);
        Assert.Throws<NotSupportedException>(() => walk.Run(_ => throw new NotSupportedException(), null));
        Assert.False(walk.IsRunning);
    }

    [Fact]
    public void A_fault_in_a_worker_reaches_the_caller()
    {
        var reader = new HookedReader(new EndlessReader(_ => false), path =>
        {
            if (path == "/folder63") throw new InvalidOperationException("fault");
        });
        using var walk = new FileTreeWalk("/", new FileTreeWalkOptions { Workers = 3 }, reader, CancellationToken.None);
        Assert.Throws<InvalidOperationException>(() => walk.Run(null, null));
        Assert.False(walk.IsRunning);
    }

    private static FileSizeDistribution Walk(
        string root,
        IFolderReader reader,
        FileTreeWalkOptions? options = null,
        Action<UnreadableFolder>? onUnreadable = null,
        IProgress<FileTreeProgress>? progress = null)
    {
        using var walk = new FileTreeWalk(root, options ?? new FileTreeWalkOptions(), reader, CancellationToken.None);
        return walk.Run(onUnreadable, progress);
    }

    private sealed class Callback<T>(Action<T> action) : IProgress<T>
    {
        internal int LastThread { get; private set; }

        public void Report(T value)
        {
            LastThread = Environment.CurrentManagedThreadId;
            action(value);
        }
    }

    /// <summary>Removes every file of the folder when the first is seen.</summary>
    private sealed class Remover(string folder) : IFolderVisitor
    {
        internal int Files { get; private set; }

        public void OnFile(long bytes, long modifiedUnixSeconds)
        {
            Assert.Equal(4, bytes);
            if (Files++ > 0) return;
            foreach (var file in Directory.GetFiles(folder)) File.Delete(file);
        }

        public void OnFolder(string name) => Assert.Fail(name);

        public void OnLink() => Assert.Fail("link");

        public void OnSpecialFile() => Assert.Fail("special file");

        public void OnOtherFileSystem() => Assert.Fail("other file system");

        public void OnUncounted(Exception reason) => throw reason;
    }

    /// <summary>Does something before each folder is read.</summary>
    private sealed class HookedReader(IFolderReader reader, Action<string> beforeRead) : IFolderReader
    {
        public void Read(string path, IFolderVisitor visitor, CancellationToken cancellationToken)
        {
            beforeRead(path);
            reader.Read(path, visitor, cancellationToken);
        }
    }

    /// <summary>A root with 64 subfolders, and files without end in each of them, until told otherwise or cancelled.</summary>
    private sealed class EndlessReader(Func<long, bool> isLast) : IFolderReader
    {
        private long _files;

        public void Read(string path, IFolderVisitor visitor, CancellationToken cancellationToken)
        {
            for (var i = 0; path == "/" && i < 64; i++) visitor.OnFolder($"folder{i}");
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                visitor.OnFile(1, 0);
            }
            while (!isLast(Interlocked.Increment(ref _files)));
        }
    }
}
