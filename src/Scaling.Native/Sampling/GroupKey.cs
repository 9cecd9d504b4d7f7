using System.Data.SqlTypes;
using System.Globalization;

namespace Scaling.Native.Sampling;

/// <summary>
/// The values of the grouping columns that the rows of a group share; null is a value like any other and comes first. Texts are
/// compared by code unit, integers of any width by number.
/// </summary>
public sealed class GroupKey : IEquatable<GroupKey>
{
    private readonly object?[] _values;
    private readonly object?[] _comparable;

    internal GroupKey(object?[] values)
    {
        _values = values;
        _comparable = Array.ConvertAll(values, Comparable);
    }

    /// <summary>One a grouping column, typed as its column, in the order asked for; none when nothing was asked for.</summary>
    public IReadOnlyList<object?> Values => _values;

    public bool Equals(GroupKey? other) => other is not null && _comparable.AsSpan().SequenceEqual(other._comparable);

    public override bool Equals(object? obj) => Equals(obj as GroupKey);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in _comparable)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Below, at or above zero as the first stands before, with or behind the second, column by column.</summary>
    public static int Compare(GroupKey first, GroupKey second)
    {
        for (var column = 0; column < first._comparable.Length; column++)
        {
            var order = Compare(first._comparable[column], second._comparable[column]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Puts numbers into the order of the keys that they number.</summary>
    internal static void Sort(GroupKey[] keys, int[] numbers)
    {
        if (keys.Length > 0 && Array.TrueForAll(keys, key => key._comparable is [long]))
        {
            Array.Sort(Array.ConvertAll(keys, key => (long)key._comparable[0]!), numbers);
        }
        else
        {
            Array.Sort((GroupKey[])keys.Clone(), numbers, Comparer<GroupKey>.Create(Compare));
        }
    }

    /// <summary>The values as text in the invariant culture, with commas between.</summary>
    public override string ToString() => _values is [var only] ? Text(only) : string.Join(", ", _values.Select(Text));

    private static string Text(object? value) => value switch
    {
        null => "(null)",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static object? Comparable(object? value) => value switch
    {
        sbyte number => (long)number,
        short number => (long)number,
        int number => (long)number,
        byte number => (long)number,
        ushort number => (long)number,
        uint number => (long)number,
        ulong number and <= long.MaxValue => (long)number,
        _ => value,
    };

    private static int Compare(object? a, object? b) => (a, b) switch
    {
        (long left, long right) => left.CompareTo(right),
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string left, string right) => string.CompareOrdinal(left, right),
        (long, ulong) => -1,
        (ulong, long) => 1,
        (decimal left, SqlDecimal right) => new SqlDecimal(left).CompareTo(right),
        (SqlDecimal left, decimal right) => left.CompareTo(new SqlDecimal(right)),
        _ when a.GetType() == b.GetType() => Comparer<object>.Default.Compare(a, b),
        // Dates beyond the range of .NET come as text; they follow the others.
        _ => a is string ? 1 : b is string ? -1 : string.CompareOrdinal(a.GetType().Name, b.GetType().Name),
    };
}
