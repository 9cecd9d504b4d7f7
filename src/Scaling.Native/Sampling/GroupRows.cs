using Scaling.Native.Datasets;

namespace Scaling.Native.Sampling;

/// <summary>The rows of one group as they come in, up to the first null.</summary>
internal sealed class GroupRows(bool weighted)
{
    private const int FirstCapacity = 8;

    private double[] _values = [];
    private double[] _weights = [];
    private int _count;
    private BootstrapException? _defect;

    /// <param name="value">Null marks the group as defective.</param>
    /// <param name="weight">As the value, if the rows have weights; else of no meaning.</param>
    /// <exception cref="DatasetException"><see cref="DatasetError.MemoryLimitExceeded"/>: more rows than an array can hold.</exception>
    public void Add(double? value, double? weight)
    {
        if (_defect is not null)
        {
            return;
        }

        if (value is null || (weighted && weight is null))
        {
            _defect = value is null ? Null(BootstrapFailure.NullValue, "value") : Null(BootstrapFailure.NullWeight, "weight");
            return;
        }

        if (_count == _values.Length)
        {
            Grow();
        }

        _values[_count] = value.Value;
        if (weighted)
        {
            _weights[_count] = weight!.Value;
        }

        _count++;
    }

    public BootstrapGroup ToGroup() =>
        new(_values.AsMemory(0, _count), weighted ? _weights.AsMemory(0, _count) : default) { Defect = _defect };

    private void Grow()
    {
        if (_count == Array.MaxLength)
        {
            throw new DatasetException(DatasetError.MemoryLimitExceeded, $"A group has more than {_count} rows, which no array holds.");
        }

        var capacity = (int)Math.Min(Math.Max(2L * _count, FirstCapacity), Array.MaxLength);
        Array.Resize(ref _values, capacity);
        if (weighted)
        {
            Array.Resize(ref _weights, capacity);
        }
    }

    private BootstrapException Null(BootstrapFailure failure, string what) =>
        new(failure, FormattableString.Invariant($"The {what} of row {_count + 1} of the group is null."));
}
