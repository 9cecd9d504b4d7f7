using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Storage;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Takes row groups from several threads, encoded in any order, and writes them in theirs. Bytes go to the file side by side: only their
/// places are given out one after another.
/// </summary>
internal sealed class RowGroupSink(AtomicFile file, long position) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, EncodedRowGroup> _waiting = [];
    private readonly List<RowGroup> _placed = [];
    private long _next;
    private long _position = position;
    private long _rows;

    /// <summary>Row groups in the file's order.</summary>
    internal IReadOnlyList<RowGroup> Placed => _placed;

    /// <summary>Bytes of the file so far.</summary>
    internal long Position => Interlocked.Read(ref _position);

    internal long Rows => Interlocked.Read(ref _rows);

    /// <summary>Takes over a row group; null for one that has no rows. Those that wait for it are written too.</summary>
    /// <param name="index">Its place, from 0; each is delivered once.</param>
    /// <param name="group">What to write.</param>
    internal void Deliver(long index, EncodedRowGroup? group)
    {
        var ready = new List<(EncodedRowGroup Group, long Position)>();
        lock (_gate)
        {
            if (index != _next)
            {
                _waiting.Add(index, group!);
                return;
            }

            do
            {
                _next++;
                if (group is null) continue;
                ready.Add((group, _position));
                _placed.Add(group.At(_position, _placed.Count));
                _position += group.Bytes.Length;
                _rows += group.Rows;
            }
            while (_waiting.Remove(_next, out group));
        }

        foreach (var (placed, at) in ready)
        {
            using (placed) placed.Bytes.WriteTo(file.Stream.SafeFileHandle, at);
        }
    }

    public void Dispose()
    {
        foreach (var group in _waiting.Values) group?.Dispose();
        _waiting.Clear();
    }
}
