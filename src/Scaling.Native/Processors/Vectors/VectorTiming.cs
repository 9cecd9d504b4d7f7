using Scaling.Native.Kernels;
using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Vectors;

/// <summary>How long one way to do an operation took.</summary>
public sealed record VectorTiming
{
    /// <summary>Which way.</summary>
    public required VectorVariant Variant { get; init; }

    /// <summary>Times of a run over <see cref="Elements"/>; whether the result was right.</summary>
    public required Measurement Measurement { get; init; }

    /// <summary>Instructions, or what else it was run by.</summary>
    public required string Path { get; init; }

    /// <summary>How results were stored; null where the variant itself decides, or where there are none.</summary>
    public StoreMode? Stores { get; init; }

    /// <summary>Elements of a run: all, or of slow loops the first ones.</summary>
    public required long Elements { get; init; }

    /// <summary>Where the arrays fit: L1, L2, L3 or Memory.</summary>
    public required string Level { get; init; }

    /// <summary>Seconds an element that no way to do the operation can be faster than, as far as was measured.</summary>
    public required VectorLimit Limit { get; init; }

    /// <summary>Median.</summary>
    public double SecondsPerElement => Measurement.MedianSeconds / Elements;

    /// <summary>Share of the limit that was reached.</summary>
    public double LimitShare => Limit.SecondsPerElement / SecondsPerElement;
}

/// <summary>What bounds an operation: its traffic and its arithmetic, each measured alone and at its best.</summary>
/// <param name="TrafficSeconds">Seconds an element, of reading and writing the same arrays with next to no arithmetic.</param>
/// <param name="ArithmeticSeconds">Seconds an element, of the arithmetic with all operands in registers.</param>
public sealed record VectorLimit(double TrafficSeconds, double ArithmeticSeconds)
{
    /// <summary>The greater of the two.</summary>
    public double SecondsPerElement => Math.Max(TrafficSeconds, ArithmeticSeconds);

    /// <summary>Whether arithmetic is the greater.</summary>
    public bool IsArithmetic => ArithmeticSeconds > TrafficSeconds;
}
