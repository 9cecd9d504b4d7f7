using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>The names of a file's fields.</summary>
internal static class CsvHeader
{
    /// <summary>The names given by the caller, or made by number, or those of the first record, which is then consumed.</summary>
    /// <exception cref="DatasetException">The file has no record, or no row behind its header, or names twice the same.</exception>
    internal static string[] Read(CsvWindow window, CsvRecordReader records, CsvReadOptions options, CancellationToken cancellationToken)
    {
        if (records.Read(0, 1, cancellationToken) == 0) throw new DatasetException(DatasetError.EmptyFile, "The file has no records.");
        var line = window.LineAt(records.Fields[0].Start);
        if (options.Header is { } given) return [.. Unique(given, null)];
        if (options.NoHeader) return [.. Enumerable.Range(1, records.Fields.Length).Select(Numbered)];

        var names = new string[records.Fields.Length];
        byte[] scratch = [];
        for (var i = 0; i < names.Length; i++)
        {
            var field = records.Fields[i];
            var text = field.Unescaped(window.Buffer, ref scratch);
            if (!Utf8.IsValid(text)) throw NotText(i, line);
            names[i] = Encoding.UTF8.GetString(field.IsQuoted ? text : text.Trim(" \t"u8));
            if (names[i].Length == 0) names[i] = Numbered(i + 1);
        }

        window.Consume(records.Consumed);
        Unique(names, line);
        RequireRow(records, names.Length, cancellationToken);
        return names;
    }

    private static string Numbered(int field) => string.Create(CultureInfo.InvariantCulture, $"Column{field}");

    private static IReadOnlyList<string> Unique(IReadOnlyList<string> names, long? line)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (seen.Add(name)) continue;
            var problem = $"The column name '{name}' occurs twice.";
            throw new DatasetException(DatasetError.DuplicateColumn, problem) { Line = line, Column = name };
        }

        return names;
    }

    private static void RequireRow(CsvRecordReader records, int fieldCount, CancellationToken cancellationToken)
    {
        try
        {
            if (records.Read(fieldCount, 1, cancellationToken) == 0)
                throw new DatasetException(DatasetError.HeaderOnly, "The file has a header and no rows.");
        }
        catch (DatasetException e) when (e.Error != DatasetError.HeaderOnly)
        {
            // A broken first row is a row; reading it says what is wrong.
        }
    }

    private static DatasetException NotText(int field, long line) =>
        new(DatasetError.MalformedText, $"The name of column {field + 1} is not UTF-8 text.")
        {
            Line = line,
            Column = Numbered(field + 1),
        };
}
