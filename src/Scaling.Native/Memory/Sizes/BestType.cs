using System.Globalization;
using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>A type that holds every value of a column, and why.</summary>
internal readonly record struct TypeCandidate(ColumnType Type, string? Reason);

/// <summary>The types that hold every value of a column as it stands.</summary>
/// <param name="profile">Of the column.</param>
/// <param name="type">The type it has.</param>
internal sealed class BestType(ColumnProfile profile, ColumnType type)
{
    private static readonly ColumnType[] Integers =
    [
        ColumnType.Int8, ColumnType.UInt8, ColumnType.Int16, ColumnType.UInt16, ColumnType.Int32, ColumnType.UInt32, ColumnType.Int64, ColumnType.UInt64,
    ];

    /// <summary>Only types that its text can be read as; else also types that its values must be converted to.</summary>
    internal bool IsReadAsText { get; init; }

    /// <summary>The type was given: texts are meant as texts.</summary>
    internal bool IsGiven { get; init; }

    /// <summary>Not all values were looked at: of a type that would change a value silently, or is only right where all have something
    /// in common, nothing can be said.</summary>
    internal bool IsSampled { get; init; }

    /// <summary>The bounds of numbers are those of all values.</summary>
    internal bool AreBoundsExact { get; init; }

    /// <summary>Different values, if a dictionary of them is an alternative.</summary>
    internal long? DistinctCount { get; init; }

    private bool IsText => type.Kind is ColumnKind.String or ColumnKind.Category;

    /// <summary>The type itself, and all others, in no order.</summary>
    internal IEnumerable<TypeCandidate> Candidates()
    {
        yield return new(type, null);
        var meant = type;
        if (IsText && !IsGiven)
        {
            if (profile.AreGuids) yield return new(ColumnType.Guid, "every text is a GUID");
            meant = profile.HasTexts ? profile.TextType : type;
            if (meant.Kind == ColumnKind.String) meant = type;
            else yield return new(meant, $"every text is {Wording.Article(meant)}");
        }

        if (Narrower(meant) is { } narrower) yield return narrower;
        if (!IsText || meant != type) yield break;
        yield return new(ColumnType.String, "values hardly repeat");
        if (DistinctCount is { } distinct)
            yield return new(ColumnType.Category, Wording.Count(distinct, "different value"));
    }

    private TypeCandidate? Narrower(ColumnType meant)
    {
        // Text with a point in it is not read as an integer, nor a moment as a date.
        var converts = !IsReadAsText && !IsText;
        var mayBeInteger = meant.IsInteger || meant is { Kind: ColumnKind.Decimal, Scale: 0 } || converts && !IsSampled && meant.IsNumeric;
        if (mayBeInteger && profile.Range.AreIntegers && Integer() is { } integer) return integer;
        if (IsSampled) return null;
        return meant.Kind switch
        {
            ColumnKind.Double when profile.Range is { AreSingles: true, Minimum: not null } => new(ColumnType.Single, "every number is exact in single precision"),
            ColumnKind.DateTime when converts && profile.AreDates => new(ColumnType.Date, "every moment is midnight"),
            ColumnKind.Time when converts && profile.AreMilliseconds => new(ColumnType.Time(3), "whole milliseconds"),
            _ => null,
        };
    }

    private TypeCandidate? Integer()
    {
        var (least, greatest) = (profile.Range.Least, profile.Range.Greatest);
        if (least < long.MinValue || greatest > ulong.MaxValue) return null;
        var reason = string.Create(CultureInfo.InvariantCulture, $"{least} to {greatest}");
        if (!AreBoundsExact)
        {
            // Twice the range as well: what was not looked at lies beyond the sample now and then.
            var room = Int128.Max(Int128.Abs(least), Int128.Abs(greatest));
            (least, greatest) = (least < 0 ? least - room : 0, greatest + room);
            reason += " in the sample";
        }

        foreach (var candidate in Integers)
        {
            var (from, to) = RangeOf(candidate);
            if (least >= from && greatest <= to) return new(candidate, reason);
        }

        return null;
    }

    private static (Int128 Least, Int128 Greatest) RangeOf(ColumnType integer)
    {
        var bits = ColumnBytes.WidthOf(integer) * 8;
        return integer.Kind >= ColumnKind.UInt8 ? (0, (Int128.One << bits) - 1) : (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1);
    }
}
