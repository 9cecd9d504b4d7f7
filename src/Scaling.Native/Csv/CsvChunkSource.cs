using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Cuts a file's text into chunks of whole records. One thread at a time.</summary>
internal sealed class CsvChunkSource(CsvWindow window, CsvByteSource source, CsvReadPlan plan, int chunkBytes)
{
    /// <summary>Records looked at one by one where the path cannot.</summary>
    private const int CarefulRecords = 256;

    private readonly CsvRecordScanner _scanner = new(plan.Dialect, path: null);
    private readonly bool _isCovered = plan.Dialect is { IsWhitespace: false, Comment: < 0 };
    private byte[] _rest = [];
    private bool _isEnd;
    private bool _isDone;

    /// <summary>Goes on behind so much of the text; before the first chunk.</summary>
    internal void SkipTo(long textEnd, CancellationToken cancellationToken)
    {
        var inWindow = (int)Math.Min(textEnd - Consumed, window.Text.Length);
        window.Consume(window.Start + inWindow);
        if (window.Text.IsEmpty && !window.IsFinal) source.SkipTo(textEnd, Consumed + inWindow, cancellationToken);
        Consumed = textEnd;
    }

    /// <summary>Bytes of text given out.</summary>
    internal long Consumed { get; private set; } = window.Consumed;

    /// <summary>Lines before the first chunk.</summary>
    internal long LinesBefore { get; } = window.LineAt(window.Start) - 1;

    /// <summary>Fills a chunk with the next records.</summary>
    /// <returns>False at the end.</returns>
    internal bool TryFill(CsvChunk chunk, CancellationToken cancellationToken)
    {
        chunk.Clear();
        if (_isDone) return false;
        _rest.CopyTo(chunk.Room(Math.Max(chunkBytes, _rest.Length)));
        chunk.Length = _rest.Length;
        var wanted = Math.Max(chunkBytes, _rest.Length);
        while (true)
        {
            ReadInto(chunk, wanted, cancellationToken);
            if (_isEnd)
            {
                _isDone = true;
                return Give(chunk, chunk.Length);
            }

            var recordEnd = LastRecordEnd(chunk.Buffer, chunk.Length, out var isBroken);
            if (chunk.Failure is not null)
            {
                _isDone = true;
                return Give(chunk, recordEnd);
            }

            if (isBroken || recordEnd == 0 && chunk.Length >= plan.Options.MaxRecordBytes)
            {
                if (plan.Options.BadRecord is not null && EndOfLine(chunk, recordEnd) is var lineEnd and > 0) return Give(chunk, lineEnd);
                // Who parses it will find out what is wrong.
                (_isDone, chunk.IsWhole) = (true, false);
                return Give(chunk, chunk.Length);
            }

            if (recordEnd > 0) return Give(chunk, recordEnd);
            wanted = (int)Math.Min(plan.Options.MaxRecordBytes, wanted * 2L);
        }
    }

    /// <summary>Behind the line that a record begins on, or 0 where that does not end in the text.</summary>
    private static int EndOfLine(CsvChunk chunk, int start)
    {
        var text = chunk.Buffer.AsSpan(start, chunk.Length - start);
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0 || end + 1 == text.Length && text[end] == '\r') return 0;
        return start + end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1);
    }

    private bool Give(CsvChunk chunk, int length)
    {
        _rest = chunk.Buffer.AsSpan(length, chunk.Length - length).ToArray();
        chunk.Length = length;
        Consumed += length;
        chunk.TextEnd = Consumed;
        return length > 0 || chunk.Failure is not null;
    }

    private void ReadInto(CsvChunk chunk, int wanted, CancellationToken cancellationToken)
    {
        while (chunk.Length < wanted && !_isEnd && chunk.Failure is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var room = chunk.Room(wanted);
            try
            {
                var read = TakeFromWindow(room);
                if (read == 0 && !window.IsFinal) read = source.Read(room);
                chunk.Length += read;
                _isEnd = read == 0;
            }
            catch (DatasetException e) when (e.Error == DatasetError.MalformedText)
            {
                var line = 1 + CsvWindow.CountLines(chunk.Buffer.AsSpan(0, chunk.Length));
                chunk.Failure = new DatasetException(e.Error, e.Problem, e) { Line = line };
            }
            catch (Exception e) when (e is DatasetException or IOException)
            {
                chunk.Failure = e;
            }
        }
    }

    private int TakeFromWindow(Span<byte> room)
    {
        var length = Math.Min(room.Length, window.Text.Length);
        window.Text[..length].CopyTo(room);
        window.Consume(window.Start + length);
        return length;
    }

    /// <summary>The end of the last whole record.</summary>
    /// <param name="buffer">Text from a record's start on, and its padding.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="isBroken">The record there cannot be split.</param>
    private int LastRecordEnd(byte[] buffer, int end, out bool isBroken)
    {
        var at = 0;
        isBroken = false;
        while (true)
        {
            if (_isCovered && plan.Path.TryFindLastRecord(buffer, at, end, plan.Dialect.Delimiter, out at)) return at;
            _scanner.Scan(buffer, at, end, isFinal: false, fieldCount: 0, CarefulRecords);
            at = _scanner.Consumed;
            if (_scanner.Records > 0) continue;
            isBroken = _scanner.Fault is not null;
            return at;
        }
    }
}
