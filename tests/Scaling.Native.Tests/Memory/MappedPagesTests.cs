using Scaling.Native.Memory;
using Xunit;

namespace Scaling.Native.Tests.Memory;

public sealed class MappedPagesTests
{
    private static readonly string[] Recorded =
    [
        "7f6c35e00000-7f6c3de00000 rw-p 00000000 00:00 0 ",
        "Size:             131072 kB",
        "KernelPageSize:        4 kB",
        "MMUPageSize:           4 kB",
        "Rss:              131072 kB",
        "Pss:              131072 kB",
        "AnonHugePages:     98304 kB",
        "ShmemPmdMapped:        0 kB",
        "VmFlags: rd wr mr mw me ac sd hg ",
        "7f6c3de00000-7f6c3de21000 rw-p 00000000 00:00 0 ",
        "Size:                132 kB",
        "Rss:                   8 kB",
        "AnonHugePages:         0 kB",
        "7ffd3d1c5000-7ffd3d1e6000 rw-p 00000000 00:00 0                          [stack]",
        "Rss:                   0 kB",
        "AnonHugePages:         0 kB",
    ];

    [Theory]
    [InlineData(0x7f6c35e00000, 0.75)]
    [InlineData(0x7f6c3ddfffff, 0.75)]
    [InlineData(0x7f6c3de00000, 0.0)]
    [InlineData(0x7ffd3d1c5000, null)]
    [InlineData(0x7f6c3de21000, null)]
    public void The_share_of_huge_pages_is_that_of_the_mapping_around_an_address(ulong address, double? share) =>
        Assert.Equal(share, MappedPages.HugeShare(Recorded, address));

    [Fact]
    public void A_mapping_without_the_line_has_no_share() =>
        Assert.Null(MappedPages.HugeShare([Recorded[0], "Rss: 4 kB", Recorded[9], "AnonHugePages: 4 kB"], 0x7f6c35e00000));
}
