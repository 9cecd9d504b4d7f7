using System.Buffers;
using Scaling.Native.Sampling.Draws;
using Scaling.Native.Sampling.Statistics;

namespace Scaling.Native.Sampling.Resampling;

/// <summary>Quantiles: how often each value was drawn, counted in the order of the values.</summary>
internal sealed class QuantileResampler : Resampler
{
    /// <summary>Counts are kept for all values where there are no more of them than so many a draw; else draws are sorted.</summary>
    private const int ValuesPerDraw = 8;

    private const int LargeExponent = 600;
    private const double LargeValue = 1e150;
    private const double SmallValue = 1e-150;

    private readonly RowSet _rows;
    private readonly double _probability;
    private readonly bool _isWeighted;
    private readonly IndexSource[] _sources;
    private readonly SlotDraws? _slots;
    private readonly double[] _ascending;
    private readonly int[] _ranks;
    private readonly int _exponent;

    /// <param name="rows">What is drawn from.</param>
    /// <param name="probability">Of the quantile.</param>
    /// <param name="isWeighted">Whether the rows have weights.</param>
    /// <param name="indices">How to draw where rows are not drawn one by one with replacement, else null.</param>
    /// <param name="path">How to draw.</param>
    internal QuantileResampler(RowSet rows, double probability, bool isWeighted, IndexSource? indices, DrawPath path)
    {
        (_rows, _probability, _isWeighted) = (rows, probability, isWeighted);
        (_ascending, _ranks) = Rank(rows.Columns[0]);
        // Squares of differences are to stay within a double.
        _exponent = Math.Max(-_ascending[0], _ascending[^1]) switch { > LargeValue => LargeExponent, < SmallValue => -LargeExponent, _ => 0 };
        for (var i = 0; i < _ascending.Length && _exponent != 0; i++) _ascending[i] = Math.ScaleB(_ascending[i], -_exponent);
        Estimate = At(probability);
        _slots = indices is null && rows.Strata.Length == 1 && SlotTable.TryCreate(rows.Weights) is { } table ? new(table, path) : null;
        _sources = _slots is not null ? []
            : Array.ConvertAll(rows.Strata, s => indices ?? IndexSource.Of(rows.Weights.AsSpan(s.First, s.Rows)));
    }

    internal override int SampleSize => _rows.SampleSize;

    internal override double Estimate { get; }

    internal override double SquaredError
    {
        get
        {
            // As if the sample had been as large: counts in proportion to the weights.
            var reach = CountedQuantile.Reach(_probability, SampleSize);
            var (lower, upper) = (At(Math.Max(_probability - reach, 0)), At(Math.Min(_probability + reach, 1)));
            return CountedQuantile.SquaredError(lower, upper);
        }
    }

    internal override string PathName => _slots?.Path.Name ?? "Scalar";

    internal override void Draw(in StreamKey key, Span<double> values, Span<double> squaredErrors, CancellationToken cancellationToken)
    {
        if (_slots is not null) DrawSlots(key, values, squaredErrors, cancellationToken);
        else DrawIndices(key, values, squaredErrors, cancellationToken);
    }

    internal override double Acceleration()
    {
        if (_isWeighted) return _probability is > 0 and < 1 ? QuantileAcceleration.Weighted(_probability, SampleSize) : double.NaN;
        var all = new double[(int)_rows.TotalWeight];
        for (int row = 0, next = 0; row < _rows.Count; row++)
            for (var i = 0UL; i < _rows.Weights[row]; i++) all[next++] = _rows.Columns[0][row];
        Array.Sort(all);
        return QuantileAcceleration.Unweighted(all, _probability);
    }

    internal override double ToLocation(double value) => Math.ScaleB(value, _exponent);

    internal override double ToDifference(double difference) => Math.ScaleB(difference, _exponent);

