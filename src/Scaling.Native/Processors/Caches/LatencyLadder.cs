using Scaling.Native.Measuring;
using Scaling.Native.Memory;

namespace Scaling.Native.Processors.Caches;

/// <summary>Measures how long a load takes by the size of its working set.</summary>
public sealed unsafe class LatencyLadder : IDisposable
{
    private readonly LatencyLadderOptions _options;
    private readonly NativeBlock _block;

    /// <exception cref="ArgumentException">There is no working set, or one has no room for a load.</exception>
    /// <exception cref="OutOfMemoryException">The system has no room for the greatest working set.</exception>
    public LatencyLadder(LatencyLadderOptions options)
    {
        if (options.WorkingSets.Count == 0) throw new ArgumentException("There is no working set.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StrideBytes, sizeof(nint), nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WorkingSets.Min(), options.StrideBytes, nameof(options));
        _options = options;
        _block = new NativeBlock(Math.Max(options.WorkingSets.Max(), LineSizeProbe.BlockBytes(options.FirstCacheBytes)), options.Pages);
    }

    /// <summary>How many comparisons of a session <see cref="MeasureLine"/> takes; the ladder itself takes one a working set.</summary>
    public static int LineComparisons => LineSizeProbe.Comparisons;

    /// <summary>Share of the memory that lies on huge pages, once it is measured; null where the system does not tell.</summary>
    public double? HugePageShare { get; private set; }

    /// <summary>Measures all working sets, the smallest first.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<LatencyRung> Measure(MeasuringSession session, CancellationToken stop = default)
    {
        var rungs = _options.WorkingSets.Select(bytes => Measure(session, bytes, stop)).ToList();
        HugePageShare = _block.HugePageShare();
        return rungs;
    }

    /// <summary>Measures loads that come in pairs, by the distance within a pair.</summary>
    public IReadOnlyList<LineSizePoint> MeasureLine(MeasuringSession session, CancellationToken stop = default) =>
        LineSizeProbe.Measure(_block, _options.FirstCacheBytes, session, _options.Seed, stop);

    public void Dispose() => _block.Dispose();

    private LatencyRung Measure(MeasuringSession session, long bytes, CancellationToken stop)
    {
        var slots = bytes / _options.StrideBytes;
        var random = PointerChase.OpenRandom(_options.Seed, (ulong)bytes);
        var place = PointerChase.Link(_block.Start, slots, _options.StrideBytes, _options.Pattern, ref random, _options.WorkingSets.Max(), stop);
        place = PointerChase.FollowOnce(place, slots, stop);
        var name = FormattableString.Invariant($"{bytes} bytes");
        return new LatencyRung(bytes, session.MeasureUnit(name, loads => place = PointerChase.Follow(place, loads)));
    }
}
