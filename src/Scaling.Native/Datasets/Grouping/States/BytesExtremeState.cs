using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Keys;
using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>The least or greatest text or byte string, in the order of the bytes.</summary>
internal sealed class BytesExtremeState(AggregateFunction function, MemoryBudget budget) : AggregateState
{
    private const int ArrayOverhead = 32;

    private readonly bool _isMax = function == AggregateFunction.Max;
    private byte[]?[] _best = [];
    private int[] _lengths = [];
    private long _taken;

    internal override int BytesPerGroup => 12;

    internal override void Grow(int capacity)
    {
        Array.Resize(ref _best, capacity);
        Array.Resize(ref _lengths, capacity);
    }

    internal override bool TryReserve(IArrowArray? column, int start, int rows)
    {
        var needed = new BytesColumn(column!).Length(start, rows) + (long)ArrayOverhead * rows;
        if (!budget.TryTake(needed)) return false;
        budget.Release(needed);
        return true;
    }

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        var texts = new BytesColumn(column!);
        for (var i = 0; i < groups.Length; i++)
            if (texts.IsValid(start + i)) Offer(groups[i], texts[start + i]);
    }

    internal override void Write(int group, int place, RunWriter writer)
    {
        if (_best[group] is { } best) writer.WriteValue(best.AsSpan(0, _lengths[group]));
        writer.EndValues();
    }

    internal override void Append(AggregateFunction function, int group, ColumnBuilder builder)
    {
        if (_best[group] is { } best) BytesBuilding.Append(builder, best.AsSpan(0, _lengths[group]));
        else builder.AppendNull();
    }

    internal override void Reset()
    {
        budget.Release(_taken);
        (_best[0], _taken) = (null, 0);
    }

    internal override void Clear()
    {
        budget.Release(_taken);
        (_best, _lengths, _taken) = ([], [], 0);
    }

    private protected override void Read(RunReader reader)
    {
        while (reader.ReadValue()) Offer(0, reader.Value);
    }

    private void Offer(int group, ReadOnlySpan<byte> text)
    {
        var best = _best[group];
        if (best is not null)
        {
            var order = text.SequenceCompareTo(best.AsSpan(0, _lengths[group]));
            if (_isMax ? order <= 0 : order >= 0) return;
        }

        if (best is null || best.Length < text.Length)
        {
            var more = best is null ? text.Length + ArrayOverhead : text.Length - best.Length;
            budget.Take(more);
            _taken += more;
            _best[group] = best = new byte[text.Length];
        }

        text.CopyTo(best);
        _lengths[group] = text.Length;
    }
}
