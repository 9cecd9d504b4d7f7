using System.Text;

namespace Scaling.Native.Parquet.Statistics;

/// <summary>
/// Shortens long bounds of byte arrays: the lower one to a prefix, the upper one to a prefix whose last character is raised, so that
/// no value lies outside. Text stays valid UTF-8.
/// </summary>
internal static class BoundShortening
{
    /// <summary>Longer values are shortened to this many bytes at most; raising a character may add one.</summary>
    internal const int LongestBound = 64;

    internal static byte[] Below(byte[] value, bool isText) =>
        value.Length <= LongestBound ? value : value[..PrefixLength(value, isText)];

    /// <summary>Null where no shorter bound exists: nothing in the prefix can be raised.</summary>
    internal static byte[]? Above(byte[] value, bool isText)
    {
        if (value.Length <= LongestBound) return value;
        var prefix = value.AsSpan(0, PrefixLength(value, isText));
        return isText ? RaiseText(prefix) : RaiseBytes(prefix);
    }

    private static int PrefixLength(byte[] value, bool isText)
    {
        var length = LongestBound;
        while (isText && (value[length] & 0xC0) == 0x80) length--;
        return length;
    }

    private static byte[]? RaiseBytes(ReadOnlySpan<byte> prefix)
    {
        var end = prefix.LastIndexOfAnyExcept(byte.MaxValue);
        if (end < 0) return null;
        var raised = prefix[..(end + 1)].ToArray();
        raised[end]++;
        return raised;
    }

    private static byte[]? RaiseText(ReadOnlySpan<byte> prefix)
    {
        Span<byte> next = stackalloc byte[4];
        while (!prefix.IsEmpty)
        {
            Rune.DecodeLastFromUtf8(prefix, out var last, out var length);
            prefix = prefix[..^length];
            // UTF-8 sorts by code point; surrogates are none.
            var raised = last.Value == 0xD7FF ? 0xE000 : last.Value + 1;
            if (Rune.IsValid(raised)) return [.. prefix, .. next[..new Rune(raised).EncodeToUtf8(next)]];
        }

        return null;
    }
}
