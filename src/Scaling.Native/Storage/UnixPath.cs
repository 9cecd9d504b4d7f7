using System.Buffers;
using System.Text;

namespace Scaling.Native.Storage;

/// <summary>
/// Unix file names are bytes in no particular encoding. They travel here as strings in which a byte that is not part of valid UTF-8
/// is a lone surrogate U+DC80 to U+DCFF, so that every name can be turned back into its own bytes (Python's PEP 383).
/// </summary>
internal static class UnixPath
{
    private const char EscapeBase = '\uDC00';

    internal static string Decode(ReadOnlySpan<byte> name)
    {
        if (Ascii.IsValid(name)) return Encoding.ASCII.GetString(name);
        var text = new StringBuilder(name.Length);
        Span<char> pair = stackalloc char[2];
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var used) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                foreach (var invalid in name[..used]) text.Append((char)(EscapeBase + invalid));
            }

            name = name[used..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a path and a closing zero.</summary>
    internal static byte[] EncodeWithTerminator(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        var length = 0;
        for (var rest = path.AsSpan(); !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf16(rest, out var rune, out var used);
            if (IsEscape(rest[0])) bytes[length++] = (byte)(rest[0] - EscapeBase);
            else length += rune.EncodeToUtf8(bytes.AsSpan(length));
            rest = rest[used..];
        }

        return bytes[..(length + 1)];
    }

    /// <summary>The path as it can be printed: a byte outside UTF-8 becomes U+FFFD.</summary>
    internal static string ToDisplay(string path)
    {
        if (!path.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return path;
        var text = new StringBuilder(path.Length);
        foreach (var rune in path.EnumerateRunes()) text.Append(rune);
        return text.ToString();
    }

    private static bool IsEscape(char value) => value is >= '\uDC80' and <= '\uDCFF';
}
