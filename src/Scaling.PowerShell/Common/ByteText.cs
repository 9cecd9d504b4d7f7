using System.Globalization;

namespace Scaling.PowerShell.Common;

/// <summary>Bytes as they stand in sentences: <c>1.5 MiB</c>.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    internal static string Of(long bytes)
    {
        var unit = (int)Math.Floor(Math.Log2(Math.Max(1.0, Math.Abs((double)bytes))) / 10);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / Math.Pow(1024, unit):0.#} {Units[unit]}");
    }
}
