namespace Scaling.Native.Memory.Peaks;

/// <summary>What the garbage collector has counted since the process began.</summary>
/// <param name="AllocatedBytes">Bytes allocated, whether they are alive or not.</param>
/// <param name="Collections">Collections by the highest generation that they collected, 0 to 2.</param>
/// <param name="Pause">For how long threads were suspended.</param>
internal sealed record CollectorFigures(long AllocatedBytes, int[] Collections, TimeSpan Pause)
{
    internal static CollectorFigures Now()
    {
        var collections = new int[GC.MaxGeneration + 1];
        // The runtime counts a collection of a generation as one of the younger ones too.
        for (var (g, older) = (GC.MaxGeneration, 0); g >= 0; g--)
        {
            var counted = GC.CollectionCount(g);
            (collections[g], older) = (counted - older, counted);
        }

        return new CollectorFigures(GC.GetTotalAllocatedBytes(precise: true), collections, GC.GetTotalPauseDuration());
    }

    internal CollectorFigures Since(CollectorFigures earlier)
    {
        var collections = new int[Collections.Length];
        for (var g = 0; g < collections.Length; g++) collections[g] = Collections[g] - earlier.Collections[g];
        return new(AllocatedBytes - earlier.AllocatedBytes, collections, Pause - earlier.Pause);
    }
}
