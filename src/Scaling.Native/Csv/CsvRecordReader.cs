using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Pulls scanned records out of a source, filling the window as they need it.</summary>
internal sealed class CsvRecordReader(CsvWindow window, CsvDialect dialect, int maxRecordBytes, ScanPath? path)
{
    private readonly CsvRecordScanner _scanner = new(dialect, path);

    /// <summary>Fields of the records that <see cref="Read"/> found, places in the window's buffer.</summary>
    internal ReadOnlySpan<FieldSpan> Fields => _scanner.Fields;

    /// <summary>Where the window is to be consumed to once they are parsed.</summary>
    internal int Consumed => _scanner.Consumed;

    /// <summary>Finds the next records.</summary>
    /// <returns>How many, at most <paramref name="maxRecords"/>; 0 at the file's end.</returns>
    /// <exception cref="DatasetException">The next record cannot be split into <paramref name="fieldCount"/> fields.</exception>
    internal int Read(int fieldCount, int maxRecords, CancellationToken cancellationToken)
    {
        while (true)
        {
            _scanner.Scan(window.Buffer, window.Start, window.End, window.IsFinal, fieldCount, maxRecords);
            if (_scanner.Records > 0) return _scanner.Records;
            if (_scanner.Fault is { } fault) throw new DatasetException(fault.Error, fault.Problem) { Line = window.LineAt(fault.Offset) };
            if (window.End - _scanner.Consumed >= maxRecordBytes) throw TooLong();
            // Before the number of fields is known, blank lines may still turn out to be records.
            if (fieldCount > 0 || window.Text.Length >= maxRecordBytes) window.Consume(_scanner.Consumed);
            if (window.IsFinal) return 0;
            window.Fill(cancellationToken);
        }
    }

    /// <summary>Skips the record at which <see cref="Read"/> failed: as its quotes have it, or, where these are wrong, its first line.</summary>
    /// <returns>Its text, or the beginning of that.</returns>
    internal string SkipFaulty(CancellationToken cancellationToken)
    {
        // Lines that came before it, blank or comments, are consumed here too.
        var start = _scanner.Consumed;
        _scanner.Scan(window.Buffer, start, window.End, window.IsFinal, fieldCount: 0, maxRecords: 1);
        if (_scanner.Records == 1)
        {
            var text = CsvShown.Text(window.Buffer.AsSpan(start, _scanner.Consumed - start).TrimEnd("\r\n"u8));
            window.Consume(_scanner.Consumed);
            return text;
        }

        var rest = window.Buffer.AsSpan(start, window.End - start);
        var length = rest.IndexOfAny((byte)'\r', (byte)'\n');
        var line = CsvShown.Text(length < 0 ? rest : rest[..length]);
        window.SkipLine(start, cancellationToken);
        return line;
    }

    private DatasetException TooLong()
    {
        var (error, offset, problem) = _scanner.OpenQuote >= 0
            ? (DatasetError.MalformedQuote, _scanner.OpenQuote, "The quoted field that begins here does not end within")
            : (DatasetError.MemoryLimitExceeded, _scanner.Consumed, "The record that begins here is longer than");
        return new(error, $"{problem} {maxRecordBytes} bytes.") { Line = window.LineAt(offset) };
    }
}
