namespace Scaling.Native.Csv;

/// <summary>Reads a stream's first bytes again, then the stream; so files that can only be read forwards can be looked into.</summary>
internal sealed class ReplayStream : ForwardStream
{
    private readonly byte[] _start;
    private readonly Stream _rest;
    private int _position;

    private ReplayStream(byte[] start, Stream rest) => (_start, _rest) = (start, rest);

    /// <summary>The first bytes, all of them where the stream is shorter.</summary>
    internal ReadOnlySpan<byte> Start => _start;

    internal static ReplayStream Over(Stream stream, int length)
    {
        var start = new byte[length];
        Array.Resize(ref start, stream.ReadAtLeast(start, length, throwOnEndOfStream: false));
        return new(start, stream);
    }

    /// <summary>Leaves out some of the first bytes.</summary>
    internal void Skip(int bytes) => _position += bytes;

    public override int Read(Span<byte> buffer)
    {
        var left = _start.AsSpan(_position);
        if (left.IsEmpty) return _rest.Read(buffer);
        var length = Math.Min(left.Length, buffer.Length);
        left[..length].CopyTo(buffer);
        _position += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _rest.Dispose();
        base.Dispose(disposing);
    }
}
