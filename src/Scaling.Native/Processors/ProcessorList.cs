using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Lists of processors as Linux writes them: <c>0-3,8,10-11</c>.</summary>
public static class ProcessorList
{
    /// <summary>No machine has as many: a greater number is a mistake, and is not taken for one.</summary>
    internal const int GreatestNumber = 1 << 20;

    /// <summary>The numbers of a list in ascending order; null where the text is no list.</summary>
    public static IReadOnlyList<int>? Parse(string? text)
    {
        if (text is null) return null;
        var numbers = new List<int>();
        foreach (var range in text.AsSpan().Split(','))
        {
            var part = text.AsSpan(range).Trim();
            if (part.IsEmpty) continue;
            var dash = part.IndexOf('-');
            if (!TryParse(dash < 0 ? part : part[..dash], out var first) || !TryParse(dash < 0 ? part : part[(dash + 1)..], out var last)) return null;
            if (last < first || last > GreatestNumber) return null;
            for (var number = first; number <= last; number++) numbers.Add(number);
        }

        for (var i = 1; i < numbers.Count; i++)
        {
            if (numbers[i] <= numbers[i - 1]) return [.. new SortedSet<int>(numbers)];
        }

        return numbers;
    }

    /// <summary>The numbers of a set that are on line: masks of the kernel may name processors that a machine could have but has not.</summary>
    /// <param name="set">Ascending.</param>
    /// <param name="online">Ascending; null where not known, and then all are taken.</param>
    /// <returns>Ascending.</returns>
    public static IReadOnlyList<int> Online(IReadOnlyList<int> set, IReadOnlyList<int>? online)
    {
        if (online is null) return set;
        var both = new List<int>();
        for (int i = 0, j = 0; i < set.Count && j < online.Count;)
        {
            if (set[i] == online[j]) both.Add(set[i]);
            if (set[i] <= online[j]) i++;
            else j++;
        }

        return both;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
