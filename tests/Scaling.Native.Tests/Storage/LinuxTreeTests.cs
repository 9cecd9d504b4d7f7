using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Scaling.Native.Storage;
using Xunit;

namespace Scaling.Native.Tests.Storage;

[SupportedOSPlatform("linux")]
public sealed unsafe partial class LinuxTreeTests
{
    private const int CurrentFolder = -100;
    private const int Nobody = 65534;

    [LinuxFact]
    public void Pipes_sockets_and_devices_are_neither_opened_nor_counted()
    {
        using var tree = new TemporaryTree();
        // Whoever opened the pipe would wait for its other end for ever.
        TemporaryTree.Run("mkfifo", Path.Combine(tree.Root, "pipe"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(tree.Root, "socket")));
        tree.File("file", 5);
        var summary = FileTreeWalker.Measure(tree.Root, new FileTreeWalkOptions()).Summary;
        Assert.Equal((1, 5, 2), (summary.Files, summary.TotalBytes, summary.SpecialFiles));
        Assert.True(FileTreeWalker.Measure("/dev", new FileTreeWalkOptions { Depth = 0 }).Summary.SpecialFiles > 2);
    }

    [LinuxFact]
    public void Names_in_another_encoding_count_like_any_other()
    {
        using var tree = new TemporaryTree();
        // "größe" and "maß" in Latin-1
        byte[] folderName = [0x67, 0x72, 0xF6, 0xDF, 0x65, 0];
        byte[] fileName = [0x6D, 0x61, 0xDF, 0];
        var root = Open(CurrentFolder, [.. Encoding.UTF8.GetBytes(tree.Root), 0]);
        var folder = MakeAndOpen(root, folderName);
        WriteFile(root, fileName, 4096);
        WriteFile(folder, fileName, 8192);
        var distribution = FileTreeWalker.Measure(tree.Root, new FileTreeWalkOptions(), unreadable => Assert.Fail(unreadable.ToString()));
        Assert.Equal([4096, 8192], distribution.Bins.Select(bin => bin.Bytes));
        _ = Close(folder);
        _ = Close(root);
    }

    [LinuxFact]
    public void A_tree_deeper_than_the_longest_path_is_walked_to_its_end()
    {
        using var tree = new TemporaryTree();
        var name = new byte[201];
        name.AsSpan(0, 200).Fill((byte)'d');
        var folder = Open(CurrentFolder, [.. Encoding.UTF8.GetBytes(tree.Root), 0]);
        for (var level = 0; level < 100; level++)
        {
            var next = MakeAndOpen(folder, name);
            _ = Close(folder);
            folder = next;
            WriteFile(folder, "file\0"u8, 16);
        }

        _ = Close(folder);
        var distribution = FileTreeWalker.Measure(tree.Root, new FileTreeWalkOptions(), unreadable => Assert.Fail(unreadable.ToString()));
        Assert.Equal((100, 101), (distribution.Summary.Files, distribution.Summary.Folders));
    }

    [LinuxFact]
    public void The_portable_reader_reports_a_path_that_is_too_long_for_it()
    {
        using var tree = new TemporaryTree();
        var name = new byte[201];
        name.AsSpan(0, 200).Fill((byte)'d');
        var folder = Open(CurrentFolder, [.. Encoding.UTF8.GetBytes(tree.Root), 0]);
        for (var level = 0; level < 25; level++)
        {
            var next = MakeAndOpen(folder, name);
            _ = Close(folder);
            folder = next;
        }

        _ = Close(folder);
        var reported = new List<UnreadableFolder>();
        using var walk = new FileTreeWalk(tree.Root, new FileTreeWalkOptions(), new PortableFolderReader(false), CancellationToken.None);
        walk.Run(reported.Add, null);
        Assert.IsType<PathTooLongException>(Assert.Single(reported).Reason);
    }

    [LinuxFact]
    public void A_folder_without_permission_is_reported_and_its_siblings_count()
    {
        using var tree = new TemporaryTree();
        tree.File("before/file", 1);
        tree.File("secret/file", 2);
        tree.File("zebra/file", 4);
        var secret = Path.Combine(tree.Root, "secret");
        File.SetUnixFileMode(secret, UnixFileMode.None);
        foreach (var portable in (bool[])[false, true])
        {
            var (distribution, reported) = WalkUnprivileged(tree.Root, portable);
            Assert.Equal((2, 5, 1), (distribution.Summary.Files, distribution.Summary.TotalBytes, distribution.Summary.UnreadableFolders));
            var folder = Assert.Single(reported);
            Assert.Equal((secret, null), (folder.Path, folder.UncountedFiles));
            Assert.IsType<UnauthorizedAccessException>(folder.Reason);
        }
    }

