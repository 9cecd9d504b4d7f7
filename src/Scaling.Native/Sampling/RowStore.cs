namespace Scaling.Native.Sampling;

/// <summary>One value a row in the order they come, in pieces: growing copies nothing.</summary>
internal sealed class RowStore<T>
{
    private const int FirstPiece = 256;
    private const int LargestPiece = 1 << 17;

    private readonly List<T[]> _pieces = [];
    private long _count;
    private int _room;

    public void Add(ReadOnlySpan<T> values)
    {
        while (!values.IsEmpty)
        {
            if (_room == 0)
            {
                _room = (int)Math.Clamp(_count, FirstPiece, LargestPiece);
                _pieces.Add(GC.AllocateUninitializedArray<T>(_room));
            }

            var piece = _pieces[^1];
            var taken = Math.Min(_room, values.Length);
            values[..taken].CopyTo(piece.AsSpan(piece.Length - _room));
            values = values[taken..];
            _room -= taken;
            _count += taken;
        }
    }

    /// <summary>The pieces in order, the last as far as it is filled.</summary>
    public IEnumerable<ReadOnlyMemory<T>> Pieces()
    {
        for (var i = 0; i < _pieces.Count; i++)
        {
            yield return _pieces[i].AsMemory(0, _pieces[i].Length - (i == _pieces.Count - 1 ? _room : 0));
        }
    }

    public void Clear()
    {
        _pieces.Clear();
        (_count, _room) = (0, 0);
    }
}
