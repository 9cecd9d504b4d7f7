using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>
/// Columns read 64 fields at a time, without a branch for each that is null, by what takes the usual forms only; the field at which that
/// stops goes through the appender.
/// </summary>
internal abstract class CsvRunColumn<TAppender>(CsvColumnPlan plan, ColumnBuilder builder, CsvNulls nulls, TAppender appender)
    : CsvColumn<TAppender>(plan, builder, nulls, appender)
    where TAppender : struct, IFieldAppender
{
    private const int Run = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override int Append(in CsvBlock block, int records)
    {
        var record = 0;
        while (record < records)
        {
            var run = Math.Min(Run, records - record);
            var read = AppendRun(block, record, run);
            record += read;
            if (read == run) continue;
            if (!AppendOne(block, record * block.FieldCount + Plan.Field)) return record;
            record++;
        }

        return records;
    }

    /// <returns>How many were appended: fewer where the next is not of a usual form.</returns>
    private protected abstract int AppendRun(in CsvBlock block, int record, int run);

    private protected static ref FieldSpan FirstOf(in CsvBlock block, int record, int field) =>
        ref Unsafe.Add(ref MemoryMarshal.GetReference(block.Fields), record * block.FieldCount + field);
}

/// <summary>Values of a fixed width.</summary>
internal sealed class CsvFixedColumn<T, TParser, TAppender>(
    CsvColumnPlan plan, FixedColumnBuilder<T> builder, CsvNulls nulls, TParser parser, TAppender appender)
    : CsvRunColumn<TAppender>(plan, builder, nulls, appender)
    where T : unmanaged where TParser : struct, IValueParser<T> where TAppender : struct, IFieldAppender
{
    /// <summary>What the parser reads is no null.</summary>
    private readonly bool _isParsedFirst = !nulls.Names.Any(name => Reads(parser, name));

    private protected override int AppendRun(in CsvBlock block, int record, int run)
    {
        if (!_isParsedFirst) return 0;
        ref var values = ref MemoryMarshal.GetReference(builder.Reserve(run));
        var (parsed, valid) = (0, 0UL);
        while (true)
        {
            parsed = Parse(block, record, parsed, run, ref values, ref valid);
            if (parsed == run || !TryParseRest(block, record + parsed, ref Unsafe.Add(ref values, parsed), out var isValid)) break;
            valid |= (ulong)Flag.Of(isValid) << parsed;
            parsed++;
        }

        builder.Commit(valid, parsed);
        return parsed;
    }

    /// <returns>The first from <paramref name="from"/> on that the parser does not read, or <paramref name="run"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Parse(in CsvBlock block, int record, int from, int run, ref T values, ref ulong valid)
    {
        ref var text = ref MemoryMarshal.GetReference(block.Text);
        var stride = block.FieldCount;
        ref var field = ref FirstOf(block, record + from, Plan.Field);
        var fast = parser;
        var bits = 0UL;
        var i = from;
        for (; i < run; i++)
        {
            var length = field.PlainLength;
            if (!fast.TryParse(ref Unsafe.Add(ref text, field.Start), length, out var value)) break;
            bits |= (ulong)Flag.Of(length != 0) << i;
            Unsafe.Add(ref values, i) = value;
            field = ref Unsafe.Add(ref field, stride);
        }

        valid |= bits;
        return i;
    }

    // Apart from the loop, which then has all it needs in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryParseRest(in CsvBlock block, int record, ref T value, out bool isValid)
    {
        var field = FirstOf(block, record, Plan.Field);
        var length = field.PlainLength;
        isValid = length != 0;
        return parser.TryParseRest(ref Unsafe.Add(ref MemoryMarshal.GetReference(block.Text), field.Start), length, out value);
    }

    private static bool Reads(TParser parser, byte[] name)
    {
        var padded = new byte[name.Length + StructuralCursor.Padding];
        name.CopyTo(padded, 0);
        return parser.TryParse(ref padded[0], (uint)name.Length, out _) || parser.TryParseRest(ref padded[0], (uint)name.Length, out _);
    }
}

/// <summary><c>true</c> and <c>false</c>.</summary>
internal sealed class CsvBooleanColumn(CsvColumnPlan plan, BooleanColumnBuilder builder, CsvNulls nulls)
    : CsvRunColumn<BooleanAppender>(plan, builder, nulls, new(builder, plan.IsInferred))
{
    private readonly bool _isParsedFirst = BitConverter.IsLittleEndian && !nulls.Names.Any(name => BooleanAppender.Read(name) is not null);

    private protected override int AppendRun(in CsvBlock block, int record, int run)
    {
        if (!_isParsedFirst) return 0;
        var parsed = Parse(block, record, run, out var bits, out var valid);
        builder.Append(bits, valid, parsed);
        return parsed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Parse(in CsvBlock block, int record, int run, out ulong bits, out ulong valid)
    {
        const ulong True = 0x6575_7274;
        const ulong False = 0x65_736C_6166;
        const ulong FiveSmall = 0x20_2020_2020;
        const ulong FiveBytes = 0xFF_FFFF_FFFF;
        ref var text = ref MemoryMarshal.GetReference(block.Text);
        var stride = block.FieldCount;
        ref var field = ref FirstOf(block, record, Plan.Field);
        var (values, present) = (0UL, 0UL);
        var i = 0;
        for (; i < run; i++)
        {
            var length = field.PlainLength;
            // Letters in lower case: no other byte becomes one of these letters by that.
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, field.Start)) | FiveSmall;
            var isTrue = length == 4 & (uint)word == True;
            var isFalse = length == 5 & (word & FiveBytes) == False;
            if (!(isTrue | isFalse | length == 0)) break;
            values |= (ulong)Flag.Of(isTrue) << i;
            present |= (ulong)Flag.Of(length != 0) << i;
            field = ref Unsafe.Add(ref field, stride);
        }

        (bits, valid) = (values, present);
        return i;
    }
}

