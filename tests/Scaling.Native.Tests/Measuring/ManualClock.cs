namespace Scaling.Native.Tests.Measuring;

/// <summary>A clock that work moves by hand.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => _ticks;

    internal void Advance(double seconds) => _ticks += (long)Math.Round(seconds * TimestampFrequency);
}
