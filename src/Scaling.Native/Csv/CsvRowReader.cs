using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Columns of some rows.</summary>
internal readonly record struct CsvRows(IArrowArray[] Columns, int Count);

/// <summary>Reads a window's records into columns; for one thread.</summary>
/// <param name="plan">What the first look at the file settled.</param>
/// <param name="window">The text.</param>
/// <param name="bad">Takes the records that cannot be read; null makes the first of them an exception.</param>
internal sealed class CsvRowReader(CsvReadPlan plan, CsvWindow window, Action<CsvBadRecord>? bad)
{
    /// <summary>Fields split before their columns are parsed: text and spans then still are in the second-level cache.</summary>
    private const int BlockFields = 16_384;

    /// <summary>Fields of which all columns are parsed before the next: these still are in the first-level cache.</summary>
    private const int PartFields = 2_048;

    /// <summary>Fewer would not be worth the calls.</summary>
    private const int MinPartRecords = 32;

    private readonly CsvRecordReader _records = new(window, plan.Dialect, plan.Options.MaxRecordBytes, plan.Path);
    private readonly CsvColumn[] _columns = plan.NewColumns();
    private readonly int _partRecords = Math.Max(MinPartRecords, PartFields / plan.FieldCount);
    private readonly Action<CsvBadRecord>? _bad = bad;

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
            if (ReadBlock(Math.Min(blockRecords, options.BatchRows - rows), cancellationToken) is not { } records) break;
            rows += records;
        }

        return rows == 0 ? null : new(System.Array.ConvertAll(_columns, column => column.Build()), rows);
    }

    /// <summary>Takes the columns' memory from a pool, for <see cref="ReadAll"/>, until <see cref="Return"/>.</summary>
    internal void UsePool(ArrayPool<byte> pool)
    {
        foreach (var column in _columns) column.UsePool(pool);
    }

    internal void Return()
    {
        foreach (var column in _columns) column.Return();
    }

    /// <summary>Makes room for so many rows.</summary>
    internal void EnsureCapacity(int rows)
    {
        foreach (var column in _columns) column.EnsureCapacity(rows, column.Plan.TextBytes);
    }

    /// <summary>Appends all records of the window to the columns.</summary>
    /// <returns>How many there were.</returns>
    /// <inheritdoc cref="Read"/>
    internal int ReadAll(CancellationToken cancellationToken)
    {
        var rows = 0;
        var blockRecords = Math.Max(1, BlockFields / plan.FieldCount);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ReadBlock(blockRecords, cancellationToken) is not { } records) return rows;
            rows += records;
        }
    }

    /// <summary>The columns read, in memory that <see cref="Clear"/> gives to the next ones.</summary>
    internal IArrowArray[] View() => System.Array.ConvertAll(_columns, column => column.View());

    internal void Clear()
    {
        foreach (var column in _columns) column.Clear();
    }

    /// <returns>Rows appended, or null at the window's end.</returns>
    private int? ReadBlock(int maxRecords, CancellationToken cancellationToken)
    {
        int records;
        try
        {
            records = _records.Read(plan.FieldCount, maxRecords, cancellationToken);
        }
        catch (DatasetException e) when (_bad is not null && e.Error is DatasetError.RaggedRow or DatasetError.MalformedQuote or DatasetError.MemoryLimitExceeded)
        {
            _bad!(new(e.Line!.Value, null, null, e.Problem, _records.SkipFaulty(cancellationToken)));
            return 0;
        }

        if (records == 0) return null;
        var text = window.Buffer.AsSpan(0, _records.Consumed);
        var isValidText = !plan.HasText || Ascii.IsValid(text[window.Start..]);
        var block = new CsvBlock(text, _records.Fields, plan.FieldCount) { IsValidText = isValidText };
        if (_bad is null)
        {
            for (var from = 0; from < records; from += _partRecords)
            {
                var part = block.Slice(from, Math.Min(_partRecords, records - from));
                var good = Parse(part, out var wrong);
                if (wrong >= 0) throw NotParsed(part, wrong, good);
            }
        }
        else
        {
            records = ParseGood(block);
        }

        window.Consume(_records.Consumed);
        return records;
    }

    /// <returns>Records up to the first that has a wrong value, in column <paramref name="wrong"/>; columns before that have more.</returns>
    private int Parse(in CsvBlock block, out int wrong)
    {
        (var records, wrong) = (block.Records, -1);
        for (var i = 0; i < _columns.Length; i++)
        {
            // The first wrong value of the file is the one to name, whichever column it is in.
            var good = _columns[i].Append(block, records);
            if (good < records) (records, wrong) = (good, i);
        }

        return records;
    }

    /// <summary>Appends the records that can be read and hands over the others.</summary>
    private int ParseGood(in CsvBlock block)
    {
        var (rows, from, run) = (0, 0, _partRecords);
        while (from < block.Records)
        {
            run = Math.Min(run, block.Records - from);
            var part = block.Slice(from, run);
            var before = _columns[0].Count;
            var good = Parse(part, out var wrong);
            rows += good;
            from += good;
            if (wrong < 0)
            {
                run = Math.Min(run * 2, _partRecords);
                continue;
            }

            foreach (var column in _columns) column.Truncate(before + good);
            var e = NotParsed(part, wrong, good);
            _bad!(new(e.Line!.Value, e.Column, e.Value, e.Problem, CsvShown.Text(part.TextOf(good))));
            from++;
            // What columns parse beyond a bad record is parsed again: where there are many, little at a time.
            run = Math.Max(1, run / 8);
        }

        return rows;
    }

    private DatasetException NotParsed(in CsvBlock block, int wrong, int record)
    {
        byte[] scratch = [];
        var column = _columns[wrong].Plan;
        var field = block.Fields[record * plan.FieldCount + column.Field];
        var text = field.Unescaped(window.Buffer, ref scratch);
        var value = CsvShown.Text(text);
        var line = window.LineAt(block.Fields[record * plan.FieldCount].Start);
        var (error, problem) = column.IsText && !Utf8.IsValid(text)
            ? (DatasetError.MalformedText, $"not {plan.EncodingName} text.")
            : (DatasetError.ValueNotParsed, $"not {Wording.Article(column.Type)}, {ReasonFor(column)}");
        return new(error, $"The value '{value}' of column '{column.Name}' is {problem}") { Line = line, Column = column.Name, Value = value };
    }

    private string ReasonFor(CsvColumnPlan column) => column.IsInferred
        ? $"which the first look at the file ({Wording.Count(plan.SampledRows, "row")}) took the column for. " +
            $"Name its type: -Schema @{{ '{column.Name.Replace("'", "''", StringComparison.Ordinal)}' = 'string' }}."
        : "the type given for the column.";
}