    [LinuxFact]
    public void A_folder_that_lists_its_names_only_is_reported_with_the_number_of_files_it_hides()
    {
        using var tree = new TemporaryTree();
        for (var i = 0; i < 3; i++) tree.File($"names-only/file{i}", 2);
        tree.File("sibling/file", 4);
        var folder = Path.Combine(tree.Root, "names-only");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        foreach (var portable in (bool[])[false, true])
        {
            var (distribution, reported) = WalkUnprivileged(tree.Root, portable);
            Assert.Equal((1, 4), (distribution.Summary.Files, distribution.Summary.TotalBytes));
            Assert.Equal((folder, 3L), (Assert.Single(reported).Path, reported[0].UncountedFiles));
        }
    }

    [LinuxFact]
    public void Another_file_system_is_entered_unless_told_otherwise()
    {
        // A tmpfs on every Linux; where a container has it as a plain folder, there is no border to test.
        const string Memory = "/dev/shm";
        if (!DriveInfo.GetDrives().Any(drive => drive.Name == Memory)) return;
        var file = Path.Combine(Memory, Guid.NewGuid().ToString("N"));
        using (var stream = File.Create(file)) stream.SetLength(12_345);
        try
        {
            File.SetLastWriteTimeUtc(file, new DateTime(1983, 4, 5, 0, 0, 0, DateTimeKind.Utc));
            foreach (var portable in (bool[])[false, true])
            {
                Assert.Contains(WalkDevices(portable, oneFileSystem: false).Bins, bin => bin is { Bytes: 8192, Year: 1983, Month: 4 });
                var distribution = WalkDevices(portable, oneFileSystem: true);
                Assert.DoesNotContain(distribution.Bins, bin => bin.Year == 1983);
                Assert.True(distribution.Summary.OtherFileSystems > 0);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static FileSizeDistribution WalkDevices(bool portable, bool oneFileSystem)
    {
        IFolderReader reader = portable ? new PortableFolderReader(oneFileSystem) : FolderReader.For("/dev", oneFileSystem);
        using var walk = new FileTreeWalk("/dev", new FileTreeWalkOptions { Depth = 1 }, reader, CancellationToken.None);
        return walk.Run(null, null);
    }

    /// <summary>
    /// Root may read everything, so the walk runs on a thread whose file system user is nobody; its threads inherit that.
    /// </summary>
    private static (FileSizeDistribution Distribution, List<UnreadableFolder> Reported) WalkUnprivileged(string root, bool portable)
    {
        // Nobody keeps root's group here, so the group's permissions are the ones that matter.
        File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        IFolderReader reader = portable ? new PortableFolderReader(false) : FolderReader.For(root, false);
        FileSizeDistribution? distribution = null;
        var reported = new List<UnreadableFolder>();
        var thread = new Thread(() =>
        {
            if (Environment.IsPrivilegedProcess) _ = SetFileSystemUser(Nobody);
            using var walk = new FileTreeWalk(root, new FileTreeWalkOptions { Workers = 2 }, reader, CancellationToken.None);
            distribution = walk.Run(reported.Add, null);
        });
        thread.Start();
        thread.Join();
        return (distribution!, reported);
    }

    private static int MakeAndOpen(int parent, byte[] name)
    {
        fixed (byte* path = name) Assert.Equal(0, MakeFolder(parent, path, 0x1ED));
        return Open(parent, name);
    }

    private static int Open(int parent, byte[] name)
    {
        fixed (byte* path = name)
        {
            var descriptor = OpenAt(parent, path, 0, 0);
            Assert.True(descriptor >= 0);
            return descriptor;
        }
    }

    private static void WriteFile(int parent, ReadOnlySpan<byte> name, long bytes)
    {
        const int CreateForWriting = 0x41;
        fixed (byte* path = name)
        {
            var descriptor = OpenAt(parent, path, CreateForWriting, 0x1A4);
            Assert.True(descriptor >= 0);
            Assert.Equal(0, Truncate(descriptor, bytes));
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "mkdirat")]
    private static partial int MakeFolder(int parent, byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "openat")]
    private static partial int OpenAt(int parent, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "ftruncate")]
    private static partial int Truncate(int descriptor, long length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(int user);
}
