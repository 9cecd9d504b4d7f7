using System.Text;
using Scaling.Native.Storage;
using Xunit;

namespace Scaling.Native.Tests.Storage;

public sealed class UnixPathTests
{
    [Fact]
    public void Any_bytes_survive_the_way_through_a_string()
    {
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var name = new byte[random.Next(0, 12)];
            random.NextBytes(name);
            // High bytes are what can go wrong.
            if (round % 2 == 0) for (var i = 0; i < name.Length; i++) name[i] |= 0x80;
            Assert.Equal([.. name, 0], UnixPath.EncodeWithTerminator(UnixPath.Decode(name)));
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("größe-日本-🗄")]
    public void Text_in_UTF8_stays_what_it_is(string name)
    {
        Assert.Equal(name, UnixPath.Decode(Encoding.UTF8.GetBytes(name)));
        Assert.Equal([.. Encoding.UTF8.GetBytes(name), 0], UnixPath.EncodeWithTerminator(name));
        Assert.Equal(name, UnixPath.ToDisplay(name));
    }

    [Fact]
    public void Bytes_outside_UTF8_show_as_replacement_characters() =>
        Assert.Equal("gr\uFFFD\uFFFDe", UnixPath.ToDisplay(UnixPath.Decode([0x67, 0x72, 0xF6, 0xDF, 0x65])));
}
