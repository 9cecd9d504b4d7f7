using System.Globalization;

namespace Scaling.Native.Datasets;

/// <summary>The written form of column types: <c>name</c>, <c>name(digits)</c> or <c>decimal(precision,scale)</c>, in any case.</summary>
internal static class ColumnTypeNames
{
    private const string Known =
        "boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64, single, double, decimal(p,s), date, time(3|6|9), " +
        "datetime(3|6|9), datetimeoffset(3|6|9), string, category, binary, guid";

    internal static string Format(ColumnType type) => type.Kind switch
    {
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})"),
        ColumnKind.Time or ColumnKind.DateTime or ColumnKind.DateTimeOffset when type.Precision != 6 =>
            string.Create(CultureInfo.InvariantCulture, $"{Name(type.Kind)}({type.Precision})"),
        _ => Name(type.Kind),
    };

    internal static ColumnType Parse(string text)
    {
        var (name, digits) = Split(text);
        return (name, digits) switch
        {
            ("decimal", []) => ColumnType.Decimal(28, 10),
            ("decimal", [var precision]) => Checked(text, () => ColumnType.Decimal(precision, 0)),
            ("decimal", [var precision, var scale]) => Checked(text, () => ColumnType.Decimal(precision, scale)),
            ("time" or "timeonly", [] or [_]) => Checked(text, () => ColumnType.Time(Fraction(digits))),
            ("datetime" or "timestamp", [] or [_]) => Checked(text, () => ColumnType.DateTime(Fraction(digits))),
            ("datetimeoffset" or "timestamptz", [] or [_]) => Checked(text, () => ColumnType.DateTimeOffset(Fraction(digits))),
            (_, []) => Simple(name) ?? throw Unknown(text),
            _ => throw Unknown(text),
        };
    }

    private static ColumnType? Simple(string name) => name switch
    {
        "boolean" or "bool" => ColumnType.Boolean,
        "int8" or "sbyte" => ColumnType.Int8,
        "int16" or "short" => ColumnType.Int16,
        "int32" or "int" => ColumnType.Int32,
        "int64" or "long" => ColumnType.Int64,
        "uint8" or "byte" => ColumnType.UInt8,
        "uint16" or "ushort" => ColumnType.UInt16,
        "uint32" or "uint" => ColumnType.UInt32,
        "uint64" or "ulong" => ColumnType.UInt64,
        "single" or "float" => ColumnType.Single,
        "double" => ColumnType.Double,
        "date" or "dateonly" => ColumnType.Date,
        "string" => ColumnType.String,
        "category" => ColumnType.Category,
        "binary" or "byte[]" => ColumnType.Binary,
        "guid" or "uuid" => ColumnType.Guid,
        _ => null,
    };

    private static (string Name, int[] Digits) Split(string text)
    {
        var name = text.Trim().ToLowerInvariant();
        if (name.StartsWith('[') && name.EndsWith(']')) name = name[1..^1];
        if (name.StartsWith("system.", StringComparison.Ordinal)) name = name["system.".Length..];
        var open = name.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return (name, []);
        if (!name.EndsWith(')')) throw Unknown(text);
        var parts = name[(open + 1)..^1].Split(',');
        var digits = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out digits[i]))
                throw Unknown(text);
        return (name[..open].TrimEnd(), digits);
    }

    private static int Fraction(int[] digits) => digits.Length == 0 ? 6 : digits[0];

    private static ColumnType Checked(string text, Func<ColumnType> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException($"'{text}' is not a column type: {e.Message.Split('(')[0].TrimEnd()}", e);
        }
    }

    private static string Name(ColumnKind kind) => kind.ToString().ToLowerInvariant();

    private static FormatException Unknown(string text) => new($"'{text}' is not a column type. The types are {Known}.");
}
