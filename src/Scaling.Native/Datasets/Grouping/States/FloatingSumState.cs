using System.Numerics;
using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>
/// Sums and means of floating point numbers: the exact sum, rounded once, so that the order of rows does not show. Two doubles hold
/// the exact sum of nearly any group (error-free additions of Knuth, "The Art of Computer Programming" 2, 4.2.2); a group that
/// needs more goes over to an <see cref="ExactSum"/>.
/// </summary>
internal sealed class FloatingSumState<T>(MemoryBudget budget) : AggregateState where T : unmanaged, INumberBase<T>
{
    private double[] _high = [];
    private double[] _low = [];
    private long[] _counts = [];
    private Dictionary<int, ExactSum>? _exact;

    internal override int BytesPerGroup => 24;

    internal override void Grow(int capacity)
    {
        Array.Resize(ref _high, capacity);
        Array.Resize(ref _low, capacity);
        Array.Resize(ref _counts, capacity);
    }

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        var values = column!.Values<T>()[start..];
        var validity = column!.Validity();
        for (var i = 0; i < groups.Length; i++)
        {
            if (!ColumnAccess.IsValid(validity, start + i)) continue;
            Add(groups[i], double.CreateTruncating(values[i]));
            _counts[groups[i]]++;
        }
    }

    internal override void Write(int group, int place, RunWriter writer)
    {
        writer.Write(_counts[group]);
        if (Exact(group) is { } exact)
        {
            writer.Write(true);
            exact.Write(writer);
            return;
        }

        writer.Write(false);
        writer.Write(_high[group]);
        writer.Write(_low[group]);
    }

    internal override void Append(AggregateFunction function, int group, ColumnBuilder builder)
    {
        var count = _counts[group];
        if (count == 0)
        {
            builder.AppendNull();
            return;
        }

        // The low part is below half a unit of the high one, which is therefore the rounded sum.
        var (exact, isMean) = (Exact(group), function == AggregateFunction.Mean);
        var result = isMean ? exact?.Mean(count) ?? _high[group] / count : exact?.Round() ?? _high[group];
        ((FixedColumnBuilder<double>)builder).Append(result);
    }

    internal override void Reset()
    {
        (_high[0], _low[0], _counts[0]) = (0, 0, 0);
        if (_exact?.Remove(0) == true) budget.Release(ExactSum.Bytes);
    }

    internal override void Clear()
    {
        if (_exact is not null) budget.Release((long)ExactSum.Bytes * _exact.Count);
        (_high, _low, _counts, _exact) = ([], [], [], null);
    }

    private protected override void Read(RunReader reader)
    {
        _counts[0] += reader.Read<long>();
        if (reader.Read<bool>())
        {
            var isFinite = double.IsFinite(_high[0]) || Exact(0) is not null;
            (isFinite ? Promote(0) : new ExactSum()).Read(reader);
            return;
        }

        Add(0, reader.Read<double>());
        Add(0, reader.Read<double>());
    }

    private void Add(int group, double value)
    {
        var (sum, error) = TwoSum(_high[group], value);
        var (low, rest) = TwoSum(_low[group], error);
        (sum, low) = TwoSum(sum, low);
        // Infinities and overflow make both NaN.
        if (rest == 0 && !double.IsNaN(low)) (_high[group], _low[group]) = (sum, low);
        else AddSlowly(group, value);
    }

    private void AddSlowly(int group, double value)
    {
        var isFinite = double.IsFinite(_high[group]) || Exact(group) is not null;
        if (isFinite && double.IsFinite(value))
        {
            Promote(group).Add(value);
            return;
        }

        // From the first infinity or NaN on only such count, as IEEE 754 adds them.
        if (isFinite && _exact?.Remove(group) == true) budget.Release(ExactSum.Bytes);
        (_high[group], _low[group]) = (isFinite ? value : _high[group] + value, 0);
    }

    private ExactSum? Exact(int group) => _exact is not null && double.IsNaN(_high[group]) ? _exact.GetValueOrDefault(group) : null;

    private ExactSum Promote(int group)
    {
        _exact ??= [];
        if (_exact.TryGetValue(group, out var exact)) return exact;
        _exact[group] = exact = new ExactSum();
        budget.Take(ExactSum.Bytes);
        exact.Add(_high[group]);
        exact.Add(_low[group]);
        // Every further addition is NaN, and so takes the slow way.
        _high[group] = double.NaN;
        return exact;
    }

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        var sum = a + b;
        var other = sum - a;
        return (sum, a - (sum - other) + (b - other));
    }
}
