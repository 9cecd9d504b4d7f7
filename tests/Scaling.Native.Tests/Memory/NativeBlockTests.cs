using Scaling.Native.Memory;
using Xunit;

namespace Scaling.Native.Tests.Memory;

public sealed unsafe class NativeBlockTests
{
    [Theory]
    [InlineData(PageKind.System)]
    [InlineData(PageKind.Huge)]
    [InlineData(PageKind.Base)]
    public void A_block_is_aligned_and_writable_to_its_last_byte(PageKind pages)
    {
        using var block = new NativeBlock((4 << 20) + 3, pages);
        Assert.Equal(0, (nint)block.Start % NativeBlock.HugePageBytes);
        new Span<byte>(block.Start, (int)block.Bytes).Fill(7);
        Assert.Equal(7, block.Start[block.Bytes - 1]);
        if (OperatingSystem.IsLinux()) Assert.InRange(block.HugePageShare()!.Value, 0, pages == PageKind.Base ? 0 : 1);
        else Assert.Null(block.HugePageShare());
    }

    [Fact]
    public void More_than_the_address_space_is_refused() =>
        Assert.ThrowsAny<OutOfMemoryException>(() => new NativeBlock(1L << 60, PageKind.System).Dispose());

    [Fact]
    public void A_block_may_be_disposed_twice()
    {
        var block = new NativeBlock(1, PageKind.System);
        block.Dispose();
        block.Dispose();
        Assert.True(block.Start is null);
    }
}
