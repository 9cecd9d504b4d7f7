using Microsoft.Win32.SafeHandles;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Takes row groups from several threads, encoded in any order, and writes them in theirs. Bytes go to the file side by side: only their
/// places are given out one after another.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="position">Its bytes so far.</param>
/// <param name="existing">Row groups that stand in it and are complete, their page indexes too.</param>
/// <param name="done">Row groups that stand in it and whose page indexes are still to be written.</param>
internal sealed class RowGroupSink(
    SafeFileHandle file, long position, IReadOnlyList<RowGroup> existing, IEnumerable<PlacedRowGroup> done) : IDisposable
{
    /// <summary>Bytes after which what is written is sent to the device, so that the flush at the end finds little left.</summary>
    private const long FlushBytes = 32L << 20;

    private readonly Lock _gate = new();
    private Task _flush = Task.CompletedTask;
    private long _flushed;
    private readonly Dictionary<long, (EncodedRowGroup? Group, Action<PlacedRowGroup?, long> Written)> _waiting = [];
    private readonly List<PlacedRowGroup> _placed = [.. done];
    private long _next;
    private long _position = position;
    private long _rows;

    /// <summary>Row groups placed, without those that existed.</summary>
    internal int Count => _placed.Count;

    /// <summary>Bytes of the file so far.</summary>
    internal long Position => Interlocked.Read(ref _position);

    /// <summary>Rows delivered.</summary>
    internal long Rows => Interlocked.Read(ref _rows);

    /// <summary>Takes over a row group; null for one that has no rows. Those that wait for it are written too.</summary>
    /// <param name="index">Its place, from 0; each is delivered once.</param>
    /// <param name="group">What to write.</param>
    /// <param name="written">Told of the row group in its place and of the file's length behind it, once its bytes are written; not always
    /// in order.</param>
    internal void Deliver(long index, EncodedRowGroup? group, Action<PlacedRowGroup?, long> written)
    {
        var ready = new List<(EncodedRowGroup? Group, PlacedRowGroup? Placed, long Position, Action<PlacedRowGroup?, long> Written)>();
        lock (_gate)
        {
            _waiting.Add(index, (group, written));
            while (_waiting.Remove(_next, out var next))
            {
                _next++;
                var placed = next.Group?.At(_position, existing.Count + _placed.Count);
                ready.Add((next.Group, placed, _position, next.Written));
                if (placed is null) continue;
                _placed.Add(placed);
                _position += next.Group!.Bytes.Length;
                _rows += next.Group.Rows;
            }
        }

        foreach (var (encoded, placed, at, tell) in ready)
        {
            var end = at + (encoded?.Bytes.Length ?? 0);
            using (encoded) encoded?.Bytes.WriteTo(file, at);
            tell(placed, end);
            FlushBehind(end);
        }
    }

    private void FlushBehind(long end)
    {
        lock (_gate)
        {
            if (end - _flushed < FlushBytes || !_flush.IsCompleted) return;
            _flushed = end;
            // What cannot be flushed is told by the flush at the end.
            _flush = Task.Run(() =>
            {
                try
                {
                    RandomAccess.FlushToDisk(file);
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                }
            });
        }
    }

    /// <summary>Writes the page index and the footer.</summary>
    /// <returns>Bytes of the file.</returns>
    internal long Finish(Datasets.DatasetSchema schema, SchemaElement[] elements)
    {
        _flush.Wait();
        var end = _position;
        var rowGroups = PageIndexWriter.Write([.. _placed.Select(p => p.RowGroup)], [.. _placed.Select(p => p.Pages)], end, part => Append(part.Written));
        Append(ParquetFooter.Write(schema, elements, [.. existing, .. rowGroups]));
        return end;

        void Append(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(file, bytes, end);
            end += bytes.Length;
        }
    }

    public void Dispose()
    {
        foreach (var (group, _) in _waiting.Values) group?.Dispose();
        _waiting.Clear();
    }
}
