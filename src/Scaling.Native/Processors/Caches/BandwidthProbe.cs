using Scaling.Native.Kernels;
using Scaling.Native.Measuring;
using Scaling.Native.Parallel;

namespace Scaling.Native.Processors.Caches;

/// <summary>Measures the bandwidth of memory, or of a cache that holds all three arrays, with the operations of STREAM.</summary>
public sealed class BandwidthProbe : IDisposable
{
    /// <summary>Greatest mean error that STREAM accepts for doubles.</summary>
    public const double Tolerance = 1e-13;

    private readonly BandwidthOptions _options;
    private readonly WorkerTeam _team;
    private readonly StreamArrays _arrays;

    /// <summary>Allocates the arrays; each worker touches its part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An array is smaller than one element, or there is no worker.</exception>
    /// <exception cref="OutOfMemoryException">The system has no room for the arrays.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public BandwidthProbe(BandwidthOptions options, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ArrayBytes, sizeof(double), nameof(options));
        _options = options;
        _team = new WorkerTeam(options.Workers);
        try
        {
            _arrays = new StreamArrays(options.ArrayBytes, options.Pages, options.Path, _team, stop);
        }
        catch
        {
            _team.Dispose();
            throw;
        }

        HugePageShare = _arrays.HugePageShare();
    }

    /// <summary>Share of an array that lies on huge pages; null where the system does not tell.</summary>
    public double? HugePageShare { get; }

    /// <summary>Bytes of all three arrays of a given size.</summary>
    public static long WorkingSetBytes(long arrayBytes) => 3 * arrayBytes;

    /// <summary>Measures each operation with each kind of stores, all of them in turns, as STREAM does: an array that one has written is not
    /// left in the caches for the next, if it is great enough. One comparison of the session.</summary>
    /// <exception cref="OperationCanceledException">The session was stopped.</exception>
    public IReadOnlyList<BandwidthResult> Measure(MeasuringSession session)
    {
        var cases = _options.Stores.SelectMany(store => Enum.GetValues<BandwidthOperation>().Select(operation => (operation, store))).ToList();

        // Whatever order the session takes, every array has then been made by an operation.
        foreach (var operation in Enum.GetValues<BandwidthOperation>()) _arrays.Run(operation, StoreMode.Cached, 1);
        var measurements = session.Compare([.. cases.Select(c => new Variant
        {
            Name = FormattableString.Invariant($"{c.operation}, {_options.Workers} workers, {c.store} stores"),
            Run = times => _arrays.Run(c.operation, c.store, times),
            Judge = () => new OutcomeJudgement(_arrays.Error(c.operation), Tolerance),
        })]);
        return [.. cases.Select((c, i) => new BandwidthResult(c.operation, c.store, CountedBytes(c.operation), measurements[i]))];
    }

    public void Dispose()
    {
        _arrays.Dispose();
        _team.Dispose();
    }

    private long CountedBytes(BandwidthOperation operation) => StreamArrays.ArraysMoved(operation) * _arrays.Count * sizeof(double);
}
