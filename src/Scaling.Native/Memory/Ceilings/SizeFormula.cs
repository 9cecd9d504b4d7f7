namespace Scaling.Native.Memory.Ceilings;

/// <summary>A size with its objects found: a constant and multiples of objects' bytes.</summary>
internal sealed record SizeFormula(long Constant, IReadOnlyList<SizeTerm> Terms, bool IsUnknown)
{
    internal static SizeFormula Zero { get; } = new(0, [], false);

    internal static SizeFormula Unknown { get; } = new(0, [], true);

    internal static SizeFormula Bytes(long bytes) => new(bytes, [], false);

    internal static SizeFormula Add(SizeFormula a, SizeFormula b) =>
        new(ByteSum.Add(a.Constant, b.Constant), [.. a.Terms, .. b.Terms], a.IsUnknown || b.IsUnknown);

    /// <summary>A size with the objects found that it is a part of.</summary>
    /// <param name="size">The size as stated.</param>
    /// <param name="owner">The object or step whose size it is.</param>
    /// <param name="find">Gives the object of a name.</param>
    internal static SizeFormula From(MemorySize size, string owner, Func<string, int> find)
    {
        switch (size)
        {
            case FixedSize { ByteCount: >= 0 } bytes: return Bytes(bytes.ByteCount);
            case RatioSize { Factor: >= 0 } ratio when double.IsFinite(ratio.Factor):
                return new SizeFormula(0, [new(ratio.Factor, find(ratio.ObjectName))], false);
            case SumSize sum:
                return sum.Terms.Select(t => From(t, owner, find)).Aggregate(Zero, Add);
            case UnknownSize: return Unknown;
            case FixedSize bytes: throw OutOfRange(FormattableString.Invariant($"{bytes.ByteCount} bytes"));
            case RatioSize ratio: throw OutOfRange(FormattableString.Invariant($"{ratio.Factor} of '{ratio.ObjectName}'"));
            default: throw new ArgumentException("Not a size.", nameof(size));
        }

        MemoryPlanException OutOfRange(string stated) => new(
            MemoryPlanError.SizeOutOfRange, $"The size of '{owner}' is {stated}, but must be 0 or above.", owner);
    }

    /// <summary>The bytes, or null where a part of them is not known.</summary>
    internal long? Evaluate(Func<int, long?> bytesOf)
    {
        if (IsUnknown) return null;
        var sum = Constant;
        foreach (var (factor, planned) in Terms)
        {
            if (bytesOf(planned) is not { } bytes) return null;
            sum = ByteSum.Add(sum, ByteSum.Round(factor * bytes));
        }

        return sum;
    }
}

/// <summary>A multiple of an object's bytes.</summary>
internal readonly record struct SizeTerm(double Factor, int Object);

/// <summary>Sums of bytes that stay at the greatest number once they are there, rather than turn negative.</summary>
internal static class ByteSum
{
    internal static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    internal static long Round(double bytes) => bytes >= long.MaxValue ? long.MaxValue : (long)Math.Round(bytes);
}
