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
}
