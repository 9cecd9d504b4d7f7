namespace Scaling.Native.Memory.Sizes;

/// <summary>A size in bytes.</summary>
/// <param name="Bytes">The size, or its estimate.</param>
/// <param name="Error">Half of the 95 % interval; 0 where it is exact.</param>
public readonly record struct SizeEstimate(long Bytes, long Error = 0)
{
    public static SizeEstimate operator +(SizeEstimate a, SizeEstimate b) => a.Plus(b);

    /// <summary>The sum of sizes that are wrong together, if at all.</summary>
    public SizeEstimate Plus(SizeEstimate other) => new(Bytes + other.Bytes, Error + other.Error);

    internal static SizeEstimate Of(double bytes, double error = 0) => new((long)Math.Round(bytes), (long)Math.Ceiling(error));
}
