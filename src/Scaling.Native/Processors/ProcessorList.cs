using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Lists of processors as Linux writes them: <c>0-3,8,10-11</c>.</summary>
public static class ProcessorList
{
    /// <summary>The numbers of a list in ascending order; null where the text is no list.</summary>
    public static IReadOnlyList<int>? Parse(string? text)
    {
        if (text is null) return null;
        var numbers = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var dash = part.IndexOf('-');
            if (!TryParse(dash < 0 ? part : part[..dash], out var first) || !TryParse(dash < 0 ? part : part[(dash + 1)..], out var last)) return null;
            if (last < first || last > 1 << 20) return null;
            for (var number = first; number <= last; number++) numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>How many of a set are on line: masks of the kernel may name processors that a machine could have but has not.</summary>
    /// <param name="set">Numbers.</param>
    /// <param name="online">Ascending; null where not known, and then all count.</param>
    public static int CountOnline(IReadOnlyList<int> set, IReadOnlyList<int>? online) => online is null ? set.Count : set.Intersect(online).Count();

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
