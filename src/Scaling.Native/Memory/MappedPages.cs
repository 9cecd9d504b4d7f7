using System.Globalization;

namespace Scaling.Native.Memory;

/// <summary>Reads /proc/&lt;pid&gt;/smaps (proc_pid_smaps(5)).</summary>
internal static class MappedPages
{
    /// <summary>Share of the resident memory of one mapping that lies on huge pages; null where the mapping is not found or nothing is resident.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="address">Any address within the mapping.</param>
    internal static double? HugeShare(IEnumerable<string> lines, ulong address)
    {
        var (inside, resident) = (false, 0L);
        foreach (var line in lines)
        {
            if (Range(line) is { } range)
            {
                if (inside) return null;
                inside = address >= range.Begin && address < range.End;
            }
            else if (inside && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                resident = KibiBytes(line);
            }
            else if (inside && line.StartsWith("AnonHugePages:", StringComparison.Ordinal))
            {
                return resident > 0 ? Math.Min(1, (double)KibiBytes(line) / resident) : null;
            }
        }

        return null;
    }

    /// <summary>The addresses of a line that begins a mapping, such as <c>7f21a52df000-7f21a52e1000 rw-p …</c>.</summary>
    private static (ulong Begin, ulong End)? Range(string line)
    {
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return dash > 0 && space > dash
            && ulong.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var begin)
            && ulong.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end)
            ? (begin, end)
            : null;
    }

    private static long KibiBytes(string line)
    {
        var value = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim();
        if (value.EndsWith("kB")) value = value[..^2].TrimEnd();
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