/// <summary>Text.</summary>
internal sealed class CsvTextColumn(CsvColumnPlan plan, BytesColumnBuilder builder, CsvNulls nulls)
    : CsvRunColumn<StringAppender>(plan, builder, nulls, new(builder))
{
    /// <summary>Bytes copied at once, whatever the value's length.</summary>
    private const int Piece = 32;

    private readonly bool _hasNames = nulls.Lengths != 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override int AppendRun(in CsvBlock block, int record, int run)
    {
        var stride = block.FieldCount;
        ref var text = ref MemoryMarshal.GetReference(block.Text);
        ref var first = ref FirstOf(block, record, Plan.Field);
        var (plain, bytes) = (0, 0L);
        for (; plain < run; plain++)
        {
            var length = Unsafe.Add(ref first, plain * stride).PlainLength;
            if (length > FieldSpan.MaxLength) break;
            bytes += length;
        }

        var room = builder.Reserve(plain, checked((int)(bytes + Piece)), out var allEnds, out var start);
        ref var target = ref MemoryMarshal.GetReference(room);
        ref var ends = ref MemoryMarshal.GetReference(allEnds);
        var (valid, written) = (0UL, 0);
        for (var i = 0; i < plain; i++)
        {
            var field = Unsafe.Add(ref first, i * stride);
            var length = (int)field.PlainLength;
            ref var source = ref Unsafe.Add(ref text, field.Start);
            ref var to = ref Unsafe.Add(ref target, written);
            if (length <= Piece)
            {
                Vector128.LoadUnsafe(ref source).StoreUnsafe(ref to);
                Vector128.LoadUnsafe(ref source, 16).StoreUnsafe(ref to, 16);
            }
            else
            {
                Unsafe.CopyBlockUnaligned(ref to, ref source, (uint)length);
            }

            var isNull = field.IsAbsent;
            if (_hasNames && length != 0 && Nulls.IsNamed(MemoryMarshal.CreateReadOnlySpan(ref source, length))) (length, isNull) = (0, true);
            written += length;
            Unsafe.Add(ref ends, i) = start + written;
            valid |= (ulong)Flag.Of(!isNull) << i;
        }

        if (!block.IsValidText && plain > 0 && !AreText(room[..written], allEnds[..plain], start))
        {
            plain = FirstWrong(room, allEnds[..plain], start, out written);
            valid &= (1UL << plain) - 1;
        }

        builder.Commit(written, valid, plain);
        return plain;
    }

    /// <summary>Whether all are UTF-8: one after the other they are, and none begins within a character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreText(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, int start)
    {
        if (Ascii.IsValid(bytes)) return true;
        if (!Utf8.IsValid(bytes)) return false;
        foreach (var end in ends[..^1])
            if (end - start < bytes.Length && (bytes[end - start] & 0xC0) == 0x80) return false;
        return true;
    }

    private static int FirstWrong(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, int start, out int from)
    {
        from = 0;
        for (var i = 0; ; i++)
        {
            var to = ends[i] - start;
            if (!Utf8.IsValid(bytes[from..to])) return i;
            from = to;
        }
    }
}

/// <summary>Repeating text.</summary>
internal sealed class CsvCategoryColumn(CsvColumnPlan plan, CategoryColumnBuilder builder, CsvNulls nulls)
    : CsvRunColumn<CategoryAppender>(plan, builder, nulls, new(builder))
{
    private readonly bool _isIndexedFirst = nulls.Lengths == 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override int AppendRun(in CsvBlock block, int record, int run)
    {
        if (!_isIndexedFirst || !block.IsValidText) return 0;
        ref var text = ref MemoryMarshal.GetReference(block.Text);
        var stride = block.FieldCount;
        ref var field = ref FirstOf(block, record, Plan.Field);
        ref var indices = ref MemoryMarshal.GetReference(builder.Reserve(run));
        var valid = 0UL;
        var i = 0;
        for (; i < run; i++)
        {
            var length = field.PlainLength;
            if (length > FieldSpan.MaxLength) break;
            // A null must not add the empty text to the values.
            var isNull = field.IsAbsent;
            Unsafe.Add(ref indices, i) = isNull ? 0 : builder.IndexOf(ref Unsafe.Add(ref text, field.Start), (int)length);
            valid |= (ulong)Flag.Of(!isNull) << i;
            field = ref Unsafe.Add(ref field, stride);
        }

        builder.Commit(valid, i);
        return i;
    }
}
