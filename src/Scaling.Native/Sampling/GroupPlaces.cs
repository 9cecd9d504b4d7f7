namespace Scaling.Native.Sampling;

/// <summary>
/// Where the rows of each group go when columns are put in the order of the groups: runs in arrays that several groups share, since an array
/// a group would cost more than the rows of small groups.
/// </summary>
internal sealed class GroupPlaces
{
    private const int SharedRows = 1 << 22;

    private readonly List<int> _lengths = [];
    private readonly int[] _arrays;
    private readonly int[] _starts;
    private readonly long[] _counts;

    /// <param name="counts">The rows of each group, by number.</param>
    /// <param name="order">The numbers of the groups in their order.</param>
    public GroupPlaces(long[] counts, int[] order)
    {
        _counts = counts;
        _arrays = new int[counts.Length];
        _starts = new int[counts.Length];
        foreach (var group in order)
        {
            var count = (int)counts[group];
            if (_lengths.Count == 0 || _lengths[^1] > SharedRows - count)
            {
                _lengths.Add(0);
            }

            (_arrays[group], _starts[group]) = (_lengths.Count - 1, _lengths[^1]);
            _lengths[^1] += count;
        }
    }

    /// <summary>A column by group: the rows of a group follow one another in the order they came.</summary>
    public T[][] Arrange<T>(RowStore<T> column, RowStore<int> groups, CancellationToken cancellationToken)
    {
        var arrays = new T[_lengths.Count][];
        for (var i = 0; i < arrays.Length; i++)
        {
            arrays[i] = GC.AllocateUninitializedArray<T>(_lengths[i]);
        }

        var next = (int[])_starts.Clone();
        using var numbers = groups.Pieces().GetEnumerator();
        foreach (var piece in column.Pieces())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (next.Length == 1)
            {
                piece.Span.CopyTo(arrays[0].AsSpan(next[0]));
                next[0] += piece.Length;
            }
            else
            {
                // Both stores grow by the same steps, so their pieces hold the same rows.
                numbers.MoveNext();
                Scatter(piece.Span, numbers.Current.Span, next, arrays);
            }
        }

        return arrays;
    }

    /// <summary>The rows of a group in an arranged column.</summary>
    public Memory<T> Of<T>(T[][] arranged, int group) => arranged[_arrays[group]].AsMemory(_starts[group], (int)_counts[group]);

    private void Scatter<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> groups, int[] next, T[][] arrays)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var group = groups[i];
            arrays[_arrays[group]][next[group]++] = values[i];
        }
    }
}
