namespace Scaling.Native.Csv;

/// <summary>What the first look at a file settled, and every thread that reads it needs.</summary>
internal sealed record CsvReadPlan(CsvReadOptions Options, CsvDialect Dialect, int FieldCount, CsvColumnPlan[] Columns)
{
    internal required CsvCulture Culture { get; init; }

    internal required CsvNulls Nulls { get; init; }

    internal required string EncodingName { get; init; }

    internal required long SampledRows { get; init; }

    internal bool HasText { get; } = Columns.Any(column => column.IsText);

    internal ScanPath Path => Options.ScanPath ?? ScanPath.Best;

    internal ValuePath Values => Options.ValuePath ?? ValuePath.Best;

    internal CsvColumn[] NewColumns() => [.. Columns.Select(column => Values.CreateColumn(column, Culture, Nulls))];
}
