using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>A column to be read: its name, which field of a record it is, its type, and whether that was inferred.</summary>
internal sealed record CsvColumnPlan(string Name, int Field, ColumnType Type, bool IsInferred);

/// <summary>Some scanned records: as many spans of the text a record as it has fields.</summary>
internal readonly ref struct CsvBlock(ReadOnlySpan<byte> text, ReadOnlySpan<FieldSpan> fields, int fieldCount)
{
    internal ReadOnlySpan<byte> Text { get; } = text;

    internal ReadOnlySpan<FieldSpan> Fields { get; } = fields;

    internal int FieldCount => fieldCount;

    internal int Records => Fields.Length / fieldCount;

    /// <summary>All of the text is UTF-8, so that single fields need not be checked.</summary>
    internal bool IsValidText { get; init; }
}

/// <summary>Turns one field of every record into a column.</summary>
internal abstract class CsvColumn
{
    private protected CsvColumn(CsvColumnPlan plan, ColumnBuilder builder) => (Plan, Builder) = (plan, builder);

    internal CsvColumnPlan Plan { get; }

    private protected ColumnBuilder Builder { get; }

    internal static CsvColumn Create(CsvColumnPlan plan, CsvCulture culture, CsvNulls nulls)
    {
        var builder = ColumnBuilder.Create(plan.Type);
        return plan.Type.Kind switch
        {
            ColumnKind.Boolean => Make(new BooleanAppender(builder, plan.IsInferred)),
            ColumnKind.Int8 => Make(new IntegerAppender<sbyte>(builder, culture, plan.IsInferred)),
            ColumnKind.Int16 => Make(new IntegerAppender<short>(builder, culture, plan.IsInferred)),
            ColumnKind.Int32 => Make(new IntegerAppender<int>(builder, culture, plan.IsInferred)),
            ColumnKind.Int64 => Make(new IntegerAppender<long>(builder, culture, plan.IsInferred)),
            ColumnKind.UInt8 => Make(new IntegerAppender<byte>(builder, culture, plan.IsInferred)),
            ColumnKind.UInt16 => Make(new IntegerAppender<ushort>(builder, culture, plan.IsInferred)),
            ColumnKind.UInt32 => Make(new IntegerAppender<uint>(builder, culture, plan.IsInferred)),
            ColumnKind.UInt64 => Make(new IntegerAppender<ulong>(builder, culture, plan.IsInferred)),
            ColumnKind.Single => Make(new FloatAppender<float>(builder, culture, plan.IsInferred)),
            ColumnKind.Double => Make(new FloatAppender<double>(builder, culture, plan.IsInferred)),
            ColumnKind.Decimal => Make(new DecimalAppender(builder, culture, plan.IsInferred)),
            ColumnKind.Date => Make(new DateAppender(builder, culture)),
            ColumnKind.Time when plan.Type.Precision == 3 => Make(new TimeAppender<int>(builder, culture)),
            ColumnKind.Time => Make(new TimeAppender<long>(builder, culture)),
            ColumnKind.DateTime => Make(new DateTimeAppender(builder, culture, hasOffset: false)),
            ColumnKind.DateTimeOffset => Make(new DateTimeAppender(builder, culture, hasOffset: true)),
            ColumnKind.Guid => Make(new GuidAppender(builder)),
            ColumnKind.Binary => Make(new BinaryAppender(builder)),
            ColumnKind.Category => Make(new CategoryAppender(builder)),
            _ => Make(new StringAppender(builder)),
        };

        CsvColumn Make<T>(T appender) where T : struct, IFieldAppender => new CsvColumn<T>(plan, builder, nulls, appender);
    }

    /// <summary>Appends the first records' values.</summary>
    /// <returns>How many were appended: fewer than <paramref name="records"/> where the next cannot be.</returns>
    internal abstract int Append(in CsvBlock block, int records);

    internal IArrowArray Build() => Builder.Build();
}

/// <inheritdoc cref="CsvColumn"/>
internal sealed class CsvColumn<TAppender>(CsvColumnPlan plan, ColumnBuilder builder, CsvNulls nulls, TAppender appender)
    : CsvColumn(plan, builder)
    where TAppender : struct, IFieldAppender
{
    private readonly TAppender _appender = appender;
    private byte[] _scratch = [];

    internal override int Append(in CsvBlock block, int records)
    {
        var (at, stride) = (Plan.Field, block.FieldCount);
        for (var record = 0; record < records; record++, at += stride)
        {
            var field = block.Fields[at];
            var text = field.Of(block.Text);
            if (nulls.IsNull(field, text, isText: TAppender.IsText))
            {
                Builder.AppendNull();
                continue;
            }

            if (field.HasDoubledQuotes) text = field.Unescaped(block.Text, ref _scratch);
            if (TAppender.IsText)
            {
                if (!block.IsValidText && !Utf8.IsValid(text)) return record;
            }
            else if (IsPadded(text) && (text = text.Trim(" \t"u8)).IsEmpty)
            {
                return record;
            }

            if (!_appender.TryAppend(text)) return record;
        }

        return records;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPadded(ReadOnlySpan<byte> text) => text[0] <= ' ' || text[^1] <= ' ';
}

/// <summary>Which fields are null.</summary>
internal sealed class CsvNulls(IEnumerable<string> values)
{
    private readonly byte[][] _values = [.. values.Where(v => v.Length > 0).Select(Encoding.UTF8.GetBytes)];

    /// <param name="field">Where the field lies.</param>
    /// <param name="text">Its text, quotes still doubled.</param>
    /// <param name="isText">An empty quoted field is a value, not null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsNull(FieldSpan field, ReadOnlySpan<byte> text, bool isText) =>
        text.IsEmpty ? !(isText && field.IsQuoted) : _values.Length != 0 && IsNamed(text);

    private bool IsNamed(ReadOnlySpan<byte> text)
    {
        foreach (var value in _values)
            if (text.SequenceEqual(value)) return true;
        return false;
    }
}
