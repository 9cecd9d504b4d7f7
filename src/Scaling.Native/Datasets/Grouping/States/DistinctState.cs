using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>
/// Numbers of distinct values. One table holds the pairs of group and value of all groups. In files a group's values are sorted, so
/// that merging counts them as they pass and holds one value a file.
/// </summary>
internal abstract class DistinctState : AggregateState
{
    private readonly PriorityQueue<RunReader, RunReader> _values = new(RunReader.ByValue);
    private byte[] _last = [];
    private int _lastLength;

    /// <summary>Distinct values by group.</summary>
    private protected long[] Counts { get; private set; } = [];

    /// <summary>The count, and the place while groups are written.</summary>
    internal override int BytesPerGroup => sizeof(long) + sizeof(int);

    internal override void Grow(int capacity)
    {
        var counts = Counts;
        Array.Resize(ref counts, capacity);
        Counts = counts;
    }

    internal override void Merge(IReadOnlyList<RunReader> readers, RunWriter? writer)
    {
        foreach (var reader in readers)
            if (reader.ReadValue()) _values.Enqueue(reader, reader);
        for (var isFirst = true; _values.TryDequeue(out var least, out _); isFirst = false)
        {
            if (isFirst || !least.Value.SequenceEqual(_last.AsSpan(0, _lastLength)))
            {
                Counts[0]++;
                writer?.WriteValue(least.Value);
                Remember(least.Value);
            }

            if (least.ReadValue()) _values.Enqueue(least, least);
        }

        if (writer is null) return;
        writer.EndValues();
        Reset();
    }

    internal override void Append(AggregateFunction function, int group, ColumnBuilder builder) =>
        ((FixedColumnBuilder<long>)builder).Append(Counts[group]);

    internal override void Reset() => Counts[0] = 0;

    internal override void Clear() => Counts = [];

    private protected override void Read(RunReader reader) => Merge([reader], null);

    private void Remember(ReadOnlySpan<byte> value)
    {
        if (_last.Length < value.Length) _last = new byte[Math.Max(value.Length, 2 * _last.Length)];
        value.CopyTo(_last);
        _lastLength = value.Length;
    }
}
