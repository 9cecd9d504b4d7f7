using System.Buffers;
using System.Diagnostics;
using Scaling.Native.Parallel;
using Scaling.Native.Sampling.Draws;
using Scaling.Native.Sampling.Intervals;
using Scaling.Native.Sampling.Resampling;

namespace Scaling.Native.Sampling;

/// <summary>
/// One group at work: prepared by the worker that comes first, summed up by the one that ends its last block. Up to
/// <see cref="MostKept"/> statistics are kept; of more, each pass draws all blocks again, and keeps what the quantiles still need.
/// </summary>
internal sealed class GroupBootstrap
{
    /// <summary>Statistics that a group keeps, 8 MiB of them, unless all are asked for.</summary>
    internal const int MostKept = 1 << 20;

    private readonly Lock _preparing = new();
    private readonly BootstrapOptions _options;
    private readonly int _index;
    private readonly int _blocks;
    private BootstrapGroup? _group;
    private BootstrapException? _error;
    private Resampler? _resampler;
    private double[]? _values;
    private double[]? _ranked;
    private GroupQuantiles? _quantiles;
    private readonly InOrder<BlockFigures> _inOrder;
    private BlockFigures _figures;
    private IntervalFacts _facts;
    private int _rows;
    private double _totalWeight;
    private int _blocksLeft;
    private int _blocksTaken;
    private bool _isFirstPass = true;
    private long _started;

    public GroupBootstrap(int index, BootstrapGroup group, BootstrapOptions options)
    {
        (_index, _group, _options) = (index, group, options);
        _blocksLeft = _blocks = BlocksOf(options);
        _inOrder = new(AddFigures);
    }

    /// <summary>An interval with an infinite end.</summary>
    internal static BootstrapException NoEnd() => new(
        BootstrapFailure.IntervalUndefined,
        "So many resamples have no spread of their own that the studentized interval has no end. Use another method, such as Percentile.");

    public static int BlocksOf(BootstrapOptions options) => (int)(((long)options.ResampleCount + SumKernel.BlockSize - 1) / SumKernel.BlockSize);

    /// <summary>Whether all blocks of the pass after the first are given out; if not, gives out one.</summary>
    public bool TryTakeAgain(out int block) => (block = Interlocked.Increment(ref _blocksTaken) - 1) < _blocks;

    /// <summary>Draws one block.</summary>
    /// <param name="block">Every index once in a pass, on any thread.</param>
    /// <param name="cancellationToken">Looked at about every million draws.</param>
    /// <param name="drawAgain">Whether this was the last block of a pass and there is another one.</param>
    /// <returns>The outcome when this was the last block of all, else null.</returns>
    public BootstrapOutcome? DrawBlock(int block, CancellationToken cancellationToken, out bool drawAgain)
    {
        drawAgain = false;
        Prepare();
        if (_error is null) Draw(block, cancellationToken);
        if (Interlocked.Decrement(ref _blocksLeft) > 0) return null;
        if (_error is null && _isFirstPass) EndFirstPass();
        if (_error is not null)
        {
            GiveBack();
            return new BootstrapOutcome(_index, null, _error);
        }

        if (_quantiles is { } quantiles && quantiles.EndPass())
        {
            (_isFirstPass, _blocksTaken) = (false, 0);
            Volatile.Write(ref _blocksLeft, _blocks);
            drawAgain = true;
            return null;
        }

        var outcome = Conclude();
        GiveBack();
        return outcome;
    }

    private void Prepare()
    {
        if (Volatile.Read(ref _group) is null) return;
        lock (_preparing)
        {
            if (_group is not { } group) return;
            _started = Stopwatch.GetTimestamp();
            _rows = group.Values.Length;
            _error = group.Defect ?? GroupDefects.Find(group, _options);
            if (_error is null) Prepare(group);
            Volatile.Write(ref _group, null);
        }
    }

    private void Prepare(BootstrapGroup group)
    {
        _totalWeight = group.TotalWeight;
        _resampler = GroupPlan.ResamplerFor(group, _options);
        if (!double.IsFinite(_resampler.Estimate))
        {
            _error = new(BootstrapFailure.StatisticUndefined, $"The {Noun} of the group's rows has no value.");
            return;
        }

        if (_options.ResampleCount > MostKept && !_options.KeepDistribution)
        {
            if (_options.Method != IntervalMethod.Normal) _quantiles = new(_resampler.Estimate, Pilot(_resampler));
            return;
        }

        _values = Take();
        if (_options.Method == IntervalMethod.Studentized) _ranked = Take();
    }

    private double[] Pilot(Resampler resampler)
    {
        var isStudentized = _options.Method == IntervalMethod.Studentized;
        var (values, ranked) = (new double[SumKernel.BlockSize], new double[isStudentized ? SumKernel.BlockSize : 0]);
        resampler.Draw(new StreamKey(_options.Seed, _index, 0), values, ranked, default);
        if (isStudentized) ConfidenceInterval.Studentize(values, resampler.Estimate, ranked);
        return Array.FindAll(isStudentized ? ranked : values, value => !double.IsNaN(value));
    }

