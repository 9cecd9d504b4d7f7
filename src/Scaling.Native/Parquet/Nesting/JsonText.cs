using System.Buffers;
using System.Text;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Nesting;

/// <summary>Strings of JSON (RFC 8259): nothing is escaped that does not have to be.</summary>
internal static class JsonText
{
    private const byte FirstUnescaped = 0x20;
    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, FirstUnescaped).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    internal static byte[] Quote(string text)
    {
        var target = new ByteBuffer();
        AppendQuoted(target, Encoding.UTF8.GetBytes(text));
        return target.Written.ToArray();
    }

    internal static void AppendQuoted(ByteBuffer target, ReadOnlySpan<byte> utf8)
    {
        target.Append((byte)'"');
        while (true)
        {
            var plain = utf8.IndexOfAny(Escaped);
            target.Append(plain < 0 ? utf8 : utf8[..plain]);
            if (plain < 0) break;
            AppendEscaped(target, utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }

        target.Append((byte)'"');
    }

    private static void AppendEscaped(ByteBuffer target, byte value)
    {
        var letter = value switch
        {
            (byte)'"' or (byte)'\\' => value,
            (byte)'\b' => (byte)'b',
            (byte)'\t' => (byte)'t',
            (byte)'\n' => (byte)'n',
            (byte)'\f' => (byte)'f',
            (byte)'\r' => (byte)'r',
            _ => (byte)'u',
        };
        target.Append((byte)'\\');
        target.Append(letter);
        if (letter != 'u') return;
        target.Append("00"u8);
        target.Append((byte)('0' + (value >> 4)));
        target.Append("0123456789abcdef"u8[value & 15]);
    }
}
