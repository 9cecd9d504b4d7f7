using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Columns of some rows.</summary>
internal readonly record struct CsvRows(IArrowArray[] Columns, int Count);

/// <summary>Reads a window's records into columns; for one thread.</summary>
internal sealed class CsvRowReader(CsvReadPlan plan, CsvWindow window)
{
    /// <summary>Fields split before their columns are parsed: text and spans then still are in the second-level cache.</summary>
    private const int BlockFields = 16_384;

    /// <summary>Fields of which all columns are parsed before the next: these still are in the first-level cache.</summary>
    private const int PartFields = 2_048;

    /// <summary>Fewer would not be worth the calls.</summary>
    private const int MinPartRecords = 32;

    private readonly CsvRecordReader _records = new(window, plan.Dialect, plan.Options.MaxRecordBytes, plan.Path);
    private readonly CsvColumn[] _columns = plan.NewColumns();

    /// <summary>The next rows, or null at the window's end. After a failure there is no going on: the columns are uneven.</summary>
    /// <exception cref="DatasetException">A record cannot be split, or a value not read.</exception>
    internal CsvRows? Read(CancellationToken cancellationToken)
    {
        var (rows, begin) = (0, window.Consumed);
        var options = plan.Options;
        var blockRecords = Math.Max(1, BlockFields / plan.FieldCount);
        while (rows < options.BatchRows && window.Consumed - begin < options.Sizes.Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var records = _records.Read(plan.FieldCount, Math.Min(blockRecords, options.BatchRows - rows), cancellationToken);
            if (records == 0) break;
            Parse();
            window.Consume(_records.Consumed);
            rows += records;
        }

        return rows == 0 ? null : new(System.Array.ConvertAll(_columns, column => column.Build()), rows);
    }

    private void Parse()
    {
        var text = window.Buffer.AsSpan(0, _records.Consumed);
        var isValidText = !plan.HasText || Ascii.IsValid(text[window.Start..]);
        var part = Math.Max(MinPartRecords, PartFields / plan.FieldCount) * plan.FieldCount;
        for (var fields = _records.Fields; !fields.IsEmpty; fields = fields[Math.Min(part, fields.Length)..])
            Parse(new CsvBlock(text, fields[..Math.Min(part, fields.Length)], plan.FieldCount) { IsValidText = isValidText });
    }

    private void Parse(in CsvBlock block)
    {
        var (records, wrong) = (block.Records, -1);
        for (var i = 0; i < _columns.Length; i++)
        {
            // The first wrong value of the file is the one to name, whichever column it is in.
            var good = _columns[i].Append(block, records);
            if (good < records) (records, wrong) = (good, i);
        }

        if (wrong >= 0) throw NotParsed(_columns[wrong].Plan, block.Fields[records * plan.FieldCount + _columns[wrong].Plan.Field]);
    }

    private DatasetException NotParsed(CsvColumnPlan column, FieldSpan field)
    {
        byte[] scratch = [];
        var text = field.Unescaped(window.Buffer, ref scratch);
        var value = Shown(text);
        var line = window.LineAt(field.Start);
        var (error, problem) = column.IsText && !Utf8.IsValid(text)
            ? (DatasetError.MalformedText, $"not {plan.EncodingName} text.")
            : (DatasetError.ValueNotParsed, $"not {Wording.Article(column.Type)}, {ReasonFor(column)}");
        return new(error, $"The value '{value}' of column '{column.Name}' is {problem}") { Line = line, Column = column.Name, Value = value };
    }

    private string ReasonFor(CsvColumnPlan column) => column.IsInferred
        ? $"which the first look at the file ({Wording.Count(plan.SampledRows, "row")}) took the column for. " +
            $"Name its type: -Schema @{{ '{column.Name.Replace("'", "''", StringComparison.Ordinal)}' = 'string' }}."
        : "the type given for the column.";

    private static string Shown(ReadOnlySpan<byte> text)
    {
        const int MaxBytes = 200;
        if (text.Length <= MaxBytes) return Encoding.UTF8.GetString(text);
        var length = MaxBytes;
        // Not within a character: continuation bytes are 10xxxxxx.
        while (length > 0 && (text[length] & 0xC0) == 0x80) length--;
        return Encoding.UTF8.GetString(text[..length]) + "…";
    }
}
