namespace Scaling.Native.Processors.Caches;

/// <summary>Working sets in geometric steps.</summary>
public static class LadderSizes
{
    /// <summary>Sizes from the least to the greatest, each 2^(1/steps) times the one before, rounded to whole multiples; no size comes twice.</summary>
    /// <param name="minimum">First size, above 0.</param>
    /// <param name="maximum">At least the minimum. No size is greater, unless this is below a single multiple.</param>
    /// <param name="stepsPerOctave">Sizes a doubling, at least 1.</param>
    /// <param name="multiple">Sizes are multiples of that.</param>
    public static IReadOnlyList<long> Between(long minimum, long maximum, int stepsPerOctave, int multiple = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minimum);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, minimum);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepsPerOctave);
        var sizes = new List<long>();
        for (var step = 0; ; step++)
        {
            var exact = minimum * Math.Pow(2, (double)step / stepsPerOctave);
            var count = Math.Min((long)Math.Round(exact / multiple), maximum / multiple);
            var size = Math.Max(1, count) * multiple;
            // Powers of two are not exact to the last bit.
            if (exact > maximum * (1 + 1e-9)) return sizes;
            if (sizes.Count == 0 || size > sizes[^1]) sizes.Add(size);
        }
    }
}