    private string Noun => _options.Statistic switch
    {
        BootstrapStatistic.StandardDeviation => "standard deviation",
        var statistic => statistic.ToString().ToLowerInvariant(),
    };

    private void Draw(int block, CancellationToken cancellationToken)
    {
        var first = block * SumKernel.BlockSize;
        var count = Math.Min(SumKernel.BlockSize, _options.ResampleCount - first);
        Span<double> space = stackalloc double[_values is null ? 2 * SumKernel.BlockSize : 0];
        var values = _values is null ? space[..count] : _values.AsSpan(first, count);
        var ranked = _options.Method != IntervalMethod.Studentized ? []
            : _ranked is null ? space.Slice(SumKernel.BlockSize, count) : _ranked.AsSpan(first, count);
        _resampler!.Draw(new StreamKey(_options.Seed, _index, block), values, ranked, cancellationToken);
        var figures = _isFirstPass ? BlockFigures.Of(values, _resampler.Estimate) : default;
        if (_isFirstPass) _inOrder.Deliver(block, figures);
        if (!ranked.IsEmpty) ConfidenceInterval.Studentize(values, _resampler.Estimate, ranked);
        // Undefined ones end the group, and have no rank.
        if (figures.Undefined == 0) _quantiles?.Add(ranked.IsEmpty ? values : ranked);
    }

    private void AddFigures(BlockFigures figures) => _figures.Add(figures);

    private void EndFirstPass()
    {
        if (_figures.Undefined > 0)
        {
            _error = new(
                BootstrapFailure.StatisticUndefined,
                FormattableString.Invariant($"In {_figures.Undefined} of {_options.ResampleCount} resamples the {Noun} has no value."));
            return;
        }

        var resampler = _resampler!;
        _facts = new(
            resampler.Estimate,
            resampler.Estimate + _figures.MeanDifference,
            Math.Sqrt(_figures.Variance),
            (_figures.Below + 0.5 * _figures.Equal) / _figures.Count,
            _options.Method == IntervalMethod.BCa && _figures.Variance > 0 ? resampler.Acceleration() : 0,
            _options.ConfidenceLevel);
        try
        {
            var (lower, upper) = ConfidenceInterval.Probabilities(_options.Method, _facts);
            _quantiles?.Want(lower, upper);
        }
        catch (BootstrapException e)
        {
            _error = e;
        }
    }

    private BootstrapOutcome Conclude()
    {
        var resampler = _resampler!;
        var distribution = _options.KeepDistribution
            ? Array.ConvertAll(_values!.AsSpan(0, _options.ResampleCount).ToArray(), resampler.ToLocation)
            : null;
        var (lowerQuantile, upperQuantile) = _options.Method == IntervalMethod.Normal ? default : Quantiles();
        // t-values are in units of the rows' own error.
        var facts = _options.Method == IntervalMethod.Studentized ? _facts with { StandardError = Math.Sqrt(resampler.SquaredError) } : _facts;
        var (lower, upper) = ConfidenceInterval.Bounds(_options.Method, facts, lowerQuantile, upperQuantile);
        if (!double.IsFinite(lower) || !double.IsFinite(upper)) return new(_index, null, NoEnd());
        return new(_index, new BootstrapEstimate
        {
            Estimate = resampler.ToLocation(_facts.Estimate),
            Mean = resampler.ToLocation(_facts.Mean),
            StandardError = resampler.ToDifference(_facts.StandardError),
            Bias = resampler.ToDifference(_figures.MeanDifference),
            LowerBound = resampler.ToLocation(lower),
            UpperBound = resampler.ToLocation(upper),
            Rows = _rows,
            TotalWeight = _totalWeight,
            SampleSize = resampler.SampleSize,
            ResampleCount = _options.ResampleCount,
            Elapsed = Stopwatch.GetElapsedTime(_started),
            InstructionPath = resampler.PathName,
            Distribution = distribution,
        }, null);
    }

    private (double Lower, double Upper) Quantiles()
    {
        if (_quantiles is not null) return _quantiles.Result;
        var (lower, upper) = ConfidenceInterval.Probabilities(_options.Method, _facts);
        return OrderStatistics.Quantiles((_ranked ?? _values!).AsSpan(0, _options.ResampleCount), lower, upper);
    }

    // Groups hand their arrays on, from run to run too: fresh ones of this size are for the collector to clear away.
    private double[] Take() => ArrayPool<double>.Shared.Rent(_options.ResampleCount);

    private void GiveBack()
    {
        if (_values is not null) ArrayPool<double>.Shared.Return(_values);
        if (_ranked is not null) ArrayPool<double>.Shared.Return(_ranked);
        (_values, _ranked, _quantiles, _resampler) = (null, null, null, null);
    }
}
