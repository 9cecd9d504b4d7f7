namespace Scaling.Native.Datasets;

/// <summary>Parts of messages.</summary>
public static class Wording
{
    /// <summary><c>1 row</c>, <c>2 rows</c>.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>A type with its article, as it is spoken: <c>an int64</c>, <c>a uint64</c>.</summary>
    internal static string Article(ColumnType type) => type.ToString() is ['i', ..] name ? $"an {name}" : $"a {type}";

    /// <summary>A sentence about the columns that there are.</summary>
    internal static string ColumnsAre(IEnumerable<string> names) => names.ToArray() switch
    {
        [] => "There are no columns.",
        [var only] => $"The only column is {only}.",
        var all => $"The columns are {string.Join(", ", all)}.",
    };
}
