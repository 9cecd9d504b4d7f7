using System.Runtime.CompilerServices;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>The bytes that give a file its structure. <paramref name="Comment"/> is -1 where there are no comment lines.</summary>
internal readonly record struct CsvDialect(byte Delimiter, bool IsWhitespace, int Comment = -1);

/// <summary>Why a record cannot be split, and where in the buffer that shows.</summary>
internal readonly record struct CsvFault(DatasetError Error, int Offset, string Problem);

/// <summary>
/// Splits text into records and fields, of which it notes only the places. Quotes are RFC 4180's; one that does not begin a field is
/// text. CR, LF and CRLF end records; blank lines are skipped, but are a record with an empty field where a record has one field.
/// </summary>
/// <param name="dialect">Its delimiter is the one found.</param>
/// <param name="path">Finds the fields of records that are as most are; null for none.</param>
internal sealed class CsvRecordScanner(CsvDialect dialect, ScanPath? path)
{
    private const int MaxPatience = 4096;

    private readonly ScanPath? _path = dialect.IsWhitespace || dialect.Comment >= 0 ? null : path;
    private FieldList _fields = new();

    /// <summary>Fields of the last scan, record by record.</summary>
    internal ReadOnlySpan<FieldSpan> Fields => _fields.Spans.AsSpan(0, _fields.Count);

    /// <summary>Complete records of the last scan.</summary>
    internal int Records { get; private set; }

    /// <summary>Where the last scan stopped: the start of a record, or the end.</summary>
    internal int Consumed { get; private set; }

    /// <summary>What is wrong with the record at <see cref="Consumed"/>; set only where no complete record is before it.</summary>
    internal CsvFault? Fault { get; private set; }

    /// <summary>Where the quoted field begins within which the text ended, or -1.</summary>
    internal int OpenQuote { get; private set; }

    /// <summary>Scans whole records. A record that goes on beyond the text is left for the next scan.</summary>
    /// <param name="buffer">The text, with the padding that <see cref="StructuralCursor"/> needs.</param>
    /// <param name="start">Where a record begins.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="isFinal">The file ends there too.</param>
    /// <param name="fieldCount">Fields that a record must have, or 0 for any number.</param>
    /// <param name="maxRecords">Records after which to stop.</param>
    internal void Scan(byte[] buffer, int start, int end, bool isFinal, int fieldCount, int maxRecords)
    {
        (_fields.Count, Records, Consumed, Fault, OpenQuote) = (0, 0, start, null, -1);
        var patience = 1;
        while (Records < maxRecords && Consumed < end)
        {
            if (_path is not null && fieldCount > 0)
            {
                var records = _path.Scan(buffer, Consumed, end, dialect.Delimiter, fieldCount, maxRecords - Records,
                    ref _fields, out var next);
                (Records, Consumed) = (Records + records, next);
                // Where most records are not as the path takes them, it is not asked before each.
                patience = records > 64 ? 1 : Math.Min(patience * 2, MaxPatience);
            }
            else
            {
                patience = int.MaxValue;
            }

            if (!ScanOneByOne(buffer, end, isFinal, fieldCount, maxRecords, patience)) return;
        }
    }

    /// <returns>False where the next record does not end within the text, or is not as it must be.</returns>
    private bool ScanOneByOne(byte[] buffer, int end, bool isFinal, int fieldCount, int maxRecords, int maxLines)
    {
        if (Records >= maxRecords || Consumed >= end) return true;
        var cursor = new StructuralCursor(buffer, Consumed, end, dialect);
        for (var line = 0; line < maxLines && Records < maxRecords && Consumed < end; line++)
        {
            var first = _fields.Count;
            var next = buffer[Consumed] == dialect.Comment
                ? SkipComment(buffer, ref cursor, end, isFinal)
                : ScanRecord(buffer, ref cursor, end, isFinal);
            if (next < 0)
            {
                _fields.Count = first;
                if (Records > 0) Fault = null;
                return false;
            }

            var found = _fields.Count - first;
            if (found == 0 || found == 1 && fieldCount != 1 && IsBlankLine(buffer, Consumed, _fields.Spans[first]))
            {
                _fields.Count = first;
            }
            else if (fieldCount > 0 && found != fieldCount)
            {
                _fields.Count = first;
                if (Records == 0) Fault = new(DatasetError.RaggedRow, Consumed, $"The record has {Wording.Count(found, "field")}, not {fieldCount}.");
                return false;
            }
            else
            {
                Records++;
            }

            Consumed = next;
        }

        return true;
    }

