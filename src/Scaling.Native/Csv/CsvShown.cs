using System.Text;

namespace Scaling.Native.Csv;

/// <summary>Text of a file as messages show it.</summary>
internal static class CsvShown
{
    private const int MaxBytes = 200;

    /// <summary>The text, or its beginning and an ellipsis.</summary>
    internal static string Text(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxBytes) return Encoding.UTF8.GetString(text);
        var length = MaxBytes;
        // Not within a character: continuation bytes are 10xxxxxx.
        while (length > 0 && (text[length] & 0xC0) == 0x80) length--;
        return Encoding.UTF8.GetString(text[..length]) + "…";
    }
}
