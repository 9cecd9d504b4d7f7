using System.Collections.Concurrent;
using System.Diagnostics;

namespace Scaling.Native.Sampling;

/// <summary>One group at work: prepared by the worker that comes first, summed up by the one that ends its last block.</summary>
internal sealed class GroupBootstrap
{
    private readonly Lock _preparing = new();
    private readonly BootstrapOptions _options;
    private readonly int _index;
    private BootstrapGroup? _group;
    private BootstrapException? _error;
    private CenteredSample? _sample;
    private MeanKernel? _kernel;
    private double[]? _means;
    private int _rows;
    private int _sampleSize;
    private int _blocksLeft;
    private long _started;

    public GroupBootstrap(int index, BootstrapGroup group, BootstrapOptions options)
    {
        _index = index;
        _group = group;
        _options = options;
        _blocksLeft = BlocksOf(options);
    }

    public static int BlocksOf(BootstrapOptions options) =>
        (int)(((long)options.ResampleCount + MeanKernel.BlockSize - 1) / MeanKernel.BlockSize);

    /// <summary>Draws one block of means.</summary>
    /// <param name="block">Every index once, on any thread.</param>
    /// <param name="buffers">Arrays of ResampleCount doubles, handed from finished groups to new ones.</param>
    /// <param name="cancellationToken">Checked before every mean.</param>
    /// <returns>The outcome when this was the last block, else null.</returns>
    public BootstrapOutcome? DrawBlock(int block, ConcurrentBag<double[]> buffers, CancellationToken cancellationToken)
    {
        Prepare(buffers);
        if (_kernel is not null)
        {
            var first = block * MeanKernel.BlockSize;
            var count = Math.Min(MeanKernel.BlockSize, _options.ResampleCount - first);
            _kernel.DrawBlock(
                new StreamKey(_options.Seed, _index, block), _sampleSize, _means.AsSpan(first, count), cancellationToken);
        }

        if (Interlocked.Decrement(ref _blocksLeft) > 0)
        {
            return null;
        }

        if (_error is not null)
        {
            return new BootstrapOutcome(_index, null, _error);
        }

        var estimate = Summarize(_means.AsSpan(0, _options.ResampleCount), _sample!);
        buffers.Add(_means!);
        (_means, _kernel, _sample) = (null, null, null);
        return new BootstrapOutcome(_index, estimate, null);
    }

    private void Prepare(ConcurrentBag<double[]> buffers)
    {
        lock (_preparing)
        {
            if (_group is null)
            {
                return;
            }

            _started = Stopwatch.GetTimestamp();
            _error = _group.Defect ?? GroupDefects.Find(_group);
            if (_error is null)
            {
                var values = _group.Values.Span;
                var weights = _group.Weights.Span;
                _rows = values.Length;
                _sampleSize = _options.SampleSize ?? _rows;
                _sample = new CenteredSample(values, weights);
                _means = buffers.TryTake(out var used) ? used : GC.AllocateUninitializedArray<double>(_options.ResampleCount);
                _kernel = weights.IsEmpty
                    ? new UniformMeanKernel(_sample.Deviations)
                    : new WeightedMeanKernel(AliasTable.FromWeights(weights), _sample.Deviations);
            }

            _group = null;
        }
    }

    private BootstrapEstimate Summarize(Span<double> means, CenteredSample sample)
    {
        // In the order of the means, so that the digits do not depend on who drew which block.
        CompensatedSum sum = default;
        foreach (var mean in means)
        {
            sum.Add(mean);
        }

        var center = sum.Value / means.Length;
        CompensatedSum squares = default;
        foreach (var mean in means)
        {
            squares.Add((mean - center) * (mean - center));
        }

        var tail = (1 - _options.ConfidenceLevel) / 2;
        return new BootstrapEstimate
        {
            Estimate = sample.ToLocation(sample.MeanDeviation),
            Mean = sample.ToLocation(center),
            StandardError = sample.ToDifference(Math.Sqrt(squares.Value / (means.Length - 1))),
            Bias = sample.ToDifference(center - sample.MeanDeviation),
            LowerBound = sample.ToLocation(OrderStatistics.Quantile(means, tail)),
            UpperBound = sample.ToLocation(OrderStatistics.Quantile(means, 1 - tail)),
            Rows = _rows,
            TotalWeight = sample.TotalWeight,
            SampleSize = _sampleSize,
            ResampleCount = means.Length,
            Elapsed = Stopwatch.GetElapsedTime(_started),
            InstructionPath = ParallelBootstrap.InstructionPath,
        };
    }
}
