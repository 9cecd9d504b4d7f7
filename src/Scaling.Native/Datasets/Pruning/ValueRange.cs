using System.Numerics;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.Native.Datasets.Pruning;

/// <summary>The least and the greatest of some values; there may be others between, and none need be equal to a bound.</summary>
internal readonly record struct Interval<T>(T Low, T High) where T : IComparable<T>
{
    internal bool IsPoint => Low.CompareTo(High) == 0;

    internal bool Contains(T value) => Low.CompareTo(value) <= 0 && value.CompareTo(High) <= 0;
}

/// <summary>
/// What is known of the values that an expression may take, in the form in which a <see cref="Vector"/> holds them. The interval that
/// belongs to their kind is null where nothing is known.
/// </summary>
internal sealed record ValueRange
{
    /// <summary>Some values may be null.</summary>
    internal bool MayBeNull { get; init; } = true;

    /// <summary>Some may be not null.</summary>
    internal bool MayHaveValue { get; init; } = true;

    internal Interval<long>? Longs { get; init; }

    internal Interval<double>? Numbers { get; init; }

    /// <summary>Beside <see cref="Numbers"/>, which leave it out.</summary>
    internal bool MayBeNaN { get; init; }

    internal Interval<decimal>? Decimals { get; init; }

    internal Interval<bool>? Flags { get; init; }

    /// <summary>UTF-8, compared byte by byte.</summary>
    internal TextInterval? Texts { get; init; }

    /// <summary>Nothing but nulls.</summary>
    internal static ValueRange Null { get; } = new() { MayHaveValue = false };

    /// <summary>The interval as doubles, or null.</summary>
    internal Interval<double>? AsNumbers() =>
        Numbers ?? (Longs is { } longs ? new Interval<double>(longs.Low, longs.High) : null);

    /// <summary>The interval as decimals, or null; floating point numbers only where they are one constant.</summary>
    internal Interval<decimal>? AsDecimals()
    {
        const double LargestDecimal = 7.9e28;
        if (Decimals is not null) return Decimals;
        if (Longs is { } longs) return new(longs.Low, longs.High);
        return Numbers is { IsPoint: true, Low: var number } && !MayBeNaN && Math.Abs(number) < LargestDecimal
            ? new((decimal)number, (decimal)number)
            : null;
    }
}

/// <summary>Texts between two, by their UTF-8 bytes.</summary>
internal sealed record TextInterval(byte[] Low, byte[] High)
{
    internal bool IsPoint => Low.AsSpan().SequenceEqual(High);
}

/// <summary>What is known of the columns of some rows.</summary>
internal interface IColumnRanges
{
    /// <summary>What is known of a column, by its place in the schema; null for nothing.</summary>
    ValueRange? Of(int column);
}
