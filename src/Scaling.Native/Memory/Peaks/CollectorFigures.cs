namespace Scaling.Native.Memory.Peaks;

/// <summary>What the garbage collector has counted since the process began.</summary>
/// <param name="AllocatedBytes">Bytes allocated, whether they are alive or not.</param>
/// <param name="Collections">Collections by the highest generation that they collected, 0 to 2.</param>
/// <param name="Pause">For how long threads were suspended.</param>
internal sealed record CollectorFigures(long AllocatedBytes, int[] Collections, TimeSpan Pause)
{
    internal static CollectorFigures Now()
    {
        // The runtime counts a collection of a generation as one of the younger ones too.
        var counts = Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount).Append(0).ToArray();
        return new CollectorFigures(
            GC.GetTotalAllocatedBytes(precise: true),
            [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => counts[g] - counts[g + 1])],
            GC.GetTotalPauseDuration());
    }

    internal CollectorFigures Since(CollectorFigures earlier) => new(
        AllocatedBytes - earlier.AllocatedBytes,
        [.. Collections.Zip(earlier.Collections, (now, then) => now - then)],
        Pause - earlier.Pause);
}
