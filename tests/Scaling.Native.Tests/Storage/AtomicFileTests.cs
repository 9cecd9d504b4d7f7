using Scaling.Native.Storage;
using Xunit;

namespace Scaling.Native.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaling-").FullName;

    private string Target => Path.Combine(_folder, "t.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_target_is_the_old_file_until_the_commit()
    {
        File.WriteAllText(Target, "old");
        using var file = new AtomicFile(Target, overwrite: true);
        file.Stream.Write("new"u8);

        Assert.Equal("old", File.ReadAllText(Target));
        file.Commit();

        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Without_a_commit_nothing_is_left()
    {
        using (var file = new AtomicFile(Target, overwrite: true)) file.Stream.Write("new"u8);

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_must_not_be_replaced_is_refused_at_the_start_and_at_the_commit()
    {
        using var file = new AtomicFile(Target, overwrite: false);
        File.WriteAllText(Target, "meanwhile");

        Assert.Throws<IOException>(file.Commit);
        Assert.Throws<IOException>(() => new AtomicFile(Target, overwrite: false));
        Assert.Equal("meanwhile", File.ReadAllText(Target));
    }

    [Fact]
    public void A_directory_is_refused() => Assert.Throws<IOException>(() => new AtomicFile(_folder, overwrite: true));

    [Fact]
    public void What_cannot_be_written_does_not_keep_the_temporary_file()
    {
        using (var file = new AtomicFile(Target, overwrite: true))
        {
            // No file system has room there, so that flushing the buffer fails as it does on a full disk.
            file.Stream.Position = long.MaxValue - 4096;
            file.Stream.WriteByte(1);
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [UnixFact]
    public void A_link_stays_and_the_file_it_leads_to_is_replaced()
    {
        var (link, second) = (Path.Combine(_folder, "link"), Path.Combine(_folder, "second"));
        File.WriteAllText(Target, "old");
        File.CreateSymbolicLink(second, "t.bin");
        File.CreateSymbolicLink(link, second);

        using (var file = new AtomicFile(link, overwrite: true))
        {
            file.Stream.Write("new"u8);
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal(second, new FileInfo(link).LinkTarget);
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [UnixFact]
    public void A_link_to_nothing_gets_its_file()
    {
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Target);

        using (var file = new AtomicFile(link, overwrite: true)) file.Commit();

        Assert.True(File.Exists(Target));
        Assert.Equal(Target, new FileInfo(link).LinkTarget);
    }

    [LinuxFact]
    public void A_device_is_refused() => Assert.Throws<IOException>(() => new AtomicFile("/dev/null", overwrite: true));

    [UnixFact]
    public void The_new_file_has_the_permissions_of_the_old()
    {
        File.WriteAllText(Target, "old");
        foreach (var mode in new[] { UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.OtherRead })
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Target, mode);
            using (var file = new AtomicFile(Target, overwrite: true)) file.Commit();

            if (!OperatingSystem.IsWindows()) Assert.Equal(mode, File.GetUnixFileMode(Target));
        }
    }
}
