using System.Text;

namespace Scaling.Native.Csv;

/// <summary>The encoding of a text by its first bytes.</summary>
internal static class CsvEncodingDetection
{
    private static readonly Encoding[] Marked =
    [
        new UTF8Encoding(true), new UTF32Encoding(false, true), new UTF32Encoding(true, true), Encoding.Unicode, Encoding.BigEndianUnicode,
    ];

    /// <summary>By byte order mark; without one UTF-16 where mostly every other byte is NUL, as of Latin letters; else UTF-8.</summary>
    internal static Encoding Detect(ReadOnlySpan<byte> start)
    {
        foreach (var encoding in Marked)
            if (start.StartsWith(encoding.Preamble)) return encoding;

        // What is looked at is even, unless it is all there is.
        if (start.Length % 2 != 0) return Encoding.UTF8;

        var (even, odd) = (0, 0);
        for (var i = 0; i + 1 < start.Length; i += 2)
        {
            if (start[i] == 0) even++;
            if (start[i + 1] == 0) odd++;
        }

        var half = start.Length / 4;
        if (odd > half && odd > 4 * even) return Encoding.Unicode;
        return even > half && even > 4 * odd ? Encoding.BigEndianUnicode : Encoding.UTF8;
    }

    /// <summary>Bytes of the encoding's byte order mark, 0 where the text has none.</summary>
    internal static int PreambleLength(ReadOnlySpan<byte> start, Encoding encoding)
    {
        // An Encoding made without a mark still reads files that have one.
        foreach (var marked in Marked)
            if (marked.CodePage == encoding.CodePage && start.StartsWith(marked.Preamble)) return marked.Preamble.Length;
        return 0;
    }
}
