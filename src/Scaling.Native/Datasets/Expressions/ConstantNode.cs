namespace Scaling.Native.Datasets.Expressions;

/// <summary>The same value in every row.</summary>
internal sealed class ConstantNode : Node
{
    internal ConstantNode(ValueKind kind, object? value) : base(kind)
    {
        Value = value;
        if (value is null)
        {
            Result.HasNulls = true;
            Array.Fill(Result.Nulls, true);
            return;
        }

        switch (value)
        {
            case bool b: Array.Fill(Result.Flags, b); break;
            case int i when kind.IsLong(): Array.Fill(Result.Longs, i); break;
            case long l when kind.IsLong(): Array.Fill(Result.Longs, l); break;
            case double d: Array.Fill(Result.Numbers, d); break;
            case decimal m: Array.Fill(Result.Decimals, m); break;
            case string s: Array.Fill(Result.Texts, s); break;
            case DateTime t: Array.Fill(Result.Longs, t.Ticks); break;
            case DateTimeOffset t: Array.Fill(Result.Longs, t.UtcTicks); break;
            case DateOnly t: Array.Fill(Result.Longs, t.DayNumber); break;
            case TimeOnly t: Array.Fill(Result.Longs, t.Ticks); break;
            case TimeSpan t: Array.Fill(Result.Longs, t.Ticks); break;
            default: throw new NotCompiledException($"a constant of type {value.GetType().Name}");
        }
    }

    internal object? Value { get; }

    /// <summary>The value of kinds that are kept as longs, or null.</summary>
    internal long? Long => Kind.IsLong() && Value is not null ? Result.Longs[0] : null;

    internal override int FractionDigits => Kind >= ValueKind.DateTime && Result.Longs[0] % TimeSpan.TicksPerMicrosecond != 0 ? 9 : 6;

    internal static ConstantNode Of(object? value) => new(
        value switch
        {
            null => ValueKind.Null,
            bool => ValueKind.Boolean,
            int => ValueKind.Int32,
            long => ValueKind.Int64,
            double => ValueKind.Double,
            decimal => ValueKind.Decimal,
            string => ValueKind.String,
            DateTime => ValueKind.DateTime,
            DateTimeOffset => ValueKind.DateTimeOffset,
            DateOnly => ValueKind.Date,
            TimeOnly => ValueKind.Time,
            TimeSpan => ValueKind.TimeSpan,
            _ => throw new NotCompiledException($"a constant of type {value.GetType().Name}"),
        },
        value);

    internal override Vector Evaluate(Chunk chunk) => Result;
}

/// <summary>An expression, or a part of one, whose compiled form is not certain to give PowerShell's result.</summary>
internal sealed class NotCompiledException(string reason) : Exception(reason);
