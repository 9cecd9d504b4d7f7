using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>Splits text into records and takes their fields into profiles of the columns; for one thread.</summary>
internal sealed class CsvColumnScan
{
    /// <summary>Records whose fields are in the cache while one column after another is looked at.</summary>
    private const int BlockRecords = 256;

    private readonly CsvReadPlan _plan;
    private readonly CsvRecordScanner _scanner;
    private byte[] _scratch = [];

    /// <summary>Where in the buffer the first line begins.</summary>
    private int _firstLine;

    /// <param name="plan">How text is read.</param>
    /// <param name="blocks">Parts of the text that are told apart.</param>
    /// <param name="distinctLimit">Different values of a column that are told apart.</param>
    internal CsvColumnScan(CsvReadPlan plan, int blocks, int distinctLimit)
    {
        (_plan, _scanner) = (plan, new(plan.Dialect, plan.Path));
        (Rows, Bytes) = (new long[blocks], new long[blocks]);
        Profiles = [.. plan.Columns.Select(_ => new ColumnProfile(blocks, distinctLimit))];
    }

    internal ColumnProfile[] Profiles { get; }

    /// <summary>Records of each part.</summary>
    internal long[] Rows { get; }

    /// <summary>Bytes of these.</summary>
    internal long[] Bytes { get; }

    /// <summary>The place behind the next line end, or -1.</summary>
    internal static int NextLine(byte[] buffer, int start, int end)
    {
        var text = buffer.AsSpan(start, end - start);
        var at = text.IndexOf((byte)'\n');
        if (at < 0) at = text.IndexOf((byte)'\r');
        return at < 0 ? -1 : start + at + 1;
    }

    /// <summary>Takes all records of a part of a file.</summary>
    /// <param name="buffer">The text and its padding.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="isWhole">It ends with a record.</param>
    /// <param name="cancellationToken">Looked at every few records.</param>
    /// <exception cref="DatasetException">A record cannot be split or is not text; lines are counted from the part's first.</exception>
    internal void TakeAll(byte[] buffer, int end, bool isWhole, CancellationToken cancellationToken)
    {
        var window = new CsvWindow();
        window.Show(buffer, end, isWhole);
        var records = new CsvRecordReader(window, _plan.Dialect, _plan.Options.MaxRecordBytes, _plan.Path);
        var isAscii = Ascii.IsValid(buffer.AsSpan(0, end));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = records.Read(_plan.FieldCount, BlockRecords, cancellationToken);
            if (count == 0) return;
            Take(buffer, records.Fields, window.Start, records.Consumed, isAscii, block: 0);
            window.Consume(records.Consumed);
        }
    }

    /// <summary>How much of a text splits into records.</summary>
    /// <returns>Bytes up to the last whole record, or to what cannot be split; and whether there is nothing of the kind.</returns>
    internal (int Bytes, bool IsWhole) TrySplit(byte[] buffer, int start, int end, bool isFinal, CancellationToken cancellationToken)
    {
        var first = start;
        while (Split(buffer, start, end, isFinal, cancellationToken)) start = _scanner.Consumed;
        return (start - first, _scanner.Fault is null);
    }

    /// <summary>Takes the records of a text up to the last whole one, or to the first that cannot be split.</summary>
    /// <exception cref="DatasetException">A value is not text; lines are counted from the start.</exception>
    internal void TakeSplit(byte[] buffer, int start, int end, bool isFinal, int block, CancellationToken cancellationToken)
    {
        var isAscii = Ascii.IsValid(buffer.AsSpan(start, end - start));
        _firstLine = start;
        for (; Split(buffer, start, end, isFinal, cancellationToken); start = _scanner.Consumed)
            Take(buffer, _scanner.Fields, start, _scanner.Consumed, isAscii, block);
    }

    private bool Split(byte[] buffer, int start, int end, bool isFinal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _scanner.Scan(buffer, start, end, isFinal, _plan.FieldCount, BlockRecords);
        return _scanner.Records > 0;
    }

    /// <summary>Takes in what another one took.</summary>
    internal void Add(CsvColumnScan other)
    {
        for (var i = 0; i < Profiles.Length; i++) Profiles[i].Add(other.Profiles[i]);
        for (var i = 0; i < Rows.Length; i++) (Rows[i], Bytes[i]) = (Rows[i] + other.Rows[i], Bytes[i] + other.Bytes[i]);
    }

    private void Take(byte[] buffer, ReadOnlySpan<FieldSpan> fields, int start, int end, bool isAscii, int block)
    {
        Rows[block] += fields.Length / _plan.FieldCount;
        Bytes[block] += end - start;
        for (var column = 0; column < Profiles.Length; column++) TakeColumn(buffer, fields, start, end, isAscii, column, block);
    }

    private void TakeColumn(byte[] buffer, ReadOnlySpan<FieldSpan> fields, int start, int end, bool isAscii, int column, int block)
    {
        var (profile, nulls, culture) = (Profiles[column], _plan.Nulls, _plan.Culture);
        ref var sums = ref profile.Blocks[block];
        for (var at = _plan.Columns[column].Field; at < fields.Length; at += _plan.FieldCount)
        {
            var field = fields[at];
            // What is between fields belongs to the one before; what is before the first record to its first field.
            sums.SourceBytes += (at + 1 < fields.Length ? StartOf(fields[at + 1]) : end) - (at == 0 ? start : StartOf(field));
            var text = field.Of(buffer);
            if (text.IsEmpty && !field.IsQuoted)
            {
                sums.Nulls++;
            }
            else if (text.IsEmpty)
            {
                profile.AddEmptyText(1, block);
            }
            else if (nulls.IsNull(field, text, isText: true))
            {
                sums.Nulls++;
                // Whoever makes objects of texts does not know what means null.
                sums.ObjectBytes += AllocatedSize.OfString(Encoding.UTF8.GetCharCount(text));
            }
            else if (!profile.AddText(field.Unescaped(buffer, ref _scratch), isAscii, culture, 1, block))
            {
                throw NotText(buffer, text, field.Start, column);
            }
        }
    }

    private DatasetException NotText(byte[] buffer, ReadOnlySpan<byte> text, int offset, int column)
    {
        var (name, value) = (_plan.Columns[column].Name, CsvShown.Text(text));
        return new(DatasetError.MalformedText, $"The value '{value}' of column '{name}' is not {_plan.EncodingName} text.")
        {
            Line = 1 + CsvWindow.CountLines(buffer.AsSpan(_firstLine, offset - _firstLine)),
            Column = name,
            Value = value,
        };
    }

    private static int StartOf(FieldSpan field) => field.Start - (field.IsQuoted ? 1 : 0);
}
