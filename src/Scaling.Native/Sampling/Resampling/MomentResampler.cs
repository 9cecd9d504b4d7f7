using System.Buffers;
using Scaling.Native.Sampling.Draws;
using Scaling.Native.Sampling.Statistics;

namespace Scaling.Native.Sampling.Resampling;

/// <summary>Statistics of means of terms over the draws.</summary>
internal sealed class MomentResampler : Resampler
{
    /// <summary>Codes are taken where a usual deviation has at least so many of their bits.</summary>
    private const double LeastUsualDeviation = 1.0 / (1 << 16);

    private readonly MomentStatistic _statistic;
    private readonly RowSet _rows;
    private readonly TermSums[] _strata;
    private readonly double[] _rowMeans;

    /// <param name="statistic">Over the rows.</param>
    /// <param name="rows">What is drawn from.</param>
    /// <param name="isWeighted">Whether the rows have weights.</param>
    /// <param name="indices">How to draw where rows are not drawn one by one with replacement, else null.</param>
    /// <param name="path">How to draw.</param>
    internal MomentResampler(MomentStatistic statistic, RowSet rows, bool isWeighted, IndexSource? indices, DrawPath path)
    {
        (_statistic, _rows) = (statistic, rows);
        SampleSize = rows.SampleSize;
        _rowMeans = [.. statistic.Terms.Select(term => rows.MeanOf(term))];
        Estimate = statistic.Estimate(_rowMeans, SampleSize, isWeighted ? null : (long)rows.TotalWeight);
        var integers = indices is null && statistic.Terms.Count == 1 ? IntegersOf(statistic.Terms[0], SampleSize) : null;
        _strata = Array.ConvertAll(rows.Strata, stratum => SumsOf(stratum, integers, indices, path));
    }

    internal override int SampleSize { get; }

    internal override double Estimate { get; }

    internal override double SquaredError
    {
        get
        {
            var error = 0.0;
            if (HasStratumErrors)
            {
                foreach (var stratum in _rows.Strata)
                {
                    double[] shares = [.. _statistic.Terms.Select(term => _rows.MeanOf(term, stratum) * stratum.Draws / SampleSize)];
                    _statistic.AddStratumErrors(shares, 1, stratum.Draws, SampleSize, new Span<double>(ref error));
                }

                return error;
            }

            _statistic.SquaredErrors(_rowMeans, 1, SampleSize, new Span<double>(ref error));
            return error;
        }
    }

    internal override string PathName => _strata[0].PathName;

    internal override void Draw(in StreamKey key, Span<double> values, Span<double> squaredErrors, CancellationToken cancellationToken)
    {
        const int Block = SumKernel.BlockSize;
        var length = _statistic.Terms.Count * Block;
        var means = ArrayPool<double>.Shared.Rent(length);
        var addsErrors = HasStratumErrors && !squaredErrors.IsEmpty;
        try
        {
            Array.Clear(means, 0, length);
            if (addsErrors) squaredErrors.Clear();
            for (var number = 0; number < _strata.Length; number++)
            {
                if (addsErrors) AddStratum(key, number, means.AsSpan(0, length), squaredErrors, cancellationToken);
                else _strata[number].AddMeans(key, (number, _rows.Strata[number].Draws), SampleSize, values.Length, means, cancellationToken);
            }

            _statistic.Values(means, Block, SampleSize, values);
            if (!squaredErrors.IsEmpty && !addsErrors) _statistic.SquaredErrors(means, Block, SampleSize, squaredErrors);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(means);
        }
    }

    internal override double Acceleration() => JackknifeAcceleration.OfMoments(
        _statistic, _rows.Probabilities(), _rows.StrataNumbers(), Array.ConvertAll(_rows.Strata, s => (long)s.Draws));

    internal override double ToLocation(double value) => _statistic.ToLocation(value, SampleSize);

    internal override double ToDifference(double difference) => _statistic.ToDifference(difference, SampleSize);

    private bool HasStratumErrors => _rows.Strata.Length > 1 && _statistic.HasStratumErrors;

    private void AddStratum(in StreamKey key, int number, Span<double> means, Span<double> squaredErrors, CancellationToken cancellationToken)
    {
        var draws = _rows.Strata[number].Draws;
        var shares = ArrayPool<double>.Shared.Rent(means.Length);
        try
        {
            Array.Clear(shares, 0, means.Length);
            _strata[number].AddMeans(key, (number, draws), SampleSize, squaredErrors.Length, shares, cancellationToken);
            for (var i = 0; i < means.Length; i++) means[i] += shares[i];
            _statistic.AddStratumErrors(shares, SumKernel.BlockSize, draws, SampleSize, squaredErrors);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(shares);
        }
    }

    /// <summary>Integers where they tell a usual number from its neighbours; null where a few numbers are far beyond the others.</summary>
    private static FixedPointTerm? IntegersOf(double[] term, int draws)
    {
        var integers = FixedPointTerm.Of(term, FixedPointTerm.BitsFor(draws));
        // Deviations are from a usual value, and in units of the largest.
        return integers.IsExact || UsualSize(term) >= LeastUsualDeviation ? integers : null;
    }

    private static double UsualSize(double[] term)
    {
        const int Most = 1000;
        var sizes = new List<double>();
        for (var row = 0; row < term.Length; row += Math.Max(1, term.Length / Most)) sizes.Add(Math.Abs(term[row]));
        sizes.Sort();
        // The upper quarter: the median itself is among them, and zero.
        return sizes[sizes.Count * 3 / 4];
    }

    private TermSums SumsOf(Stratum stratum, FixedPointTerm? integers, IndexSource? indices, DrawPath path)
    {
        var rows = stratum.First..(stratum.First + stratum.Rows);
        var isAll = stratum.Rows == _rows.Count;
        var weights = _rows.Weights.AsSpan(rows);
        if (integers is not null) return new IntegerTermSums(SumKernel.Create(weights, isAll ? integers.Codes : integers.Codes[rows], path), integers);
        double[][] terms = [.. _statistic.Terms.Select(t => isAll ? t : t[rows])];
        if (indices is null && SlotTable.TryCreate(weights) is { } table) return new SlotTermSums(new(table, path), terms);
        return new IndexTermSums(indices ?? IndexSource.Of(weights), terms);
    }
}
