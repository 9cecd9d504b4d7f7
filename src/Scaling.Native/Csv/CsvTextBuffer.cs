using System.Buffers;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Csv;

/// <summary>A growing buffer of UTF-8 that puts values in quotes where they need them.</summary>
internal sealed class CsvTextBuffer
{
    private readonly bool _quotesAlways;
    private readonly SearchValues<byte> _special;
    private byte[] _bytes = new byte[4096];

    internal CsvTextBuffer(CsvWriteOptions options)
    {
        _quotesAlways = options.Quoting == CsvQuoting.Always;
        _special = SearchValues.Create([options.Delimiter.Byte, (byte)'"', (byte)'\r', (byte)'\n']);
        // What numbers, dates and guids are written with, but for the decimal separator.
        var inValues = "+-.:0123456789"u8.Contains(options.Delimiter.Byte) || char.IsAsciiLetter((char)options.Delimiter.Byte);
        ValuesNeedLook = _quotesAlways || inValues || options.DecimalPoint == options.Delimiter.Byte;
    }

    /// <summary>Numbers and dates may need quotes too.</summary>
    internal bool ValuesNeedLook { get; }

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Text => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    /// <summary>Room at the end, of which <see cref="Advance"/> takes what was used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes) Grow(bytes);
        return _bytes.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Advance(int bytes) => Length += bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Appends a value, in quotes where it needs them; empty text does, for it is not null.</summary>
    internal void AppendField(ReadOnlySpan<byte> text)
    {
        if (!_quotesAlways && !text.IsEmpty && text[0] > ' ' && text[^1] > ' ' && text.IndexOfAny(_special) < 0)
        {
            Append(text);
            return;
        }

        Append((byte)'"');
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            Append(text[..(quote + 1)]);
            Append((byte)'"');
            text = text[(quote + 1)..];
        }

        Append(text);
        Append((byte)'"');
    }

    private void Grow(int bytes)
    {
        var needed = checked(Length + bytes);
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, _bytes.Length * 2L)));
    }
}
