using Scaling.Native.Memory.Peaks;
using Xunit;

namespace Scaling.Native.Tests.Memory.Peaks;

public class LookPauseTests
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void Cheap_looks_are_as_often_as_is_wanted() => Assert.Equal(AtLeast, new LookPause().After(TimeSpan.FromMicroseconds(50), AtLeast));

    [Theory]
    [InlineData(0.2)]
    [InlineData(4)]
    [InlineData(100)]
    public void Waits_are_seventy_times_what_looks_cost(double milliseconds)
    {
        var (pause, wait) = (new LookPause(), TimeSpan.Zero);
        for (var i = 0; i < 50; i++) wait = pause.After(TimeSpan.FromMilliseconds(milliseconds), AtLeast);
        Assert.Equal(70 * milliseconds, wait.TotalMilliseconds, 70 * milliseconds / 100);
    }

    [Fact]
    public void One_look_that_costs_more_keeps_the_next_from_coming_for_a_while_only()
    {
        var pause = new LookPause();
        Assert.Equal(175, pause.After(TimeSpan.FromMilliseconds(10), AtLeast).TotalMilliseconds);
        var waits = Enumerable.Range(0, 20).Select(_ => pause.After(TimeSpan.Zero, AtLeast)).ToList();
        Assert.Equal(waits.OrderDescending(), waits);
        Assert.Equal(AtLeast, waits[^1]);
    }
}
