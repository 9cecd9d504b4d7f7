using System.Globalization;

namespace Scaling.PowerShell.Common;

internal static class NumberText
{
    /// <summary>As programs write it, or as Export-Csv does, which goes by the culture. Without separators of thousands no text is one number in the one and another in the other.</summary>
    internal static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        || double.TryParse(text, NumberStyles.Float, CultureInfo.CurrentCulture, out number) ? number : null;
}
