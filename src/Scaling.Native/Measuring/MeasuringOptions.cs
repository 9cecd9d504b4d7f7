namespace Scaling.Native.Measuring;

/// <summary>How long and how exactly a <see cref="MeasuringSession"/> measures.</summary>
public sealed record MeasuringOptions
{
    /// <summary>The usual care: medians to 1 %.</summary>
    public static MeasuringOptions Careful { get; } = new();

    /// <summary>A first look: medians to 5 %, short warm-ups.</summary>
    public static MeasuringOptions Quick { get; } = new()
    {
        TimeLimit = TimeSpan.FromSeconds(5),
        Precision = 0.05,
        MinimumSamples = 6,
        MaximumSamples = 60,
        SampleTime = TimeSpan.FromMilliseconds(1),
        WarmUpTime = TimeSpan.FromMilliseconds(20),
        QuietTime = TimeSpan.Zero,
    };

    /// <summary>Time for the whole session. Each variant is run at least once, whatever that takes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Half the width of the median's 95 % interval, relative to the median, at which a variant has been measured enough.</summary>
    public double Precision { get; init; } = 0.01;

    /// <summary>Fewest samples of a variant, time permitting. Six is the least that gives a 95 % interval of a median.</summary>
    public int MinimumSamples { get; init; } = 10;

    /// <summary>Most samples of a variant.</summary>
    public int MaximumSamples { get; init; } = 300;

    /// <summary>Least time of one sample: short work is repeated within it.</summary>
    public TimeSpan SampleTime { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Least time of warming up.</summary>
    public TimeSpan WarmUpTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A variant is warm when the runtime has compiled nothing for that long, which is longer than the 100 ms that it waits
    /// before it compiles methods anew. Zero asks for <see cref="WarmUpTime"/> only.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromMilliseconds(150);
}
