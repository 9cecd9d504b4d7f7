using System.Collections.Concurrent;
using Scaling.Native.Sampling.Intervals;

namespace Scaling.Native.Sampling.Resampling;

/// <summary>The quantiles of one group's resamples where these are too many to keep: workers add to accumulators that they share by turns.</summary>
/// <param name="estimate">Of the rows.</param>
/// <param name="pilot">Some of what is to come.</param>
internal sealed class GroupQuantiles(double estimate, ReadOnlySpan<double> pilot)
{
    private readonly StreamedQuantiles _stream = new(estimate, pilot);
    private ConcurrentBag<StreamedQuantiles.Accumulator> _accumulators = [];
    private (double Lower, double Upper) _wanted;

    /// <summary>When no pass is needed any more.</summary>
    internal (double Lower, double Upper) Result => _stream.Result;

    /// <summary>Adds a block of the pass, on any thread.</summary>
    internal void Add(ReadOnlySpan<double> values)
    {
        var accumulator = _accumulators.TryTake(out var free) ? free : _stream.CreateAccumulator();
        accumulator.Add(values);
        _accumulators.Add(accumulator);
    }

    /// <summary>Tells the probabilities, before the first pass is ended.</summary>
    internal void Want(double lower, double upper) => _wanted = (lower, upper);

    /// <summary>Ends a pass whose blocks are all added.</summary>
    /// <returns>Whether another one is needed.</returns>
    internal bool EndPass()
    {
        foreach (var accumulator in _accumulators) _stream.Merge(accumulator);
        _accumulators = [];
        return _stream.EndPass(_wanted.Lower, _wanted.Upper);
    }
}
