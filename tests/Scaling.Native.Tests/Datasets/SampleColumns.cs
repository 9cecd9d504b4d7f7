using Scaling.Native.Datasets;

namespace Scaling.Native.Tests.Datasets;

/// <summary>Values of every kind of column, for tests that must hold for all of them.</summary>
internal static class SampleColumns
{
    internal static readonly ColumnType[] Types =
    [
        ColumnType.Boolean, ColumnType.Int8, ColumnType.Int16, ColumnType.Int32, ColumnType.Int64, ColumnType.UInt8, ColumnType.UInt16,
        ColumnType.UInt32, ColumnType.UInt64, ColumnType.Single, ColumnType.Double, ColumnType.Decimal(9, 2), ColumnType.Decimal(18, 4),
        ColumnType.Decimal(38, 10), ColumnType.Date, ColumnType.Time(3), ColumnType.Time(6), ColumnType.Time(9), ColumnType.DateTime(3),
        ColumnType.DateTime(6), ColumnType.DateTime(9), ColumnType.DateTimeOffset(3), ColumnType.DateTimeOffset(6),
        ColumnType.DateTimeOffset(9), ColumnType.String, ColumnType.Category, ColumnType.Binary, ColumnType.Guid,
    ];

    /// <summary>A value, as rows carry it, that the type holds exactly; extremes come first.</summary>
    internal static object Value(ColumnType type, Random random, int index) => type.Kind switch
    {
        ColumnKind.Boolean => random.Next(2) == 1,
        ColumnKind.Int8 => index switch { 0 => sbyte.MinValue, 1 => sbyte.MaxValue, _ => (sbyte)random.Next(-128, 128) },
        ColumnKind.Int16 => index switch { 0 => short.MinValue, 1 => short.MaxValue, _ => (short)random.Next(-32768, 32768) },
        ColumnKind.Int32 => index switch { 0 => int.MinValue, 1 => int.MaxValue, _ => random.Next() - int.MaxValue / 2 },
        ColumnKind.Int64 => index switch { 0 => long.MinValue, 1 => long.MaxValue, _ => random.NextInt64() - long.MaxValue / 2 },
        ColumnKind.UInt8 => index switch { 0 => byte.MinValue, 1 => byte.MaxValue, _ => (byte)random.Next(256) },
        ColumnKind.UInt16 => index switch { 0 => ushort.MinValue, 1 => ushort.MaxValue, _ => (ushort)random.Next(65536) },
        ColumnKind.UInt32 => index switch { 0 => uint.MinValue, 1 => uint.MaxValue, _ => (uint)random.NextInt64(1L << 32) },
        ColumnKind.UInt64 => index switch { 0 => ulong.MinValue, 1 => ulong.MaxValue, _ => (ulong)random.NextInt64() * 2 + 1 },
        ColumnKind.Single => index switch { 0 => float.MinValue, 1 => float.Epsilon, _ => (float)(random.NextDouble() * 1e6 - 5e5) },
        ColumnKind.Double => index switch { 0 => double.MaxValue, 1 => double.Epsilon, 2 => double.NegativeInfinity, _ => random.NextDouble() * 1e6 - 5e5 },
        ColumnKind.Decimal => new decimal(random.Next(), random.Next(type.Precision > 18 ? int.MaxValue : 1), 0, random.Next(2) == 1, (byte)type.Scale)
            is var d && type.Precision == 9 ? d % 10_000_000m : d,
        ColumnKind.Date => index switch { 0 => DateOnly.MinValue, 1 => DateOnly.MaxValue, _ => DateOnly.FromDayNumber(random.Next(600_000, 800_000)) },
        ColumnKind.Time => new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay / Step(type)) * Step(type)),
        ColumnKind.DateTime => new DateTime(Ticks(type, random), DateTimeKind.Unspecified),
        ColumnKind.DateTimeOffset => new DateTimeOffset(Ticks(type, random), TimeSpan.Zero),
        ColumnKind.Category => $"city {random.Next(5)}",
        ColumnKind.Binary => Bytes(random),
        ColumnKind.Guid => new Guid(Bytes(random, 16)),
        _ => index switch { 0 => "", 1 => "käse \U0001F9C0, \"quoted\"\r\nline", _ => new string((char)('a' + random.Next(26)), random.Next(40)) },
    };

    private static byte[] Bytes(Random random, int length = -1)
    {
        var bytes = new byte[length < 0 ? random.Next(20) : length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static long Step(ColumnType type) => type.Precision switch { 3 => 10_000, 6 => 10, _ => 1 };

    private static long Ticks(ColumnType type, Random random)
    {
        var ticks = new DateTime(1800, 1, 1).Ticks + random.NextInt64(400 * 365 * TimeSpan.TicksPerDay);
        return ticks / Step(type) * Step(type);
    }
}
