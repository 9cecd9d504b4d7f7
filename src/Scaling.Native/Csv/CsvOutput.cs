using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Collects records as UTF-8, quotes fields, and hands whole records on in the file's encoding.</summary>
internal sealed class CsvOutput
{
    private const int FlushBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly Encoding? _encoding;
    private readonly byte _delimiter;
    private readonly byte[] _newLine;
    private readonly bool _quotesAlways;
    private readonly SearchValues<byte> _special;
    private byte[] _buffer = new byte[FlushBytes + (64 << 10)];
    private int _length;

    internal CsvOutput(Stream stream, CsvWriteOptions options)
    {
        _stream = stream;
        (_delimiter, _quotesAlways) = (options.Delimiter.Byte, options.Quoting == CsvQuoting.Always);
        _newLine = options.NewLine switch { CsvNewLine.CrLf => [.. "\r\n"u8], CsvNewLine.Cr => [(byte)'\r'], _ => [(byte)'\n'] };
        _special = SearchValues.Create([_delimiter, (byte)'"', (byte)'\r', (byte)'\n']);
        if (options.Encoding is not { } encoding) return;
        _stream.Write(encoding.Preamble);
        if (encoding.CodePage == Encoding.UTF8.CodePage) return;
        _encoding = (Encoding)encoding.Clone();
        _encoding.EncoderFallback = EncoderFallback.ExceptionFallback;
    }

    internal void EndField() => Put(_delimiter);

    /// <summary>Puts the line end in the place of the last field's delimiter.</summary>
    internal void EndRecord()
    {
        _length--;
        _newLine.CopyTo(Reserve(_newLine.Length));
        _length += _newLine.Length;
        if (_length >= FlushBytes) Flush();
    }

    /// <summary>Writes a value of any text, in quotes where it needs them; empty text does, for it is not null.</summary>
    internal void WriteText(ReadOnlySpan<byte> text)
    {
        if (!_quotesAlways && !text.IsEmpty && text[0] > ' ' && text[^1] > ' ' && text.IndexOfAny(_special) < 0)
        {
            text.CopyTo(Reserve(text.Length));
            _length += text.Length;
            return;
        }

        Put((byte)'"');
        while (true)
        {
            var quote = text.IndexOf((byte)'"');
            var part = quote < 0 ? text : text[..(quote + 1)];
            part.CopyTo(Reserve(part.Length));
            _length += part.Length;
            if (quote < 0) break;
            Put((byte)'"');
            text = text[(quote + 1)..];
        }

        Put((byte)'"');
    }

    internal void Flush()
    {
        var records = _buffer.AsSpan(0, _length);
        _length = 0;
        if (_encoding is null)
        {
            _stream.Write(records);
            return;
        }

        try
        {
            _stream.Write(_encoding.GetBytes(Encoding.UTF8.GetString(records)));
        }
        catch (EncoderFallbackException e)
        {
            var character = e.CharUnknownHigh == 0 ? e.CharUnknown.ToString() : new string([e.CharUnknownHigh, e.CharUnknownLow]);
            throw new DatasetException(DatasetError.MalformedText, $"The encoding {_encoding.WebName} cannot write the character '{character}'.", e) { Value = character };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes) Grow(bytes);
        return _buffer.AsSpan(_length);
    }

    private void Grow(int bytes) => Array.Resize(ref _buffer, checked((int)Math.Min(Array.MaxLength, Math.Max(_length + (long)bytes, _buffer.Length * 2L))));
}