    /// <summary>Notes the fields of the record at <see cref="Consumed"/>.</summary>
    /// <returns>Where the next record begins, or -1 if the text ends before or a fault was found.</returns>
    private int ScanRecord(byte[] buffer, ref StructuralCursor cursor, int end, bool isFinal)
    {
        var field = Consumed;
        while (true)
        {
            var at = cursor.Next();
            var isTaken = false;
            if (at < end && buffer[at] == '"')
            {
                if (at != field) continue;
                at = ScanQuoted(buffer, ref cursor, field, end, isFinal);
                if (at < 0) return -1;
                isTaken = true;
            }

            if (at >= end)
            {
                if (!isFinal) return -1;
                if (!isTaken) TakeUnquoted(field, end);
                return end;
            }

            if (!isTaken) TakeUnquoted(field, at);
            if (buffer[at] is (byte)'\n' or (byte)'\r') return AfterNewLine(buffer, ref cursor, at, end, isFinal);
            field = at + 1;
        }
    }

    /// <summary>Notes the quoted field whose opening quote is at <paramref name="open"/>.</summary>
    /// <returns>The place of the delimiter or line end behind it, or of the text's end; -1 as for the record.</returns>
    private int ScanQuoted(byte[] buffer, ref StructuralCursor cursor, int open, int end, bool isFinal)
    {
        var hasDoubledQuotes = false;
        while (true)
        {
            var close = cursor.Next();
            if (close >= end || close == end - 1 && buffer[close] == '"' && !isFinal)
            {
                OpenQuote = open;
                if (isFinal) Fault = new(DatasetError.MalformedQuote, open, "The quoted field that begins here does not end.");
                return -1;
            }

            if (buffer[close] != '"') continue;
            var after = close + 1;
            if (after < end && buffer[after] == '"')
            {
                cursor.Next();
                hasDoubledQuotes = true;
                continue;
            }

            if (after < end && !IsTerminator(buffer[after]))
            {
                Fault = new(DatasetError.MalformedQuote, open, "The quoted field that begins here goes on after its closing quote.");
                return -1;
            }

            Add(new(open + 1, close - open - 1, hasDoubledQuotes));
            return after < end ? cursor.Next() : end;
        }
    }

    private static int AfterNewLine(byte[] buffer, ref StructuralCursor cursor, int at, int end, bool isFinal)
    {
        if (buffer[at] == '\n') return at + 1;
        if (at + 1 == end) return isFinal ? end : -1;
        if (buffer[at + 1] != '\n') return at + 1;
        cursor.Next();
        return at + 2;
    }

    private int SkipComment(byte[] buffer, ref StructuralCursor cursor, int end, bool isFinal)
    {
        var length = buffer.AsSpan(Consumed, end - Consumed).IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0) return isFinal ? end : -1;
        cursor.Seek(Consumed + length);
        return AfterNewLine(buffer, ref cursor, cursor.Next(), end, isFinal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeUnquoted(int start, int end)
    {
        // Between the blanks of a run, and at the ends of a line, there is no field.
        if (dialect.IsWhitespace && start == end) return;
        Add(new(start, end - start));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(FieldSpan field)
    {
        _fields.Reserve(1);
        _fields.Spans[_fields.Count++] = field;
    }

    private bool IsTerminator(byte value) =>
        value == dialect.Delimiter || value is (byte)'\n' or (byte)'\r' || dialect.IsWhitespace && value == '\t';

    private static bool IsBlankLine(byte[] buffer, int start, FieldSpan only) =>
        only is { Length: 0, IsQuoted: false } && only.Start == start && buffer[start] is (byte)'\n' or (byte)'\r';
}
