namespace Scaling.Native.Csv;

/// <summary>Where a field's text lies in the buffer, without its enclosing quotes.</summary>
internal readonly struct FieldSpan
{
    /// <summary>The two bits above are flags.</summary>
    internal const int MaxLength = 1 << 30;

    private const uint Quoted = 1u << 31;
    private const uint Doubled = 1u << 30;

    private readonly uint _length;

    internal FieldSpan(int start, int length) => (Start, _length) = (start, (uint)length);

    internal FieldSpan(int start, int length, bool hasDoubledQuotes) =>
        (Start, _length) = (start, (uint)length | Quoted | (hasDoubledQuotes ? Doubled : 0));

    internal int Start { get; }

    internal int Length => (int)(_length & (Doubled - 1));

    /// <summary>The length, of fields without doubled quotes; of others beyond <see cref="MaxLength"/>.</summary>
    internal uint PlainLength => _length & ~Quoted;

    /// <summary>There is nothing between two delimiters, not even quotes.</summary>
    internal bool IsAbsent => _length == 0;

    internal bool IsQuoted => (_length & Quoted) != 0;

    /// <summary>The text still has two quotes where it means one.</summary>
    internal bool HasDoubledQuotes => (_length & Doubled) != 0;

    internal ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);

    /// <summary>The text with doubled quotes made single, in <paramref name="scratch"/> where that is needed.</summary>
    internal ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text, ref byte[] scratch)
    {
        var source = Of(text);
        if (!HasDoubledQuotes) return source;
        if (scratch.Length < source.Length) scratch = new byte[Math.Max(source.Length, 256)];
        var length = 0;
        while (true)
        {
            var quote = source.IndexOf((byte)'"');
            var part = quote < 0 ? source : source[..(quote + 1)];
            part.CopyTo(scratch.AsSpan(length));
            length += part.Length;
            if (quote < 0) return scratch.AsSpan(0, length);
            source = source[(quote + 2)..];
        }
    }
}
