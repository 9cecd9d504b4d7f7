using System.Text;

namespace Scaling.PowerShell.Common;

/// <summary>Encodings by the names that users know: IANA's, and those of pwsh (utf8, utf8BOM, unicode, oem excepted).</summary>
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
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
