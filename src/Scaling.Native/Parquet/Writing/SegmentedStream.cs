using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Holds bytes in segments of one size, so that nothing is copied as it grows.</summary>
internal sealed class SegmentedStream(ArrayPool<byte> pool) : Stream
{
    private const int SegmentBytes = 1 << 18;
    private readonly List<byte[]> _segments = [];
    private int _inLast = SegmentBytes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Math.Max(0, _segments.Count - 1L) * SegmentBytes + (_segments.Count == 0 ? 0 : _inLast);

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_inLast == SegmentBytes)
            {
                _segments.Add(pool.Rent(SegmentBytes));
                _inLast = 0;
            }

            var taken = Math.Min(buffer.Length, SegmentBytes - _inLast);
            buffer[..taken].CopyTo(_segments[^1].AsSpan(_inLast));
            _inLast += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes what is held.</summary>
    internal void WriteTo(Stream output)
    {
        for (var i = 0; i < _segments.Count; i++)
            output.Write(_segments[i], 0, i == _segments.Count - 1 ? _inLast : SegmentBytes);
    }

    /// <summary>Writes what is held at an offset of a file.</summary>
    internal void WriteTo(SafeFileHandle file, long offset)
    {
        if (_segments.Count == 0) return;
        RandomAccess.Write(file, [.. _segments.Select((s, i) => (ReadOnlyMemory<byte>)s.AsMemory(0, i == _segments.Count - 1 ? _inLast : SegmentBytes))],
            offset);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _segments.ForEach(s => pool.Return(s));
        _segments.Clear();
        _inLast = SegmentBytes;
        base.Dispose(disposing);
    }
}
