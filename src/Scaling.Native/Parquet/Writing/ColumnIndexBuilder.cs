using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Gathers the bounds of a column chunk's pages.</summary>
internal sealed class ColumnIndexBuilder
{
    private readonly List<bool> _nullPages = [];
    private readonly List<byte[]> _mins = [];
    private readonly List<byte[]> _maxes = [];
    private readonly List<long> _nullCounts = [];
    private readonly ByteBuffer _serialized = new();
    private bool _isKnown = true;

    internal void Clear()
    {
        _nullPages.Clear();
        _mins.Clear();
        _maxes.Clear();
        _nullCounts.Clear();
        _isKnown = true;
    }

    /// <summary>Adds a page.</summary>
    /// <param name="statistics">Of its values.</param>
    /// <param name="isNull">It holds nothing but nulls.</param>
    internal void Add(Metadata.Statistics statistics, bool isNull)
    {
        // One page whose bounds cannot be told (it holds a NaN, or text that cannot be shortened) leaves the chunk without the index.
        _isKnown &= isNull || statistics is { MinValue: not null, MaxValue: not null };
        _nullPages.Add(isNull);
        _mins.Add(statistics.MinValue ?? []);
        _maxes.Add(statistics.MaxValue ?? []);
        _nullCounts.Add(statistics.NullCount ?? 0);
    }

    /// <summary>The index as it will stand in the file, or null where there is none.</summary>
    internal byte[]? Build(ValueOrder order)
    {
        if (!_isKnown) return null;
        _serialized.Clear();
        new ColumnIndex
        {
            NullPages = _nullPages,
            MinValues = _mins,
            MaxValues = _maxes,
            BoundaryOrder = FindOrder(order),
            NullCounts = _nullCounts,
        }.Write(new(_serialized));
        return _serialized.Written.ToArray();
    }

    private BoundaryOrder FindOrder(ValueOrder order)
    {
        var (ascends, descends, previous) = (true, true, -1);
        for (var i = 0; i < _nullPages.Count; i++)
        {
            if (_nullPages[i]) continue;
            if (previous >= 0)
            {
                var (low, high) = (order.Compare(_mins[previous], _mins[i]), order.Compare(_maxes[previous], _maxes[i]));
                ascends &= low <= 0 && high <= 0;
                descends &= low >= 0 && high >= 0;
            }

            previous = i;
        }

        return ascends ? BoundaryOrder.Ascending : descends ? BoundaryOrder.Descending : BoundaryOrder.Unordered;
    }
}
