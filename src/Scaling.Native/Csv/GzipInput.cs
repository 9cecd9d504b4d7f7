using System.IO.Compression;

namespace Scaling.Native.Csv;

/// <summary>
/// Unpacks gzip and notices a file that is cut off, which <see cref="GZipStream"/> passes off as its end: a member with a mark is put
/// behind the file's, and only if that comes out was the last member whole. What comes out after the file's last byte went in is held
/// back until then.
/// </summary>
internal sealed class GzipInput : ForwardStream
{
    private static readonly byte[] Mark = [.. "Scaling: the end"u8];
    private static readonly byte[] MarkMember = Pack(Mark);

    private readonly MarkedStream _packed;
    private readonly GZipStream _unpacked;
    private MemoryStream? _tail;

    internal GzipInput(Stream packed)
    {
        _packed = new MarkedStream(packed);
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The data is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_tail is not null || buffer.IsEmpty) return _tail?.Read(buffer) ?? 0;
        var length = _unpacked.Read(buffer);
        if (!_packed.IsInMark && length > 0) return length;
        ReadTail(buffer[..length]);
        return _tail!.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private void ReadTail(ReadOnlySpan<byte> start)
    {
        var tail = new MemoryStream();
        tail.Write(start);
        _unpacked.CopyTo(tail);
        var text = tail.GetBuffer().AsSpan(0, (int)tail.Length);
        if (!text.EndsWith(Mark)) throw new InvalidDataException("The gzip data ends too early, or other bytes follow it.");
        tail.SetLength(text.Length - Mark.Length);
        tail.Position = 0;
        _tail = tail;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The file, then the mark's member, never both in one read.</summary>
    private sealed class MarkedStream(Stream file) : ForwardStream
    {
        private int _position;

        internal bool IsInMark { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (!IsInMark)
            {
                var length = file.Read(buffer);
                if (length > 0) return length;
                IsInMark = true;
            }

            var left = MarkMember.AsSpan(_position);
            left = left[..Math.Min(left.Length, buffer.Length)];
            left.CopyTo(buffer);
            _position += left.Length;
            return left.Length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
