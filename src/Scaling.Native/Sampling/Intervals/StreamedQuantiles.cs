namespace Scaling.Native.Sampling.Intervals;

/// <summary>
/// Two quantiles of type 7, exactly, of numbers that are too many to keep but can be produced again. The first pass counts them by bins of
/// equal width, laid by a pilot; further passes go through again and count within the bins that hold the wanted order statistics, or gather
/// them when they are few enough. In each pass every worker adds to an accumulator of its own; how the numbers are spread over these and
/// in which order they come does not matter.
/// </summary>
/// <remarks>
/// Numbers within a bin are told apart by the order of their bits, which is that of the numbers. So each further pass divides the bits left
/// by 2^15: there are five at most, whatever the numbers. Memory: half a megabyte an accumulator in the first pass, about two in the others.
/// </remarks>
internal sealed class StreamedQuantiles
{
    private const int GatherLimit = 1 << 18;

    private readonly double _reference;
    private readonly int _gatherLimit;
    private readonly StreamBins _bins;
    private StreamRange[] _ranges = [];
    private long[] _ranks = [];
    private double[] _fractions = [];
    private Accumulator? _merged;

    /// <param name="reference">A number known before: how many lie below it is counted in the first pass.</param>
    /// <param name="pilot">Some numbers like those to come; they are not counted themselves.</param>
    /// <param name="gatherLimit">Most numbers that a pass keeps.</param>
    public StreamedQuantiles(double reference, ReadOnlySpan<double> pilot, int gatherLimit = GatherLimit)
    {
        _reference = reference;
        _gatherLimit = gatherLimit;
        _bins = StreamBins.Around(pilot);
    }

    /// <summary>Numbers of the first pass.</summary>
    public long Count { get; private set; }

    /// <summary>Numbers of the first pass below the reference.</summary>
    public long CountBelow { get; private set; }

    /// <summary>Numbers of the first pass equal to the reference.</summary>
    public long CountEqual { get; private set; }

    /// <summary>The quantiles, when no pass is needed any more.</summary>
    public (double Lower, double Upper) Result { get; private set; }

    /// <summary>For one worker in this pass.</summary>
    public Accumulator CreateAccumulator() => new(_reference, _bins, _ranges);

    /// <summary>Takes over what an accumulator of this pass holds; one at a time.</summary>
    public void Merge(Accumulator accumulator)
    {
        if (_merged is null)
        {
            _merged = accumulator;
        }
        else
        {
            _merged.Take(accumulator);
        }

        if (_ranges.Length == 0)
        {
            (Count, CountBelow, CountEqual) = (_merged.Count, _merged.CountBelow, _merged.CountEqual);
        }
    }

    /// <summary>Ends a pass in which all numbers were added and all accumulators merged.</summary>
    /// <param name="lower">One probability, 0 … 1; taken at the end of the first pass.</param>
    /// <param name="upper">The other.</param>
    /// <returns>Whether another pass is needed.</returns>
    /// <exception cref="InvalidOperationException">No numbers, or others than in the first pass.</exception>
    public bool EndPass(double lower, double upper)
    {
        if (_merged is null || _merged.Count == 0 || _merged.Count != Count)
        {
            throw new InvalidOperationException($"{_merged?.Count ?? 0} numbers in a pass, {Count} in the first.");
        }

        if (_ranges.Length == 0)
        {
            SetRanks(lower, upper);
            _ranges = _bins.Ranges(_merged.Bins, _ranks);
        }
        else
        {
            var narrowed = new List<StreamRange>();
            for (var index = 0; index < _ranges.Length; index++)
            {
                narrowed.AddRange(_ranges[index].Narrow(_merged.Parts[index], _ranks));
            }

            _ranges = [.. narrowed];
        }

        _merged = null;
        if (Array.Exists(_ranges, range => !range.IsKnown))
        {
            StreamRange.ChooseGathered(_ranges, _gatherLimit);
            return true;
        }

        Result = (Quantile(0), Quantile(1));
        return false;
    }

    private void SetRanks(double lower, double upper)
    {
        double[] probabilities = [lower, upper];
        _ranks = new long[4];
        _fractions = new double[2];
        for (var i = 0; i < 2; i++)
        {
            var position = (Count - 1) * probabilities[i];
            var rank = Math.Min((long)position, Count - 1);
            _fractions[i] = position - rank;
            _ranks[2 * i] = rank;
            _ranks[2 * i + 1] = _fractions[i] > 0 ? rank + 1 : rank;
        }
    }

    private double Quantile(int index) =>
        OrderStatistics.Interpolate(Find(_ranks[2 * index]), Find(_ranks[2 * index + 1]), _fractions[index]);

    private double Find(long rank) => Array.Find(_ranges, range => range.Holds(rank)).ValueAt(rank);

    /// <summary>What one worker has seen in one pass.</summary>
    internal sealed class Accumulator
    {
        private readonly double _reference;
        private readonly StreamBins _grid;
        private readonly StreamRange[] _ranges;

        internal Accumulator(double reference, StreamBins grid, StreamRange[] ranges)
        {
            _reference = reference;
            _grid = grid;
            _ranges = ranges;
            Bins = ranges.Length == 0 ? new long[StreamBins.Count] : [];
            Parts = Array.ConvertAll(ranges, range => new StreamPart(range));
        }

        internal long Count { get; private set; }

        internal long CountBelow { get; private set; }

        internal long CountEqual { get; private set; }

        internal long[] Bins { get; }

        internal StreamPart[] Parts { get; }

        /// <summary>Any numbers but NaN.</summary>
        public void Add(ReadOnlySpan<double> values)
        {
            Count += values.Length;
            if (_ranges.Length == 0)
            {
                AddToBins(values);
            }
            else
            {
                AddToRanges(values);
            }
        }

        internal void Take(Accumulator other)
        {
            Count += other.Count;
            CountBelow += other.CountBelow;
            CountEqual += other.CountEqual;
            for (var bin = 0; bin < Bins.Length; bin++)
            {
                Bins[bin] += other.Bins[bin];
            }

            for (var part = 0; part < Parts.Length; part++)
            {
                Parts[part].Take(other.Parts[part]);
            }
        }

        private void AddToBins(ReadOnlySpan<double> values)
        {
            var below = 0;
            var equal = 0;
            foreach (var value in values)
            {
                below += value < _reference ? 1 : 0;
                equal += value == _reference ? 1 : 0;
                Bins[_grid.BinOf(value)]++;
            }

            CountBelow += below;
            CountEqual += equal;
        }

        private void AddToRanges(ReadOnlySpan<double> values)
        {
            foreach (var value in values)
            {
                var key = OrderedBits.Of(value);
                for (var index = 0; index < _ranges.Length; index++)
                {
                    if (_ranges[index].Contains(key))
                    {
                        Parts[index].Add(key);
                        break;
                    }
                }
            }
        }
    }
}
