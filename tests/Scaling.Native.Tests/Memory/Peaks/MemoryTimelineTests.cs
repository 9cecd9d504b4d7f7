using Scaling.Native.Memory.Peaks;
using Xunit;

namespace Scaling.Native.Tests.Memory.Peaks;

public sealed class MemoryTimelineTests
{
    [Fact]
    public void A_full_timeline_keeps_every_other_sample_and_goes_on_at_twice_the_interval()
    {
        var timeline = new MemoryTimeline(TimeSpan.FromSeconds(1));
        var seconds = 0.0;
        for (var i = 0; i <= MemoryTimeline.Capacity; i++)
        {
            timeline.Add(new MemorySample(seconds, 0, 0, 0));
            seconds += timeline.Interval.TotalSeconds;
        }

        Assert.Equal(TimeSpan.FromSeconds(2), timeline.Interval);
        Assert.Equal(
            Enumerable.Range(0, MemoryTimeline.Capacity / 2 + 1).Select(i => 2.0 * i), timeline.ToArray().Select(sample => sample.Seconds));
    }
}
