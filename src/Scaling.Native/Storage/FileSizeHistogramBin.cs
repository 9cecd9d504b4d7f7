namespace Scaling.Native.Storage;

/// <summary>The files of one power of two of size and one month of modification.</summary>
/// <param name="BytesLog2">Largest n with 2^n ≤ size, 0 to 62; null for empty files.</param>
/// <param name="Year">Year of the last modification in UTC, 1 to 9999.</param>
/// <param name="Month">Month of the last modification in UTC, 1 to 12.</param>
/// <param name="Files">Number of names; a file with two hard links in the tree counts twice.</param>
/// <param name="TotalBytes">Sum of the real sizes in bytes; stays at <see cref="long.MaxValue"/> once it gets there.</param>
public readonly record struct FileSizeHistogramBin(int? BytesLog2, int Year, int Month, long Files, long TotalBytes)
{
    /// <summary>The size rounded down to a power of two in bytes; 0 for empty files.</summary>
    public long Bytes => BytesLog2 is { } exponent ? 1L << exponent : 0;

    /// <summary>Whole months from the month of modification to December 2020, negative for later months.</summary>
    public int MonthsTo2021 => (2020 * 12) + 12 - ((Year * 12) + Month);
}
