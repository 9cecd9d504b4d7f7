namespace Scaling.Native.Sampling.Intervals;

/// <summary>What one accumulator has seen of one range: counts by part of the range, or the numbers themselves.</summary>
internal sealed class StreamPart
{
    private readonly ulong _first;
    private readonly int _shift;
    private readonly List<double>? _gathered;

    public StreamPart(StreamRange range)
    {
        _first = range.First;
        _shift = range.PartShift;
        _gathered = range.IsGathered ? [] : null;
        Counts = range.IsGathered || range.IsKnown ? [] : new long[((range.Last - range.First) >> _shift) + 1];
    }

    /// <summary>How many numbers of the range came; of a range that is known already none is kept.</summary>
    public long Count { get; private set; }

    public long[] Counts { get; }

    public void Add(ulong key)
    {
        Count++;
        if (_gathered is not null)
        {
            _gathered.Add(OrderedBits.ToDouble(key));
        }
        else if (Counts.Length > 0)
        {
            Counts[(key - _first) >> _shift]++;
        }
    }

    public void Take(StreamPart other)
    {
        Count += other.Count;
        _gathered?.AddRange(other._gathered!);
        for (var index = 0; index < Counts.Length; index++)
        {
            Counts[index] += other.Counts[index];
        }
    }

    public double[] Sorted()
    {
        double[] values = [.. _gathered!];
        Array.Sort(values);
        return values;
    }
}
