using System.Text;
using System.Text.Unicode;
using CsvHelper;
using Scaling.Native.Datasets;

namespace Scaling.FuzzCsv;

/// <summary>What a document must be read as, all columns as text, by what CsvHelper makes of it.</summary>
/// <param name="Rows">Rows before the error; null and empty text differ.</param>
/// <param name="Error">What is wrong first, or null.</param>
/// <param name="Line">Where.</param>
internal sealed record Expectation(IReadOnlyList<string?[]> Rows, DatasetError? Error, long? Line)
{
    /// <summary>Fields of a record; 0 where that is not known.</summary>
    internal int Columns { get; private init; }

    internal static Expectation Of(FuzzDocument document)
    {
        var bytes = document.Bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? document.Bytes[3..] : document.Bytes;
        var records = Records(bytes, document, out var broken);
        var first = records.FirstOrDefault(record => !record.IsBlank);
        if (first is null && broken is null) return new([], DatasetError.EmptyFile, null);
        if (first is null) return new([], DatasetError.MalformedQuote, broken);
        var columns = first.Fields.Length;
        var rows = new List<string?[]>();
        foreach (var record in records)
        {
            if (record.IsBlank && columns > 1) continue;
            if (record.Fields.Length != columns) return new(rows, DatasetError.RaggedRow, record.Line) { Columns = columns };
            if (record.WrongText is { } line) return new(rows, DatasetError.MalformedText, line) { Columns = columns };
            rows.Add(record.Fields);
        }

        return new(rows, broken is null ? null : DatasetError.MalformedQuote, broken) { Columns = columns };
    }

    private static List<Record> Records(byte[] bytes, FuzzDocument document, out long? broken)
    {
        using var reader = CsvReader.Create(bytes, new CsvReaderOptions
        {
            Separator = document.Delimiter,
            HasHeader = false,
            SkipEmptyLines = false,
            CommentPrefix = document.Comment,
            TrackLineNumbers = true,
        });
        var records = new List<Record>();
        broken = null;
        while (reader.Read())
        {
            var fields = new string?[reader.FieldCount];
            long? wrongText = null;
            for (var i = 0; i < fields.Length; i++)
            {
                var raw = reader.GetRawSpan(i);
                reader.RawRecord.Overlaps(raw, out var offset);
                var line = reader.LineNumber + Lines(reader.RawRecord[..Math.Max(0, offset)]);
                var isQuoted = raw is [(byte)'"', ..];
                if (isQuoted && !IsClosed(raw))
                {
                    broken = line;
                    return records;
                }

                var value = reader.GetSpan(i);
                if (!Utf8.IsValid(value)) wrongText ??= line;
                fields[i] = value.IsEmpty && !isQuoted ? null : Encoding.UTF8.GetString(value);
            }

            records.Add(new(fields, reader.LineNumber, reader.RawRecord.IsEmpty, wrongText));
        }

        return records;
    }

    private static bool IsClosed(ReadOnlySpan<byte> raw)
    {
        for (var at = 1; at < raw.Length; at++)
        {
            if (raw[at] != '"') continue;
            if (at + 1 == raw.Length) return true;
            if (raw[++at] != '"') return false;
        }

        return false;
    }

    private static long Lines(ReadOnlySpan<byte> text)
    {
        var lines = 0L;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n' || text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')) lines++;
        return lines;
    }

    private sealed record Record(string?[] Fields, long Line, bool IsBlank, long? WrongText);
}
