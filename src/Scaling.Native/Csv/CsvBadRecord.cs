namespace Scaling.Native.Csv;

/// <summary>A record that could not be read, and was left out.</summary>
/// <param name="Line">Line of the file where it begins, from 1.</param>
/// <param name="Column">The column of the value that is wrong; null where the record as a whole is.</param>
/// <param name="Value">That value, or its beginning.</param>
/// <param name="Problem">What is wrong, as a sentence.</param>
/// <param name="Text">The record as it stands in the file, or its beginning.</param>
public sealed record CsvBadRecord(long Line, string? Column, string? Value, string Problem, string Text);
