using System.Data.SqlTypes;
using System.Globalization;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>The type that a computed column has.</summary>
/// <param name="Type">The type.</param>
/// <param name="IsKnown">False where only nulls were seen when it was settled, so that it says nothing.</param>
internal sealed record ComputedValueType(ColumnType Type, bool IsKnown);

/// <summary>Puts what expressions gave into a column, by the same rules whichever way it was computed.</summary>
internal sealed class ComputedValues(ColumnBuilder builder)
{
    private const int LargestDecimalScale = 28;

    /// <summary>Whether values of a compiled expression go into a type as the values of its script would.</summary>
    internal static bool CanStore(CompiledExpression compiled, ColumnType type) =>
        type == compiled.Type || (compiled.Type!.Kind, type.Kind) switch
        {
            (ColumnKind.Int64, ColumnKind.Double) => true,
            (ColumnKind.Int64, _) => type.IsInteger,
            (ColumnKind.Double, ColumnKind.Single) => true,
            (ColumnKind.String, ColumnKind.Category) => true,
            _ => false,
        };

    /// <summary>Whether the first values of a vector all fit the column.</summary>
    internal bool FitsAll(Vector values, int count) => builder switch
    {
        FixedColumnBuilder<double> or FixedColumnBuilder<float> or BooleanColumnBuilder => true,
        BytesColumnBuilder or CategoryColumnBuilder => values.Kind != ValueKind.String || AreWhole(values.Texts.AsSpan(0, count)),
        FixedColumnBuilder<long> => values.Kind.IsBinaryNumber(),
        FixedColumnBuilder<int> => values.Kind == ValueKind.Date,
        _ => false,
    };

    /// <summary>Appends computed rows that fit.</summary>
    internal void Append(Vector values, int start, int count)
    {
        for (var i = start; i < start + count; i++)
        {
            if (values.IsNull(i)) builder.AppendNull();
            else Append(values, i);
        }
    }

    /// <summary>Appends a computed row.</summary>
    /// <inheritdoc cref="TryAppend(ColumnBuilder, object, ComputedValueType, out string)"/>
    internal bool TryAppend(Vector values, int row, ComputedValueType type, out string? reason) =>
        TryAppend(builder, values.IsNull(row) ? null : Box(values, row), type, out reason);

    /// <summary>
    /// The type of values that scripts gave: Int64 for integers, Double for numbers of which some are floating, Decimal with the
    /// largest scale for decimals, String for anything mixed.
    /// </summary>
    internal static ComputedValueType Infer(IEnumerable<object?> values)
    {
        ColumnType? type = null;
        foreach (var value in values)
        {
            if (value is null or DBNull || !IsScalar(value)) continue;
            var next = TypeOf(value);
            type = type is null || type == next ? next : Join(type, next);
            if (type.Kind == ColumnKind.String) break;
        }

        return new(type ?? ColumnType.String, IsKnown: type is not null);
    }

    /// <summary>Appends a value that a script gave.</summary>
    /// <returns>False, with the reason and nothing appended, where the value does not fit.</returns>
    internal static bool TryAppend(ColumnBuilder builder, object? value, ComputedValueType type, out string? reason)
    {
        reason = null;
        if (value is null or DBNull)
        {
            builder.AppendNull();
            return true;
        }

        if (!IsScalar(value))
        {
            reason = $"A value of type {value.GetType().Name} cannot be in a column.";
            return false;
        }

        try
        {
            if (!type.IsKnown && value is not (string or char or Enum))
                throw new InvalidCastException(
                    $"The {value.GetType().Name} '{ObjectConversion.Text(value)}' comes after a batch of nulls only, which told no type.");
            AppendScalar(builder, value);
            return true;
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException)
        {
            reason = $"{e.Message} Name the column's type: @{{ Name = …; Expression = …; Type = 'double' }}.";
            return false;
        }
    }

