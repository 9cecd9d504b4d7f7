using System.Text;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Tests.Parquet;

public enum NullPattern
{
    None,
    All,
    Alternating,
    Random,
    FirstAndLast,
    AllButOne,
}

/// <summary>Seeded columns of every type, with the values that go wrong first.</summary>
internal static class Samples
{
    internal static readonly ColumnType[] Types =
    [
        ColumnType.Boolean, ColumnType.Int8, ColumnType.Int16, ColumnType.Int32, ColumnType.Int64,
        ColumnType.UInt8, ColumnType.UInt16, ColumnType.UInt32, ColumnType.UInt64, ColumnType.Single, ColumnType.Double,
        ColumnType.Decimal(1, 0), ColumnType.Decimal(9, 2), ColumnType.Decimal(18, 4), ColumnType.Decimal(19, 0),
        ColumnType.Decimal(28, 28), ColumnType.Decimal(38, 10),
        ColumnType.Date, ColumnType.Time(3), ColumnType.Time(6), ColumnType.Time(9),
        ColumnType.DateTime(3), ColumnType.DateTime(6), ColumnType.DateTime(9),
        ColumnType.DateTimeOffset(3), ColumnType.DateTimeOffset(6), ColumnType.DateTimeOffset(9),
        ColumnType.String, ColumnType.Category, ColumnType.Binary, ColumnType.Guid,
    ];

    private static readonly string[] Texts =
    [
        "", "a", "b", "zebra", "Zürich", "日本語", "😀", "😀😀 emoji", "\uFFFD", "\uE000", "line\nbreak", "quote\"",
    ];

    internal static bool IsNull(NullPattern pattern, int row, int count, Random random) => pattern switch
    {
        NullPattern.None => false,
        NullPattern.All => true,
        NullPattern.Alternating => (row & 1) == 0,
        NullPattern.Random => random.Next(3) == 0,
        NullPattern.FirstAndLast => row == 0 || row == count - 1,
        _ => row != count / 2,
    };

    /// <param name="type">The type.</param>
    /// <param name="pattern">Which rows are null.</param>
    /// <param name="count">Rows.</param>
    /// <param name="seed">Same seed, same column.</param>
    /// <param name="distinct">How many different values there may be; 0 for as many as come.</param>
    internal static IArrowArray Column(ColumnType type, NullPattern pattern, int count, int seed, int distinct = 0)
    {
        var random = new Random(seed);
        var builder = ColumnBuilder.Create(type);
        for (var row = 0; row < count; row++)
        {
            if (IsNull(pattern, row, count, random)) builder.AppendNull();
            else Append(builder, distinct == 0 ? random : new Random(random.Next(distinct)));
        }

        return builder.Build();
    }

    internal static DatasetBatch Batch(
        DatasetSchema schema, NullPattern pattern, int count, int seed, int distinct = 0, DatasetOrigin? origin = null)
    {
        var columns = schema.Select((c, i) => Column(c.Type, c.IsNullable ? pattern : NullPattern.None, count, seed + i, distinct));
        return new(schema, [.. columns], count, origin ?? new(null));
    }

    private static void Append(ColumnBuilder builder, Random random)
    {
        var type = builder.Type;
        var edge = random.Next(16);
        switch (builder)
        {
            case BooleanColumnBuilder b: b.Append(random.Next(2) == 0); break;
            case FixedColumnBuilder<sbyte> b: b.Append(OneOf(edge, (sbyte)random.Next(), sbyte.MinValue, sbyte.MaxValue)); break;
            case FixedColumnBuilder<short> b: b.Append(OneOf(edge, (short)random.Next(), short.MinValue, short.MaxValue)); break;
            case FixedColumnBuilder<byte> b: b.Append(OneOf(edge, (byte)random.Next(), byte.MinValue, byte.MaxValue)); break;
            case FixedColumnBuilder<ushort> b: b.Append(OneOf(edge, (ushort)random.Next(), ushort.MinValue, ushort.MaxValue)); break;
            case FixedColumnBuilder<uint> b: b.Append(OneOf(edge, (uint)random.NextInt64(), uint.MinValue, uint.MaxValue)); break;
            case FixedColumnBuilder<ulong> b:
                b.Append(OneOf(edge, (ulong)random.NextInt64() << 1, ulong.MinValue, ulong.MaxValue, 1UL << 63));
                break;
            case FixedColumnBuilder<float> b:
                b.Append(OneOf(edge, random.NextSingle() * 1000 - 500, float.MinValue, float.Epsilon, -0f, 0f, float.PositiveInfinity));
                break;
            case FixedColumnBuilder<double> b:
                b.Append(OneOf(edge, random.NextDouble() * 1000 - 500, double.MaxValue, double.Epsilon, -0d, 0d, double.NegativeInfinity));
                break;
            case FixedColumnBuilder<int> b when type.Kind == ColumnKind.Date: b.Append(random.Next(-140_000, 180_000)); break;
            case FixedColumnBuilder<int> b when type.Kind == ColumnKind.Time: b.Append(random.Next(86_400_000)); break;
            case FixedColumnBuilder<int> b: b.Append(OneOf(edge, random.Next(), int.MinValue, int.MaxValue)); break;
            case FixedColumnBuilder<long> b: b.Append(Int64(type, random, edge)); break;
            case FixedColumnBuilder<Int128> b: b.Append(Decimal(type, random, edge)); break;
            case FixedColumnBuilder<UInt128> b: b.Append(new((ulong)random.NextInt64() << 1, (ulong)random.NextInt64() << 1)); break;
            case CategoryColumnBuilder b: b.Append($"{Texts[random.Next(Texts.Length)]}{random.Next(3)}"); break;
            case BytesColumnBuilder b when type.Kind == ColumnKind.Binary: b.Append(Bytes(random)); break;
            case BytesColumnBuilder b: b.Append(Text(random).AsSpan()); break;
            default: throw new InvalidOperationException($"No sample for {type}.");
        }
    }

    private static T OneOf<T>(int edge, T other, params ReadOnlySpan<T> edges) => edge < edges.Length ? edges[edge] : other;

    private static long Int64(ColumnType type, Random random, int edge) => type.Kind switch
    {
        ColumnKind.Time => type.Precision == 9 ? random.NextInt64(86_400_000_000) * 1000 : random.NextInt64(86_400_000_000),
        // Years 1700 to 2250: what nanoseconds reach.
        ColumnKind.DateTime or ColumnKind.DateTimeOffset => type.Precision switch
        {
            3 => random.NextInt64(-8_500_000_000_000, 8_800_000_000_000),
            6 => random.NextInt64(-8_500_000_000_000_000, 8_800_000_000_000_000),
            // DuckDB cuts nanoseconds with a zone to microseconds.
            _ when type.Kind == ColumnKind.DateTimeOffset => random.NextInt64(-8_500_000_000_000_000, 8_800_000_000_000_000) * 1000,
            _ => random.NextInt64(-8_500_000_000_000_000_000, 8_800_000_000_000_000_000),
        },
        _ => OneOf(edge, random.NextInt64(), long.MinValue, long.MaxValue),
    };

    private static Int128 Decimal(ColumnType type, Random random, int edge)
    {
        Int128 limit = 1;
        for (var i = 0; i < type.Precision; i++) limit *= 10;
        if (edge < 2) return edge == 0 ? limit - 1 : 1 - limit;
        var value = (Int128)random.NextInt64() * random.NextInt64() % limit;
        return random.Next(2) == 0 ? value : -value;
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(6); i > 0; i--) text.Append(Texts[random.Next(Texts.Length)]);
        return text.ToString();
    }
}
