using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>
/// Puts stand-ins in place of escaped characters that have a meaning in a dialect, which they then no longer have: code points from U+FDD0
/// on, which Unicode keeps free for such uses. An escape character before any other stays as it is.
/// </summary>
internal sealed class EscapeStream : ForwardStream
{
    /// <summary>Bytes of a stand-in: EF B7 90 and up.</summary>
    internal const int StandInLength = 3;

    private const byte First = 0xEF;
    private const byte Second = 0xB7;
    private const byte Third = 0x90;
    private const int MaxMeanings = 16;
    private const int RawBytes = 64 << 10;

    private readonly Stream _text;
    private readonly byte _escape;
    private readonly byte[] _meanings;
    private readonly byte[] _raw = new byte[RawBytes];
    private readonly byte[] _written = new byte[(RawBytes + StandInLength) * StandInLength];
    private int _kept;
    private int _start;
    private int _end;
    private bool _isFinal;

    /// <param name="text">UTF-8.</param>
    /// <param name="escape">The escape character.</param>
    /// <param name="meanings">ASCII characters that have a meaning.</param>
    internal EscapeStream(Stream text, byte escape, IEnumerable<byte> meanings) =>
        (_text, _escape, _meanings) = (text, escape, [escape, .. meanings.Distinct().Where(m => m != escape)]);

    internal static byte[] MeaningsOf(byte[] delimiter, int quote, int comment)
    {
        var meanings = new List<byte> { (byte)'\n', (byte)'\r', delimiter[0] };
        if (quote >= 0) meanings.Add((byte)quote);
        if (comment >= 0) meanings.Add((byte)comment);
        return [.. meanings];
    }

    /// <exception cref="DatasetException"><see cref="DatasetError.FormatNotSupported"/>: the text has such code points itself.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_isFinal) Fill();
        var length = Math.Min(_end - _start, buffer.Length);
        _written.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    /// <summary>Puts the characters back.</summary>
    /// <returns>Bytes of the value in <paramref name="target"/>, which has as many as <paramref name="value"/>.</returns>
    internal int Restore(ReadOnlySpan<byte> value, Span<byte> target)
    {
        var length = 0;
        while (true)
        {
            var at = IndexOfStandIn(value);
            var plain = at < 0 ? value : value[..at];
            plain.CopyTo(target[length..]);
            length += plain.Length;
            if (at < 0) return length;
            target[length++] = _meanings[value[at + 2] - Third];
            value = value[(at + StandInLength)..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _text.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        var read = _text.Read(_raw.AsSpan(_kept));
        _isFinal = read == 0;
        var raw = _raw.AsSpan(0, _kept + read);
        // An escape and what it escapes, or a stand-in in the text, may go on in what is read next.
        var whole = _isFinal ? raw.Length : Math.Max(0, raw.Length - StandInLength + 1);
        (_start, _end) = (0, 0);
        var at = 0;
        while (at < whole)
        {
            var plain = raw[at..whole].IndexOfAny(_escape, First);
            if (plain < 0) plain = whole - at;
            raw.Slice(at, plain).CopyTo(_written.AsSpan(_end));
            (at, _end) = (at + plain, _end + plain);
            if (at == whole) break;
            if (IndexOfStandIn(raw[at..Math.Min(raw.Length, at + StandInLength)]) == 0) throw HasStandIn(raw[at + 2]);
            var meaning = raw[at] == _escape && at + 1 < raw.Length ? _meanings.AsSpan().IndexOf(raw[at + 1]) : -1;
            if (meaning < 0)
            {
                _written[_end++] = raw[at++];
                continue;
            }

            WriteStandIn(meaning);
            at += 2;
            // Both bytes of a line end are meant.
            if (raw[at - 1] != '\r' || at >= raw.Length || raw[at] != '\n') continue;
            WriteStandIn(_meanings.AsSpan().IndexOf((byte)'\n'));
            at++;
        }

        _kept = raw.Length - at;
        raw[at..].CopyTo(_raw);
    }

    private void WriteStandIn(int meaning)
    {
        (_written[_end], _written[_end + 1], _written[_end + 2]) = (First, Second, (byte)(Third + meaning));
        _end += StandInLength;
    }

    private static DatasetException HasStandIn(byte last) =>
        new(DatasetError.FormatNotSupported,
            $"The text has the character U+{0xFDD0 + last - Third:X4}, which no file can have that is read with an escape character.");

    private static int IndexOfStandIn(ReadOnlySpan<byte> text)
    {
        var from = 0;
        while (true)
        {
            var at = text[from..].IndexOf([First, Second]);
            if (at < 0) return -1;
            from += at;
            if (from + 2 < text.Length && text[from + 2] - Third is >= 0 and < MaxMeanings) return from;
            from += 2;
        }
    }
}
