using Scaling.Native.Processors;
using Xunit;

namespace Scaling.Native.Tests.Processors;

public sealed class SystemViewTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public void Texts_of_any_length_are_read_whole(int length)
    {
        using var system = new RecordedSystem();
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));
        Assert.Equal(text, system.File("/sys/a", text).File("/proc/b", text).View.Text("/sys/a"));
        Assert.Equal(text, system.View.Text("/proc/b"));
    }

    [Fact]
    public void Files_of_the_kernel_are_read_to_their_end_though_it_gives_less_than_was_asked_for()
    {
        if (!OperatingSystem.IsLinux()) return;
        var text = SystemView.Current.Text("/proc/self/smaps")!;
        Assert.True(text.Length > 4096);
        Assert.StartsWith("VmFlags:", text.Split('\n')[^1]);
    }

    [Fact]
    public void What_cannot_be_read_is_null()
    {
        using var system = new RecordedSystem();
        var view = system.File("/a/b", "x").View;
        Assert.Null(view.Text("/a"));
        Assert.Null(view.Text("/none"));
        Assert.Null(view.Number("/a/b"));
        Assert.Empty(view.Entries("/none"));
        Assert.Equal(["b"], view.Entries("/a"));
    }
}
