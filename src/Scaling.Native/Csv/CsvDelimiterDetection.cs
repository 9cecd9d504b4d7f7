namespace Scaling.Native.Csv;

/// <summary>Finds the delimiter that a file's first records show.</summary>
internal static class CsvDelimiterDetection
{
    private const int MaxRecords = 200;

    // A tab, semicolon or bar that splits all records alike is no accident; a comma can be a decimal one.
    private static readonly CsvDelimiter[] Candidates =
        [CsvDelimiter.Tab, CsvDelimiter.Semicolon, CsvDelimiter.Of('|'), CsvDelimiter.Comma];

    /// <summary>
    /// The first of tab, semicolon, bar and comma that splits all records into the same number of fields, two or more; then runs of
    /// blanks, if some field is a number in every record that can be data; then whichever splits most records alike; and a comma for
    /// files of one column.
    /// </summary>
    internal static CsvDelimiter Detect(CsvWindow window, int comment, CsvCulture culture)
    {
        var (best, bestShare) = (CsvDelimiter.Comma, 0.0);
        foreach (var candidate in Candidates)
        {
            var share = Share(window, new(candidate.Byte, false, comment), culture, out _);
            if (share == 1) return candidate;
            if (share > bestShare) (best, bestShare) = (candidate, share);
        }

        var blanks = Share(window, new((byte)' ', true, comment), culture, out var hasNumbers);
        if (blanks == 1 && hasNumbers) return CsvDelimiter.Whitespace;
        return bestShare > 0.5 ? best : CsvDelimiter.Comma;
    }

    /// <summary>The same of a text with another quote or an escape character; runs of blanks do not go with these.</summary>
    /// <param name="start">The text's beginning.</param>
    /// <param name="options">Its quote, escape and comment character.</param>
    internal static CsvDelimiter DetectOdd(ReadOnlySpan<byte> start, CsvReadOptions options)
    {
        var (best, bestShare) = (CsvDelimiter.Comma, 0.0);
        var window = new CsvWindow();
        foreach (var candidate in Candidates)
        {
            if (candidate.Byte == options.Quote || candidate.Byte == options.Escape || candidate.Byte == options.CommentCharacter) continue;
            var end = start.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            using var text = new MemoryStream(start[..(end > 0 ? end : start.Length)].ToArray());
            using var plain = new DialectStream(ReplayStream.Over(text, 0), CsvOddDialect.Of(options, candidate), options.MaxRecordBytes);
            using var read = new MemoryStream();
            plain.CopyTo(read);
            var length = (int)read.Length;
            read.SetLength(length + StructuralCursor.Padding);
            window.Show(read.ToArray(), length, isFinal: true);
            var share = Share(window, new((byte)',', false, options.CommentCharacter ?? -1), new CsvCulture(options.Culture), out _);
            if (share == 1) return candidate;
            if (share > bestShare) (best, bestShare) = (candidate, share);
        }

        return bestShare > 0.5 ? best : CsvDelimiter.Comma;
    }

    /// <summary>The share of records that have as many fields as most records do, 0 where that is one field.</summary>
    private static double Share(CsvWindow window, CsvDialect dialect, CsvCulture culture, out bool hasNumbers)
    {
        var scanner = new CsvRecordScanner(dialect, path: null);
        var counts = new Dictionary<int, int>();
        List<int>? numbers = null;
        var (start, records) = (window.Start, 0);
        for (; records < MaxRecords; records++)
        {
            scanner.Scan(window.Buffer, start, window.End, window.IsFinal, 0, 1);
            if (scanner.Records == 0) break;
            counts[scanner.Fields.Length] = counts.GetValueOrDefault(scanner.Fields.Length) + 1;
            var found = NumbersOf(scanner.Fields, window.Buffer, culture);
            // The first record may be the header; a file of one record is judged by that.
            if (records <= 1) numbers = found;
            else numbers!.RemoveAll(field => !found.Contains(field));
            start = scanner.Consumed;
        }

        hasNumbers = numbers is { Count: > 0 };
        if (records == 0) return 0;
        var most = counts.MaxBy(pair => pair.Value);
        return most.Key == 1 ? 0 : (double)most.Value / (scanner.Fault is null ? records : records + 1);
    }

    private static List<int> NumbersOf(ReadOnlySpan<FieldSpan> fields, byte[] buffer, CsvCulture culture)
    {
        var numbers = new List<int>();
        for (var field = 0; field < fields.Length; field++)
            if (NumberText.TryRead(fields[field].Of(buffer), culture.Point, out _)) numbers.Add(field);
        return numbers;
    }
}
