using System.Text;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Text of another encoding as UTF-8. What precedes malformed bytes is handed out first, so that their line is known.</summary>
internal sealed class DecodedStream : ForwardStream
{
    private const int RawBytes = 64 << 10;

    private readonly Stream _raw;
    private readonly string _encodingName;
    private readonly Decoder _decoder;
    private readonly MarkingFallback _marks = new();
    private readonly byte[] _bytes = new byte[RawBytes];
    private readonly char[] _chars;
    private readonly byte[] _utf8;
    private int _start;
    private int _end;
    private bool _isFinal;
    private bool _isMalformed;

    internal DecodedStream(Stream raw, Encoding encoding)
    {
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = _marks;
        (_raw, _encodingName, _decoder) = (raw, encoding.WebName, marking.GetDecoder());
        _chars = new char[marking.GetMaxCharCount(RawBytes)];
        _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(_chars.Length)];
    }

    /// <exception cref="DatasetException"><see cref="DatasetError.MalformedText"/>.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_isFinal && !_isMalformed) Decode();
        if (_start == _end && _isMalformed)
            throw new DatasetException(DatasetError.MalformedText, $"Bytes here are not {_encodingName} text.");
        var length = Math.Min(_end - _start, buffer.Length);
        _utf8.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _raw.Dispose();
        base.Dispose(disposing);
    }

    private void Decode()
    {
        var read = _raw.Read(_bytes);
        _isFinal = read == 0;
        var chars = _chars.AsSpan(0, _decoder.GetChars(_bytes.AsSpan(0, read), _chars, flush: _isFinal));
        if (_marks.Used)
        {
            _isMalformed = true;
            chars = chars[..Math.Max(0, chars.IndexOf(MarkingFallback.Mark))];
        }

        (_start, _end) = (0, Encoding.UTF8.GetBytes(chars, _utf8));
    }

    /// <summary>Puts a mark where bytes are no text. Exceptions would lose what was decoded before.</summary>
    private sealed class MarkingFallback : DecoderFallback
    {
        internal const char Mark = '\uFFFD';

        internal bool Used { get; private set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer(MarkingFallback owner) : DecoderFallbackBuffer
        {
            private int _left;

            public override int Remaining => _left;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                owner.Used = true;
                _left = 1;
                return true;
            }

            public override char GetNextChar() => _left-- > 0 ? Mark : '\0';

            public override bool MovePrevious() => false;

            public override void Reset() => _left = 0;
        }
    }
}
