namespace Scaling.Native.Parquet.Writing;

/// <summary>The dictionary indices of a column chunk.</summary>
internal sealed class IndexBuffer
{
    private int[] _indices = new int[1 << 14];

    internal int Count { get; private set; }

    internal ReadOnlySpan<int> Written => _indices.AsSpan(0, Count);

    internal void Clear() => Count = 0;

    /// <summary>Room for so many indices, which then count as written.</summary>
    internal Span<int> Extend(int count)
    {
        if (Count + count > _indices.Length) Array.Resize(ref _indices, Math.Max(Count + count, _indices.Length * 2));
        Count += count;
        return _indices.AsSpan(Count - count, count);
    }
}
