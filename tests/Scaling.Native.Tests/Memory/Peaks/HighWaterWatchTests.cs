using Scaling.Native.Memory.Peaks;
using Xunit;

namespace Scaling.Native.Tests.Memory.Peaks;

public sealed class HighWaterWatchTests
{
    [Fact]
    public void A_reset_mark_gives_the_peak_of_the_span()
    {
        var memory = new Tank { CanReset = true };
        memory.Fill(900).Fill(100);
        using var watch = HighWaterWatch.Begin(memory);
        memory.Fill(300).Fill(50);
        Assert.Equal((100, 300, PeakSource.ResetHighWaterMark), (watch.StartBytes, watch.PeakBytes, watch.Source));
    }

    [Fact]
    public void A_mark_that_cannot_be_reset_is_exact_once_it_is_passed()
    {
        var memory = new Tank();
        memory.Fill(400).Fill(100);
        using var watch = HighWaterWatch.Begin(memory);
        memory.Fill(401);
        Assert.Equal((401, PeakSource.NewHighWaterMark), (watch.PeakBytes, watch.Source));
    }

    [Fact]
    public void A_mark_that_cannot_be_reset_and_is_not_passed_is_no_more_than_a_bound()
    {
        var memory = new Tank();
        memory.Fill(400).Fill(100);
        using var watch = HighWaterWatch.Begin(memory);
        memory.Fill(400);
        Assert.Equal((400, PeakSource.EarlierHighWaterMark), (watch.PeakBytes, watch.Source));
    }

    [Fact]
    public void An_inner_watch_takes_nothing_from_an_outer_one()
    {
        var memory = new Tank { CanReset = true };
        memory.Fill(100);
        using var outer = HighWaterWatch.Begin(memory);
        memory.Fill(700).Fill(200);
        using (var inner = HighWaterWatch.Begin(memory))
        {
            memory.Fill(300).Fill(100);
            Assert.Equal(300, inner.PeakBytes);
        }

        memory.Fill(150);
        Assert.Equal(700, outer.PeakBytes);
    }

    [Fact]
    public void Watches_that_overlap_have_the_peak_of_their_own_span()
    {
        var memory = new Tank { CanReset = true };
        memory.Fill(100);
        using var first = HighWaterWatch.Begin(memory);
        memory.Fill(500).Fill(200);
        using var second = HighWaterWatch.Begin(memory);
        memory.Fill(400);
        first.Dispose();
        memory.Fill(900);
        second.Dispose();
        Assert.Equal((500, 900), (first.PeakBytes, second.PeakBytes));
    }

    /// <summary>Memory that holds what it is told to.</summary>
    private sealed class Tank : ProcessMemory
    {
        private long _level;
        private long _mark;

        internal bool CanReset { get; init; }

        internal override long ResidentBytes => _level;

        internal override long HighWaterBytes => _mark;

        internal Tank Fill(long level)
        {
            _level = level;
            _mark = Math.Max(_mark, level);
            return this;
        }

        internal override bool TryReset()
        {
            if (CanReset) _mark = _level;
            return CanReset;
        }
    }
}
