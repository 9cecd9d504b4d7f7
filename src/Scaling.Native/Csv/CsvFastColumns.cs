using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Values of a fixed width, 64 at a time; those that the parser leaves go through the appender.</summary>
internal sealed class CsvFixedColumn<T, TParser, TAppender>(
    CsvColumnPlan plan, FixedColumnBuilder<T> builder, CsvNulls nulls, TParser parser, TAppender appender)
    : CsvColumn<TAppender>(plan, builder, nulls, appender)
    where T : unmanaged where TParser : struct, IValueParser<T> where TAppender : struct, IFieldAppender
{
    internal override int Append(in CsvBlock block, int records)
    {
        if (!HasNoNamedNulls) return base.Append(block, records);
        ref var values = ref MemoryMarshal.GetReference(builder.Reserve(records));
        var record = 0;
        while (record < records)
        {
            var (run, valid) = (Math.Min(64, records - record), 0UL);
            var parsed = Parse(block, record, run, ref Unsafe.Add(ref values, record), ref valid);
            builder.Commit(valid, parsed);
            record += parsed;
            if (parsed == run) continue;
            if (!AppendOne(block, record * block.FieldCount + Plan.Field)) return record;
            record++;
        }

        return records;
    }

    /// <returns>How many: fewer where the parser leaves the next.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Parse(in CsvBlock block, int record, int run, ref T values, ref ulong valid)
    {
        ref var text = ref MemoryMarshal.GetReference(block.Text);
        var stride = block.FieldCount;
        ref var field = ref Unsafe.Add(ref MemoryMarshal.GetReference(block.Fields), record * stride + Plan.Field);
        var fast = parser;
        var bits = 0UL;
        var i = 0;
        for (; i < run; i++)
        {
            var length = field.PlainLength;
            if (fast.TryParse(ref Unsafe.Add(ref text, field.Start), length, out var value))
            {
                bits |= 1UL << i;
            }
            else
            {
                if (length != 0) break;
                value = default;
            }

            Unsafe.Add(ref values, i) = value;
            field = ref Unsafe.Add(ref field, stride);
        }

        valid = bits;
        return i;
    }
}

/// <summary><c>true</c> and <c>false</c>, 64 at a time.</summary>
internal sealed class CsvBooleanColumn(CsvColumnPlan plan, BooleanColumnBuilder builder, CsvNulls nulls)
    : CsvColumn<BooleanAppender>(plan, builder, nulls, new(builder, plan.IsInferred))
{
    internal override int Append(in CsvBlock block, int records)
    {
        if (!HasNoNamedNulls) return base.Append(block, records);
        var record = 0;
        while (record < records)
        {
            var run = Math.Min(64, records - record);
            var parsed = Parse(block, record, run, out var bits, out var valid);
            builder.Append(bits, valid, parsed);
            record += parsed;
            if (parsed == run) continue;
            if (!AppendOne(block, record * block.FieldCount + Plan.Field)) return record;
            record++;
        }

        return records;
    }

    private int Parse(in CsvBlock block, int record, int run, out ulong bits, out ulong valid)
    {
        const ulong True = 0x6575_7274;
        const ulong False = 0x65_736C_6166;
        (bits, valid) = (0, 0);
        ref var text = ref MemoryMarshal.GetReference(block.Text);
        var at = record * block.FieldCount + Plan.Field;
        for (var i = 0; i < run; i++, at += block.FieldCount)
        {
            var field = block.Fields[at];
            var length = field.PlainLength;
            if (length == 0) continue;
            if (length > 5 || !BitConverter.IsLittleEndian) return i;
            // Letters in lower case; of what else this changes, nothing becomes such a letter but by the same bit.
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, field.Start)) & ((1UL << (int)length * 8) - 1);
            word |= 0x20_2020_2020 & ((1UL << (int)length * 8) - 1);
            if (word is not (True or False)) return i;
            bits |= (word == True ? 1UL : 0) << i;
            valid |= 1UL << i;
        }

        return run;
    }
}

/// <summary>Text, 64 values at a time; quoted ones and those not known to be UTF-8 one by one.</summary>
internal sealed class CsvTextColumn(CsvColumnPlan plan, BytesColumnBuilder builder, CsvNulls nulls)
    : CsvColumn<StringAppender>(plan, builder, nulls, new(builder))
{
    /// <summary>Bytes copied at once, whatever the value's length.</summary>
    private const int Piece = 32;

    internal override int Append(in CsvBlock block, int records)
    {
        if (!HasNoNamedNulls || !block.IsValidText) return base.Append(block, records);
        var record = 0;
        while (record < records)
        {
            var run = Math.Min(64, records - record);
            var copied = Copy(block, record, run);
            record += copied;
            if (copied == run) continue;
            if (!AppendOne(block, record * block.FieldCount + Plan.Field)) return record;
            record++;
        }

        return records;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Copy(in CsvBlock block, int record, int run)
    {
        var stride = block.FieldCount;
        ref var text = ref MemoryMarshal.GetReference(block.Text);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(block.Fields), record * stride + Plan.Field);
        var (plain, bytes) = (0, 0L);
        for (; plain < run; plain++)
        {
            var length = Unsafe.Add(ref first, plain * stride).PlainLength;
            if (length > FieldSpan.MaxLength) break;
            bytes += length;
        }

        ref var target = ref MemoryMarshal.GetReference(builder.Reserve(plain, checked((int)(bytes + Piece)), out var ends, out var start));
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

            written += length;
            ends[i] = start + written;
            valid |= (length == 0 ? 0UL : 1UL) << i;
        }

        builder.Commit(written, valid, plain);
        return plain;
    }
}
