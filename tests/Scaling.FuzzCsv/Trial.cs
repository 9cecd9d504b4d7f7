using Scaling.Native.Csv;
using Scaling.Native.Datasets;

namespace Scaling.FuzzCsv;

/// <summary>A way to read a document.</summary>
internal sealed record Trial(string Scan, string Values, int Workers, int Window, int BatchRows, bool IsSwapped, bool IsTyped)
{
    internal static IEnumerable<Trial> For(FuzzDocument document, int seed)
    {
        var random = new Random(~seed);
        var values = ValuePath.All.Where(path => path.IsSupported).ToArray();
        foreach (var path in ScanPath.All.Where(path => path.IsSupported))
            yield return new(path.Name, values[random.Next(values.Length)].Name, random.Next(1, 4), Size(), random.Next(1, 40), false, false);
        foreach (var path in values) yield return new(ScanPath.Best.Name, path.Name, random.Next(1, 4), 1 << 20, random.Next(1, 40), false, true);
        if (!document.Bytes.Contains((byte)'\'')) yield return new(ScanPath.Best.Name, values[0].Name, random.Next(1, 4), Size(), random.Next(1, 40), true, false);

        int Size() => random.Next(4) == 0 ? 1 << 20 : random.Next(1, 300);
    }

    /// <returns>In what the reader differs, or null.</returns>
    internal string? Differs(FuzzDocument document, Expectation expected, string path)
    {
        // With quotes of the other kind the text goes through the reader of odd dialects.
        File.WriteAllBytes(path, IsSwapped ? [.. document.Bytes.Select(b => b == '"' ? (byte)'\'' : b)] : document.Bytes);
        var options = new CsvReadOptions
        {
            Delimiter = CsvDelimiter.Of(document.Delimiter),
            Quote = IsSwapped ? '\'' : '"',
            CommentCharacter = document.Comment,
            // NUL is among the characters, and few texts with it look like UTF-16.
            Encoding = System.Text.Encoding.UTF8,
            NoHeader = true,
            BatchRows = BatchRows,
            Workers = Workers,
            ScanPath = ScanPath.All.Single(p => p.Name == Scan),
            ValuePath = ValuePath.All.Single(p => p.Name == Values),
            Sizes = new() { Window = Window, WholeSample = Window, SampleHead = Window, SamplePieces = 0, Chunk = Window },
            Schema = IsTyped ? new Dictionary<string, ColumnType>() : Enumerable.Range(1, expected.Columns).ToDictionary(i => $"Column{i}", _ => ColumnType.String),
        };
        var rows = new List<object?[]>();
        DatasetException? failure = null;
        try
        {
            using var reader = CsvDatasetReader.Open(path, options, default);
            while (reader.ReadBatch(default) is { } batch)
                for (var row = 0; row < batch.RowCount; row++)
                    rows.Add([.. Enumerable.Range(0, batch.Columns.Count).Select(column => batch.GetValue(column, row))]);
        }
        catch (DatasetException e)
        {
            failure = e;
        }

        // Rows before an error are given out by batches.
        if (expected.Error != DatasetError.MalformedText && rows.Count > expected.Rows.Count || failure is null && rows.Count < expected.Rows.Count)
            return $"{rows.Count} rows, not {expected.Rows.Count}";
        if (!IsTyped && (failure?.Error != expected.Error || failure?.Line != expected.Line))
            return $"{failure?.Error} on line {failure?.Line}, not {expected.Error} on line {expected.Line}: {failure?.Message}";
        if (IsTyped && expected.Error != DatasetError.MalformedText && (failure is null) != (expected.Error is null))
            return $"{failure?.Error}, not {expected.Error}: {failure?.Message}";
        for (var row = 0; row < Math.Min(rows.Count, expected.Rows.Count); row++)
        {
            for (var column = 0; column < rows[row].Length; column++)
            {
                var (value, text) = (rows[row][column], Swapped(expected.Rows[row][column]));
                if (!IsAlike(value, text)) return $"row {row + 1}, column {column + 1}: '{value}', not '{text}'";
            }
        }

        return null;
    }

    private string? Swapped(string? text) => IsSwapped ? text?.Replace('"', '\'') : text;

    private bool IsAlike(object? value, string? text)
    {
        if (!IsTyped || value is string) return Equals(value, text);
        if (value is null) return string.IsNullOrEmpty(text);
        var (trimmed, culture) = (text?.Trim(' ', '\t') ?? "", System.Globalization.CultureInfo.InvariantCulture);
        return value switch
        {
            long or decimal => Convert.ToString(value, culture) == trimmed,
            double number => BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(double.Parse(trimmed, culture)),
            bool flag => flag == bool.Parse(trimmed),
            DateTime moment => moment == DateTime.Parse(trimmed, culture),
            DateOnly date => date == DateOnly.Parse(trimmed, culture),
            _ => true,
        };
    }
}
