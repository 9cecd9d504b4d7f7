using CsvHelper;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>What a file's records are split by, where that is not what <see cref="CsvRecordScanner"/> knows.</summary>
/// <param name="Delimiter">In UTF-8.</param>
/// <param name="Quote">Or -1 for none.</param>
/// <param name="Escape">Or -1 for none.</param>
/// <param name="Comment">Or -1 for none.</param>
internal sealed record CsvOddDialect(byte[] Delimiter, int Quote, int Escape, int Comment)
{
    internal static CsvOddDialect Of(CsvReadOptions options, CsvDelimiter delimiter) =>
        new(delimiter.Bytes, options.Quote ?? -1, options.Escape ?? -1, options.CommentCharacter ?? -1);
}

/// <summary>
/// A text of an odd dialect, split by CsvHelper, as one with commas and double quotes: the same records, fields, quoted ones quoted, on the
/// same lines. What is malformed stays malformed, so that whoever reads it says so in the same words.
/// </summary>
internal sealed class DialectStream : ForwardStream
{
    /// <summary>Stands for delimiters that are not one ASCII character. Data that have it can be read with quotes only.</summary>
    private const char Separator = '\x1F';

    private const int FlushBytes = 64 << 10;

    private readonly CsvOddDialect _dialect;
    private readonly Stream _text;
    private readonly EscapeStream? _escapes;
    private readonly CsvReader _reader;
    private readonly byte[] _newLine;
    private readonly int _maxRecordBytes;
    private byte[] _written = new byte[FlushBytes];
    private byte[] _scratch = [];
    private int _start;
    private int _end;
    private long _line = 1;
    private bool _isFinal;

    /// <param name="text">UTF-8 without a byte order mark.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="maxRecordBytes">Longer records are refused.</param>
    internal DialectStream(ReplayStream text, CsvOddDialect dialect, int maxRecordBytes)
    {
        (_text, _dialect, _maxRecordBytes) = (text, dialect, maxRecordBytes);
        _newLine = text.Start.IndexOfAny((byte)'\r', (byte)'\n') switch
        {
            var at when at < 0 || text.Start[at] == '\n' => [(byte)'\n'],
            var at when at + 1 < text.Start.Length && text.Start[at + 1] == '\n' => "\r\n"u8.ToArray(),
            _ => [(byte)'\r'],
        };
        Stream input = text;
        if (dialect.Escape >= 0)
        {
            var meanings = EscapeStream.MeaningsOf(dialect.Delimiter, dialect.Quote, dialect.Comment);
            input = _escapes = new EscapeStream(text, (byte)dialect.Escape, meanings);
        }

        var isSingle = dialect.Delimiter.Length == 1;
        if (!isSingle) input = new CsvSeparatorStream(input, System.Text.Encoding.UTF8.GetString(dialect.Delimiter), Separator, leaveOpen: false);
        var options = new CsvReaderOptions
        {
            Separator = isSingle ? (char)dialect.Delimiter[0] : null,
            HasHeader = false,
            Mode = dialect.Quote < 0 ? CsvMode.NoEscape : CsvMode.Rfc4180,
            CommentPrefix = dialect.Comment < 0 ? null : (char)dialect.Comment,
            SkipEmptyLines = false,
            TrackLineNumbers = true,
            // A quote that does not end must not fill the memory; a record that is just too long is told of by who reads this.
            MaxRecordSize = (int)Math.Min(int.MaxValue / 4, 2L * maxRecordBytes + FlushBytes),
        };
        _reader = CsvReader.Create(input, dialect.Quote < 0 ? options : options with { Quote = (char)dialect.Quote }, leaveOpen: false);
    }

    /// <exception cref="DatasetException">A record is too long, or has what stands for something else.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
            while (_end < FlushBytes && !_isFinal) WriteNext();
        }

        var length = Math.Min(_end - _start, buffer.Length);
        _written.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
            _text.Dispose();
        }

        base.Dispose(disposing);
    }

    private void WriteNext()
    {
        try
        {
            if (!_reader.Read())
            {
                _isFinal = true;
                return;
            }
        }
        catch (CsvFormatException e)
        {
            throw new DatasetException(DatasetError.FormatNotSupported,
                $"The record that begins on line {_line} cannot be split: it is longer than {_maxRecordBytes} bytes, or has the character U+001F.", e);
        }

        // Lines passed over are comments; blank ones are records.
        for (; _line < _reader.LineNumber; _line++)
        {
            Append([(byte)_dialect.Comment]);
            Append(_newLine);
        }

        for (var i = 0; i < _reader.FieldCount; i++)
        {
            if (i > 0) Append((byte)',');
            if (!TryWriteField(i))
            {
                _isFinal = true;
                return;
            }
        }

        Append(_newLine);
        _line += 1 + CsvWindow.CountLines(_reader.RawRecord);
    }

    /// <returns>False where the field does not end, nor therefore the text.</returns>
    private bool TryWriteField(int field)
    {
        var raw = _reader.GetRawSpan(field);
        var isQuoted = _dialect.Quote >= 0 && !raw.IsEmpty && raw[0] == _dialect.Quote;
        var value = _reader.GetSpan(field);
        if (_escapes is not null)
        {
            if (_scratch.Length < value.Length) _scratch = new byte[value.Length * 2];
            value = _scratch.AsSpan(0, _escapes.Restore(value, _scratch));
        }

        var isComment = field == 0 && !value.IsEmpty && value[0] == _dialect.Comment;
        if (!isQuoted && !isComment && value.IndexOfAny(",\"\r\n"u8) < 0)
        {
            Append(value);
            return true;
        }

        Append((byte)'"');
        while (true)
        {
            var quote = value.IndexOf((byte)'"');
            if (quote < 0) break;
            Append(value[..(quote + 1)]);
            Append((byte)'"');
            value = value[(quote + 1)..];
        }

        Append(value);
        var end = isQuoted ? EndOf(raw) : raw.Length;
        if (end < 0) return false;
        Append((byte)'"');
        // What is behind the quote must not be there, whatever it is.
        if (end < raw.Length) Append((byte)'x');
        return true;
    }

    /// <summary>The place behind the closing quote, or -1 where there is none.</summary>
    private int EndOf(ReadOnlySpan<byte> raw)
    {
        for (var at = 1; ; at += 2)
        {
            var quote = raw[at..].IndexOf((byte)_dialect.Quote);
            if (quote < 0) return -1;
            at += quote;
            if (at + 1 == raw.Length || raw[at + 1] != _dialect.Quote) return at + 1;
        }
    }

    private void Append(byte value) => Append([value]);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_written.Length - _end < bytes.Length) Array.Resize(ref _written, Math.Max(_written.Length * 2, _end + bytes.Length));
        bytes.CopyTo(_written.AsSpan(_end));
        _end += bytes.Length;
    }
}