    private static (double[] Ascending, int[] Ranks) Rank(double[] values)
    {
        var (sorted, order) = ((double[])values.Clone(), new int[values.Length]);
        for (var row = 0; row < order.Length; row++) order[row] = row;
        Array.Sort(sorted, order);
        var ranks = new int[values.Length];
        var last = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[last]) sorted[++last] = sorted[i];
            ranks[order[i]] = last;
        }

        return (sorted[..(last + 1)], ranks);
    }

    private double At(double probability)
    {
        var weights = new ulong[_ascending.Length];
        for (var row = 0; row < _rows.Count; row++) weights[_ranks[row]] += _rows.Weights[row];
        return _isWeighted
            ? CountedQuantile.Weighted(weights, _ascending, probability)
            : CountedQuantile.Value(Array.ConvertAll(weights, w => (uint)w), _ascending, (long)_rows.TotalWeight, probability);
    }

    private unsafe void DrawSlots(in StreamKey key, Span<double> values, Span<double> squaredErrors, CancellationToken cancellationToken)
    {
        const int Tile = DrawPath.Tile;
        var table = _slots!.Table;
        var state = stackalloc ulong[DrawPath.StateWords];
        SlotDraws.Open(key, 0, state);
        var rest = key.Open(StreamPurpose.Rests, 0);
        var numbers = stackalloc byte[Math.Min(SampleSize, DrawPath.MostDraws) * Tile];
        var rests = stackalloc byte[Tile];
        var counts = ArrayPool<uint>.Shared.Rent(Tile * _ascending.Length);
        var places = Array.ConvertAll(table.Categories, row => _ranks[row]);
        try
        {
            for (var first = 0; first < values.Length; first += Tile)
            {
                Array.Clear(counts, 0, Tile * _ascending.Length);
                for (int done = 0, pass = 0; done < SampleSize; done += DrawPath.MostDraws, pass++)
                {
                    if (pass % SlotDraws.PassesPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
                    var some = Math.Min(SampleSize - done, DrawPath.MostDraws);
                    var any = _slots.Draw(state, some, numbers, rests);
                    for (var resample = 0; resample < Tile; resample++)
                    {
                        var own = counts.AsSpan(resample * _ascending.Length, _ascending.Length);
                        for (var draw = 0; draw < some; draw++)
                        {
                            var number = numbers[draw * Tile + resample];
                            if (number < places.Length) own[places[number]]++;
                        }

                        for (var left = any == 0 ? 0 : rests[resample]; left > 0; left--) own[_ranks[table.Rest!.Draw(ref rest)]]++;
                    }
                }

                for (var i = first; i < Math.Min(first + Tile, values.Length); i++)
                    Put(counts.AsSpan((i - first) * _ascending.Length, _ascending.Length), _ascending, i, values, squaredErrors);
            }
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(counts);
        }
    }

    private void DrawIndices(in StreamKey key, Span<double> values, Span<double> squaredErrors, CancellationToken cancellationToken)
    {
        var draws = new IndexDraws[_sources.Length];
        for (var s = 0; s < draws.Length; s++) draws[s] = _sources[s].Begin(key.Open(StreamPurpose.Draws, (ulong)s * DrawPath.Lanes));
        var rows = new int[SampleSize];
        var isCounted = _ascending.Length / ValuesPerDraw <= SampleSize;
        var counts = new uint[isCounted ? _ascending.Length : SampleSize];
        var drawn = isCounted ? _ascending : new double[SampleSize];
        for (var i = 0; i < values.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = 0;
            for (var s = 0; s < draws.Length; s++)
            {
                var stratum = _rows.Strata[s];
                var some = rows.AsSpan(next, stratum.Draws);
                draws[s].Next(some);
                foreach (ref var row in some) row = _ranks[stratum.First + row];
                next += stratum.Draws;
            }

            Array.Clear(counts);
            var distinct = counts.Length;
            if (isCounted) foreach (var rank in rows) counts[rank]++;
            else distinct = CountSorted(rows, counts, drawn);
            Put(counts.AsSpan(0, distinct), drawn.AsSpan(0, distinct), i, values, squaredErrors);
        }
    }

    private int CountSorted(int[] ranks, uint[] counts, double[] drawn)
    {
        Array.Sort(ranks);
        var last = -1;
        for (var i = 0; i < ranks.Length; i++)
        {
            if (i == 0 || ranks[i] != ranks[i - 1]) drawn[++last] = _ascending[ranks[i]];
            counts[last]++;
        }

        return last + 1;
    }

    private void Put(ReadOnlySpan<uint> counts, ReadOnlySpan<double> ascending, int resample, Span<double> values, Span<double> squaredErrors)
    {
        if (squaredErrors.IsEmpty) values[resample] = CountedQuantile.Value(counts, ascending, SampleSize, _probability);
        else (values[resample], squaredErrors[resample]) = CountedQuantile.WithError(counts, ascending, SampleSize, _probability);
    }
}
