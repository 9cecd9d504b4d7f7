using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>A column to be read: its name, which field of a record it is, its type, and whether that was inferred.</summary>
internal sealed record CsvColumnPlan(string Name, int Field, ColumnType Type, bool IsInferred)
{
    /// <summary>Mean bytes of a value's text, as far as that is known.</summary>
    internal double TextBytes { get; init; }

    internal bool IsText => Type.Kind is ColumnKind.String or ColumnKind.Category;
}

/// <summary>Some scanned records: as many spans of the text a record as it has fields.</summary>
internal readonly ref struct CsvBlock(ReadOnlySpan<byte> text, ReadOnlySpan<FieldSpan> fields, int fieldCount)
{
    internal ReadOnlySpan<byte> Text { get; } = text;

    internal ReadOnlySpan<FieldSpan> Fields { get; } = fields;

    internal int FieldCount => fieldCount;

    internal int Records => Fields.Length / fieldCount;

    /// <summary>Some of the records.</summary>
    internal CsvBlock Slice(int record, int count) =>
        new(Text, Fields.Slice(record * fieldCount, count * fieldCount), fieldCount) { IsValidText = IsValidText };

    /// <summary>A record as it stands in the text.</summary>
    internal ReadOnlySpan<byte> TextOf(int record)
    {
        var (first, last) = (Fields[record * fieldCount], Fields[(record + 1) * fieldCount - 1]);
        var start = first.Start - (first.IsQuoted ? 1 : 0);
        return Text[start..(last.Start + last.Length + (last.IsQuoted ? 1 : 0))];
    }

    /// <summary>All of the text is ASCII, or none of it is read as text, so that single fields need not be checked.</summary>
    internal bool IsValidText { get; init; }
}

/// <summary>Turns one field of every record into a column.</summary>
internal abstract class CsvColumn
{
    private protected CsvColumn(CsvColumnPlan plan, ColumnBuilder builder) => (Plan, Builder) = (plan, builder);

    internal CsvColumnPlan Plan { get; }

    private protected ColumnBuilder Builder { get; }

    /// <summary>Appends the first records' values.</summary>
    /// <returns>How many were appended: fewer than <paramref name="records"/> where the next cannot be.</returns>
    internal abstract int Append(in CsvBlock block, int records);

    internal IArrowArray Build() => Builder.Build();

    internal IArrowArray View() => Builder.View();

    internal void Clear() => Builder.Clear();

    internal int Count => Builder.Count;

    /// <summary>Forgets the values behind the first ones.</summary>
    internal void Truncate(int count) => Builder.Truncate(count);

    internal void UsePool(ArrayPool<byte> pool) => Builder.UsePool(pool);

    internal void EnsureCapacity(int rows, double textBytes) => Builder.EnsureCapacity(rows, (long)(rows * textBytes));

    internal void Return() => Builder.Return();
}

/// <inheritdoc cref="CsvColumn"/>
internal class CsvColumn<TAppender>(CsvColumnPlan plan, ColumnBuilder builder, CsvNulls nulls, TAppender appender)
    : CsvColumn(plan, builder)
    where TAppender : struct, IFieldAppender
{
    private readonly TAppender _appender = appender;
    private byte[] _scratch = [];

    private protected CsvNulls Nulls => nulls;

    internal override int Append(in CsvBlock block, int records)
    {
        var at = Plan.Field;
        for (var record = 0; record < records; record++, at += block.FieldCount)
            if (!AppendOne(block, at)) return record;
        return records;
    }

    /// <summary>Appends a field of any form; false, with nothing appended, where it cannot be.</summary>
    private protected bool AppendOne(in CsvBlock block, int at)
    {
        var field = block.Fields[at];
        var text = field.Of(block.Text);
        if (nulls.IsNull(field, text, isText: TAppender.IsText))
        {
            Builder.AppendNull();
            return true;
        }

        if (field.HasDoubledQuotes) text = field.Unescaped(block.Text, ref _scratch);
        if (TAppender.IsText)
        {
            if (!block.IsValidText && !Utf8.IsValid(text)) return false;
        }
        else if (IsPadded(text) && (text = text.Trim(" \t"u8)).IsEmpty)
        {
            return false;
        }

        return _appender.TryAppend(text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPadded(ReadOnlySpan<byte> text) => text[0] <= ' ' || text[^1] <= ' ';
}

/// <summary>Which fields are null.</summary>
internal sealed class CsvNulls
{
    private const int MaxMarkedLength = 63;

    private readonly byte[][] _values;

    internal CsvNulls(IEnumerable<string> values)
    {
        _values = [.. values.Where(v => v.Length > 0).Select(Encoding.UTF8.GetBytes)];
        foreach (var value in _values) Lengths |= 1UL << Math.Min(value.Length, MaxMarkedLength);
    }

    /// <summary>Values that mean null, beside the empty field.</summary>
    internal IReadOnlyList<byte[]> Names => _values;

    /// <summary>Bit <c>i</c> tells that some of them have <c>i</c> bytes; the last stands for longer ones too.</summary>
    internal ulong Lengths { get; }

    /// <param name="field">Where the field lies.</param>
    /// <param name="text">Its text, quotes still doubled.</param>
    /// <param name="isText">An empty quoted field is a value, not null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsNull(FieldSpan field, ReadOnlySpan<byte> text, bool isText) =>
        text.IsEmpty ? !(isText && field.IsQuoted) : Lengths != 0 && IsNamed(text);

    /// <summary>Whether a text that is not empty is one of <see cref="Names"/>.</summary>
    internal bool IsNamed(ReadOnlySpan<byte> text)
    {
        if ((Lengths >> Math.Min(text.Length, MaxMarkedLength) & 1) == 0) return false;
        foreach (var value in _values)
            if (text.SequenceEqual(value)) return true;
        return false;
    }
}
