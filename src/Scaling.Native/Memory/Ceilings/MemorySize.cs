namespace Scaling.Native.Memory.Ceilings;

/// <summary>How much memory an object, or a step's temporary data, takes: bytes, a part of another object, a sum of these, or not known.</summary>
public abstract record MemorySize
{
    private protected MemorySize()
    {
    }

    /// <summary>A size that nobody has stated. Sums leave it out and say so.</summary>
    public static MemorySize Unknown { get; } = new UnknownSize();

    public static MemorySize Zero { get; } = new FixedSize(0);

    public static MemorySize Bytes(long bytes) => new FixedSize(bytes);

    /// <param name="factor">0.5 for half of the object's bytes.</param>
    /// <param name="objectName">The object; see <see cref="MemoryPlan.FromSteps"/> for which of its versions.</param>
    public static MemorySize Ratio(double factor, string objectName) => new RatioSize(factor, objectName);

    public static MemorySize Sum(params IReadOnlyList<MemorySize> terms) => terms.Count == 1 ? terms[0] : new SumSize(terms);
}

/// <summary>A number of bytes.</summary>
public sealed record FixedSize(long ByteCount) : MemorySize;

/// <summary>A multiple of an object's bytes.</summary>
public sealed record RatioSize(double Factor, string ObjectName) : MemorySize;

/// <summary>Sizes that add up.</summary>
public sealed record SumSize(IReadOnlyList<MemorySize> Terms) : MemorySize;

/// <summary>See <see cref="MemorySize.Unknown"/>.</summary>
public sealed record UnknownSize : MemorySize;