    private static void AppendScalar(ColumnBuilder builder, object value)
    {
        switch (builder)
        {
            // As PowerShell's own [double] and [float]: rounded to what the type can hold.
            case FixedColumnBuilder<double> doubles when IsNumber(value):
                doubles.Append(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case FixedColumnBuilder<float> floats when IsNumber(value):
                floats.Append((float)Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case FixedColumnBuilder<Int128> when value is double or float:
                builder.AppendObject(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            default:
                builder.AppendObject(value);
                break;
        }
    }

    private void Append(Vector values, int row)
    {
        switch (builder)
        {
            case FixedColumnBuilder<double> doubles:
                doubles.Append(values.ToDouble(row));
                break;
            case FixedColumnBuilder<float> floats:
                floats.Append((float)values.ToDouble(row));
                break;
            case BooleanColumnBuilder booleans:
                booleans.Append(values.Flags[row]);
                break;
            case BytesColumnBuilder texts:
                texts.Append(Text(values, row).AsSpan());
                break;
            case CategoryColumnBuilder texts:
                texts.Append(Text(values, row).AsSpan());
                break;
            case FixedColumnBuilder<long> longs when values.Kind.IsBinaryNumber():
                longs.Append(values.Longs[row]);
                break;
            default:
                builder.AppendObject(Box(values, row));
                break;
        }
    }

    /// <summary>Whether no text may hold half of a surrogate pair, which UTF-8 cannot.</summary>
    private static bool AreWhole(ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
            if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return false;
        return true;
    }

    private static string Text(Vector values, int row) =>
        values.Kind == ValueKind.DayOfWeek ? ((DayOfWeek)values.Longs[row]).ToString() : values.Texts[row]!;

    private static object Box(Vector values, int row) => values.Kind switch
    {
        ValueKind.DateTime => new DateTime(values.Longs[row]),
        ValueKind.DateTimeOffset => new DateTimeOffset(values.Longs[row], TimeSpan.Zero),
        ValueKind.Date => DateOnly.FromDayNumber((int)values.Longs[row]),
        ValueKind.Time => new TimeOnly(values.Longs[row]),
        ValueKind.String or ValueKind.DayOfWeek => Text(values, row),
        _ => values.Longs[row],
    };

    private static bool IsScalar(object value) =>
        value is IFormattable or string or bool or char or byte[] or Version or Uri;

    private static bool IsNumber(object value) =>
        value is sbyte or short or int or long or byte or ushort or uint or ulong or float or double or decimal;

    private static ColumnType TypeOf(object value) => value switch
    {
        bool => ColumnType.Boolean,
        sbyte or short or int or long or byte or ushort or uint => ColumnType.Int64,
        ulong large => large <= long.MaxValue ? ColumnType.Int64 : ColumnType.Decimal(ColumnType.MaxDecimalPrecision, 0),
        float or double => ColumnType.Double,
        decimal number => ColumnType.Decimal(ColumnType.MaxDecimalPrecision, new SqlDecimal(number).Scale),
        DateOnly => ColumnType.Date,
        TimeOnly time => ColumnType.Time(time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? 6 : 9),
        DateTime time => ColumnType.DateTime(time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? 6 : 9),
        DateTimeOffset time => ColumnType.DateTimeOffset(time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? 6 : 9),
        byte[] => ColumnType.Binary,
        Guid => ColumnType.Guid,
        _ => ColumnType.String,
    };

    private static ColumnType Join(ColumnType a, ColumnType b)
    {
        if (a.IsNumeric && b.IsNumeric)
        {
            if (a.Kind == ColumnKind.Double || b.Kind == ColumnKind.Double) return ColumnType.Double;
            return ColumnType.Decimal(ColumnType.MaxDecimalPrecision, Math.Min(LargestDecimalScale, Math.Max(a.Scale, b.Scale)));
        }

        if (a.Kind != b.Kind) return ColumnType.String;
        return a.Precision > b.Precision ? a : b;
    }
}
