using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Csv;

/// <inheritdoc cref="ScanPath"/>
internal sealed class ScanPath<TReader> : ScanPath where TReader : struct, IBlockReader
{
    /// <summary>Bytes after which the records are counted: what a record that is not covered costs.</summary>
    private const int Stretch = 4096;

    internal override string Name => TReader.Name;

    internal override bool IsSupported => TReader.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override int Scan(byte[] buffer, int start, int end, byte delimiter, int fieldCount, int maxRecords,
        ref FieldList fields, out int consumed)
    {
        CheckPadding(buffer, end);
        ref var text = ref MemoryMarshal.GetArrayDataReference(buffer);
        var tracker = new QuoteTracker();
        var (records, block, field) = (0, start, start);
        var checkedCount = fields.Count;
        var isCovered = true;
        consumed = start;
        while (isCovered && block < end && records < maxRecords)
        {
            fields.Reserve(Stretch + 64);
            ref var spans = ref MemoryMarshal.GetArrayDataReference(fields.Spans);
            var (count, feeds) = (fields.Count, 0);
            for (var stop = Math.Min(end, block + Stretch); block < stop; block += 64)
            {
                var masks = Masks(ref text, block, end, delimiter);
                isCovered = tracker.TryAdvance<TReader>(masks, end - block, IsFeed(ref text, block + 64, end), out var separators);
                if (!isCovered) break;
                feeds += BitOperations.PopCount(separators & masks.Feeds);
                if (masks.Quotes == 0 && Unsafe.Add(ref text, field) != '"')
                {
                    for (; separators != 0; separators &= separators - 1)
                    {
                        var at = block + BitOperations.TrailingZeroCount(separators);
                        Unsafe.Add(ref spans, count++) = new(field, at - field);
                        field = at + 1;
                    }
                }
                else
                {
                    for (; separators != 0; separators &= separators - 1)
                    {
                        var at = block + BitOperations.TrailingZeroCount(separators);
                        Unsafe.Add(ref spans, count++) = Unsafe.Add(ref text, field) == '"'
                            ? Quoted(ref text, field, at)
                            : new(field, at - field);
                        field = at + 1;
                    }
                }
            }

            fields.Count = count;
            var found = (count - checkedCount) / fieldCount;
            var good = CheckRecords(ref text, fields.Spans.AsSpan(checkedCount, count - checkedCount), fieldCount, field, feeds == found);
            isCovered &= good == found && feeds == found;
            records += good;
            checkedCount += good * fieldCount;
        }

        if (records > maxRecords)
        {
            checkedCount -= (records - maxRecords) * fieldCount;
            records = maxRecords;
        }

        consumed = checkedCount < fields.Count ? StartOf(fields.Spans[checkedCount]) : field;
        fields.Count = checkedCount;
        return records;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override bool TryFindLastRecord(byte[] buffer, int start, int end, byte delimiter, out int recordEnd)
    {
        CheckPadding(buffer, end);
        ref var text = ref MemoryMarshal.GetArrayDataReference(buffer);
        var tracker = new QuoteTracker();
        recordEnd = start;
        for (var block = start; block < end; block += 64)
        {
            var masks = Masks(ref text, block, end, delimiter);
            if (!tracker.TryAdvance<TReader>(masks, end - block, IsFeed(ref text, block + 64, end), out var separators)) return false;
            var feeds = separators & masks.Feeds;
            if (feeds != 0) recordEnd = block + 64 - BitOperations.LeadingZeroCount(feeds);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static BlockMasks Masks(ref byte text, int block, int end, byte delimiter)
    {
        var masks = TReader.Read(ref Unsafe.Add(ref text, block), delimiter);
        var left = end - block;
        return left >= 64 ? masks : masks.Within((1UL << left) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFeed(ref byte text, int at, int end) => at < end && Unsafe.Add(ref text, at) == '\n';

    private static FieldSpan Quoted(ref byte text, int open, int end)
    {
        // Only a line feed has a carriage return before it.
        var close = end - 1;
        if (Unsafe.Add(ref text, close) == '\r') close--;
        var value = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, open + 1), close - open - 1);
        return new(open + 1, value.Length, hasDoubledQuotes: value.Contains((byte)'"'));
    }

    /// <summary>Takes the carriage returns off the last fields.</summary>
    /// <returns>How many records from the first on have as many fields as they must.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int CheckRecords(ref byte text, Span<FieldSpan> fields, int fieldCount, int next, bool haveAsManyFeeds)
    {
        var record = 0;
        for (var last = fieldCount - 1; last < fields.Length; last += fieldCount, record++)
        {
            if (!haveAsManyFeeds && HasFeedBefore(ref text, fields.Slice(last - fieldCount + 1, fieldCount))) break;
            var end = (last + 1 < fields.Length ? StartOf(fields[last + 1]) : next) - 1;
            if (Unsafe.Add(ref text, end) != '\n')
            {
                // As many line feeds as records, but not at their ends: so some of those before are in wrong places too.
                return haveAsManyFeeds ? CheckRecords(ref text, fields, fieldCount, next, haveAsManyFeeds: false) : record;
            }

            var field = fields[last];
            if (!field.IsQuoted && field.Length > 0 && Unsafe.Add(ref text, end - 1) == '\r')
                fields[last] = new(field.Start, end - 1 - field.Start);
        }

        return record;
    }

    private static bool HasFeedBefore(ref byte text, ReadOnlySpan<FieldSpan> record)
    {
        foreach (var field in record[1..])
            if (Unsafe.Add(ref text, StartOf(field) - 1) == '\n') return true;
        return false;
    }

    private static int StartOf(FieldSpan field) => field.IsQuoted ? field.Start - 1 : field.Start;

    private static void CheckPadding(byte[] buffer, int end)
    {
        if (buffer.Length - StructuralCursor.Padding < end) throw new ArgumentException("The padding is missing.", nameof(buffer));
    }
}
