using System.Numerics;

namespace Scaling.Native.Sampling.Intervals;

/// <summary>A run of numbers, by their <see cref="OrderedBits"/>, that holds wanted order statistics.</summary>
/// <param name="First">The smallest number it may hold.</param>
/// <param name="Last">The largest.</param>
/// <param name="Below">How many numbers lie below it.</param>
/// <param name="Count">How many it holds.</param>
internal readonly record struct StreamRange(ulong First, ulong Last, long Below, long Count)
{
    /// <summary>Parts a range is counted by are as many at most.</summary>
    internal const int PartBits = 16;

    /// <summary>What it holds in ascending order, once it was gathered.</summary>
    private double[]? Values { get; init; }

    /// <summary>Whether the next pass gathers its numbers rather than counts them by parts.</summary>
    public bool IsGathered { get; private init; }

    public bool IsKnown => First == Last || Values is not null;

    /// <summary>Bits of an offset from <see cref="First"/> that do not tell parts apart.</summary>
    public int PartShift => Math.Max(0, 64 - BitOperations.LeadingZeroCount(Last - First) - PartBits);

    /// <summary>Has as many small ranges gathered in the next pass as the limit allows.</summary>
    public static void ChooseGathered(Span<StreamRange> ranges, long limit)
    {
        foreach (ref var range in ranges)
        {
            if (!range.IsKnown && range.Count <= limit)
            {
                range = range with { IsGathered = true };
                limit -= range.Count;
            }
        }
    }

    public bool Contains(ulong key) => key - First <= Last - First;

    public bool Holds(long rank) => rank >= Below && rank < Below + Count;

    public double ValueAt(long rank) => Values is null ? OrderedBits.ToDouble(First) : Values[rank - Below];

    /// <summary>The ranges within this one that hold the ranks, after a pass.</summary>
    public IEnumerable<StreamRange> Narrow(StreamPart part, long[] ranks)
    {
        if (IsKnown)
        {
            return [this];
        }

        if (part.Count != Count)
        {
            throw new InvalidOperationException($"{part.Count} numbers in a range, {Count} in the pass before.");
        }

        if (IsGathered)
        {
            return [this with { Values = part.Sorted() }];
        }

        var narrowed = new List<StreamRange>();
        var below = Below;
        for (var index = 0; index < part.Counts.Length; index++)
        {
            var first = First + ((ulong)index << PartShift);
            var parts = new StreamRange(first, Math.Min(Last, first + ((1UL << PartShift) - 1)), below, part.Counts[index]);
            if (Array.Exists(ranks, parts.Holds))
            {
                narrowed.Add(parts);
            }

            below += parts.Count;
        }

        return narrowed;
    }
}
