using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Storage;

namespace Scaling.Native.Csv;

/// <summary>Hands records on to a file in its encoding.</summary>
internal sealed class CsvOutput
{
    private const int FlushBytes = 1 << 20;

    private readonly AtomicFile _file;
    private readonly Encoding? _encoding;
    private readonly byte _delimiter;
    private readonly byte[] _newLine;

    internal CsvOutput(AtomicFile file, CsvWriteOptions options)
    {
        (_file, _delimiter, Record) = (file, options.Delimiter.Byte, new CsvTextBuffer(options));
        _newLine = options.NewLine switch { CsvNewLine.CrLf => [.. "\r\n"u8], CsvNewLine.Cr => [(byte)'\r'], _ => [(byte)'\n'] };
        if (options.Encoding is not { } encoding) return;
        _file.Stream.Write(encoding.Preamble);
        if (encoding.CodePage == Encoding.UTF8.CodePage) return;
        _encoding = (Encoding)encoding.Clone();
        _encoding.EncoderFallback = EncoderFallback.ExceptionFallback;
    }

    /// <summary>Takes the record's fields, each followed by <see cref="EndField"/>.</summary>
    internal CsvTextBuffer Record { get; }

    internal void EndField() => Record.Append(_delimiter);

    /// <summary>Puts the line end in the place of the last field's delimiter.</summary>
    internal void EndRecord()
    {
        Record.Advance(-1);
        Record.Append(_newLine);
        if (Record.Length >= FlushBytes) Flush();
    }

    /// <exception cref="DatasetException"><see cref="DatasetError.MalformedText"/>: the encoding lacks a character.</exception>
    internal void Flush()
    {
        try
        {
            _file.Stream.Write(_encoding is null ? Record.Text : _encoding.GetBytes(Encoding.UTF8.GetString(Record.Text)));
        }
        catch (EncoderFallbackException e)
        {
            var character = e.CharUnknownHigh == 0 ? e.CharUnknown.ToString() : new string([e.CharUnknownHigh, e.CharUnknownLow]);
            var problem = $"The encoding {_encoding!.WebName} cannot write the character '{character}'.";
            throw new DatasetException(DatasetError.MalformedText, problem, e) { Path = _file.Path, Value = character };
        }

        Record.Clear();
    }
}
