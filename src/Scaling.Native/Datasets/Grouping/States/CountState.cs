using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>Rows of a group.</summary>
internal sealed class CountState : AggregateState
{
    private long[] _counts = [];

    internal override int BytesPerGroup => sizeof(long);

    internal override void Grow(int capacity) => Array.Resize(ref _counts, capacity);

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        var counts = _counts;
        foreach (var group in groups) counts[group]++;
    }

    internal override void Write(int group, int place, RunWriter writer) => writer.Write(_counts[group]);

    internal override void Append(AggregateFunction function, int group, ColumnBuilder builder) =>
        ((FixedColumnBuilder<long>)builder).Append(_counts[group]);

    internal override void Reset() => _counts[0] = 0;

    internal override void Clear() => _counts = [];

    private protected override void Read(RunReader reader) => _counts[0] += reader.Read<long>();
}
