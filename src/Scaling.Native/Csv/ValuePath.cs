using System.Numerics;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>A way to read values, in one set of instructions.</summary>
internal abstract class ValuePath
{
    /// <summary>All of them, the best first.</summary>
    internal static IReadOnlyList<ValuePath> All { get; } =
        [new ValuePath<DigitBlockX86>(), new ValuePath<DigitBlock128>(), new ValuePath<DigitBlockScalar>()];

    /// <summary>The first that this processor and the runtime's settings support.</summary>
    internal static ValuePath Best { get; } = All.First(path => path.IsSupported);

    internal abstract string Name { get; }

    internal abstract bool IsSupported { get; }

    internal abstract CsvColumn CreateColumn(CsvColumnPlan plan, CsvCulture culture, CsvNulls nulls);
}

/// <inheritdoc cref="ValuePath"/>
internal sealed class ValuePath<TDigits> : ValuePath where TDigits : struct, IDigitBlock<TDigits>
{
    internal override string Name => TDigits.Name;

    internal override bool IsSupported => TDigits.IsSupported;

    internal override CsvColumn CreateColumn(CsvColumnPlan plan, CsvCulture culture, CsvNulls nulls)
    {
        var builder = ColumnBuilder.Create(plan.Type);
        var (point, type) = (culture.Point, plan.Type);
        return type.Kind switch
        {
            ColumnKind.Boolean => new CsvBooleanColumn(plan, (BooleanColumnBuilder)builder, nulls),
            ColumnKind.Int8 => MakeInteger<sbyte>(),
            ColumnKind.Int16 => MakeInteger<short>(),
            ColumnKind.Int32 => MakeInteger<int>(),
            ColumnKind.Int64 => MakeInteger<long>(),
            ColumnKind.UInt8 => MakeInteger<byte>(),
            ColumnKind.UInt16 => MakeInteger<ushort>(),
            ColumnKind.UInt32 => MakeInteger<uint>(),
            ColumnKind.UInt64 => MakeInteger<ulong>(),
            ColumnKind.Single =>
                MakeFast<float, SingleParser<TDigits>, FloatAppender<float>>(new(point), new(builder, culture, plan.IsInferred)),
            ColumnKind.Double =>
                MakeFast<double, DoubleParser<TDigits>, FloatAppender<double>>(new(point), new(builder, culture, plan.IsInferred)),
            ColumnKind.Decimal => MakeFast<Int128, DecimalParser<TDigits>, DecimalAppender>(
                new(point, type.Precision, type.Scale), new(builder, culture, plan.IsInferred)),
            ColumnKind.Date => MakeFast<int, DateParser<TDigits>, DateAppender>(new(), new(builder, culture)),
            ColumnKind.Time when type.Precision == 3 => Make(new TimeAppender<int>(builder, culture)),
            ColumnKind.Time => Make(new TimeAppender<long>(builder, culture)),
            ColumnKind.DateTime => MakeDateTime(hasOffset: false),
            ColumnKind.DateTimeOffset => MakeDateTime(hasOffset: true),
            ColumnKind.Guid => MakeFast<UInt128, GuidParser, GuidAppender>(default, new(builder)),
            ColumnKind.Binary => Make(new BinaryAppender(builder)),
            ColumnKind.Category => new CsvCategoryColumn(plan, (CategoryColumnBuilder)builder, nulls),
            _ => new CsvTextColumn(plan, (BytesColumnBuilder)builder, nulls),
        };

        CsvColumn Make<T>(T appender) where T : struct, IFieldAppender => new CsvColumn<T>(plan, builder, nulls, appender);

        CsvColumn MakeInteger<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            MakeFast<T, IntegerParser<T, TDigits>, IntegerAppender<T>>(default, new(builder, culture, plan.IsInferred));

        // Nanoseconds reach from 1677 to 2262 only, which the parser does not check.
        CsvColumn MakeDateTime(bool hasOffset) => type.Precision > 6
            ? Make(new DateTimeAppender(builder, culture, hasOffset))
            : MakeFast<long, DateTimeParser<TDigits>, DateTimeAppender>(
                new(type.Precision == 3 ? 1_000 : 1_000_000, hasOffset), new(builder, culture, hasOffset));

        CsvColumn MakeFast<T, TParser, TAppender>(TParser parser, TAppender appender)
            where T : unmanaged where TParser : struct, IValueParser<T> where TAppender : struct, IFieldAppender =>
            new CsvFixedColumn<T, TParser, TAppender>(plan, (FixedColumnBuilder<T>)builder, nulls, parser, appender);
    }
}
