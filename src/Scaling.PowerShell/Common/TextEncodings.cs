using System.Globalization;
using System.Text;

namespace Scaling.PowerShell.Common;

/// <summary>Encodings by what users know: IANA's names, code page numbers, and pwsh's names (utf8, utf8BOM, unicode; not ansi and oem).</summary>
internal static class TextEncodings
{
    /// <summary>The encoding of a name, or null.</summary>
    internal static Encoding? Find(string name)
    {
        switch (name.ToUpperInvariant())
        {
            case "UTF8" or "UTF-8" or "UTF8NOBOM": return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            case "UTF8BOM": return new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
            case "UNICODE": return Encoding.Unicode;
            case "BIGENDIANUNICODE": return Encoding.BigEndianUnicode;
        }

        try
        {
            // Pages such as windows-1252 are not among the framework's own encodings.
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
