using Scaling.Native.Memory;
using Xunit;

namespace Scaling.Native.Tests.Memory;

public sealed unsafe class AlignedMemoryTests
{
    [Theory]
    [InlineData(0, 0, 64)]
    [InlineData(1, 0, 64)]
    [InlineData(1000, 128, 64)]
    [InlineData(2 << 20, 0, 2 << 20)]
    [InlineData((5 << 20) + 8, 320, 2 << 20)]
    public void It_begins_a_stagger_after_a_line_or_a_huge_page_and_can_be_written_to_its_end(long bytes, int stagger, int alignment)
    {
        using var memory = new AlignedMemory(bytes, stagger);
        Assert.Equal(bytes, memory.Length);
        Assert.Equal(0, ((nint)memory.Pointer - stagger) % alignment);
        new Span<byte>(memory.Pointer, (int)bytes).Fill(7);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4 << 20)]
    public void What_is_leased_is_freed_after_the_lease(long bytes)
    {
        var memory = new AlignedMemory(bytes);
        using (new AlignedMemory.Lease(memory))
        {
            var first = (byte*)memory.Pointer;
            memory.Dispose();
            *first = 1;
        }

        Assert.True(memory.Pointer is null);
    }

    [Theory]
    [InlineData(1L << 60)]
    [InlineData(long.MaxValue)]
    public void Where_there_is_not_as_much_it_is_not_had(long bytes) => Assert.ThrowsAny<OutOfMemoryException>(() => new AlignedMemory(bytes));
}
