using Scaling.Native.Storage;

namespace Scaling.PowerShell.Results;

/// <summary>The files below one folder that share a power of two of size and a month of modification.</summary>
public sealed class FileSizeBin
{
    internal FileSizeBin(string root, FileSizeHistogramBin bin)
    {
        Root = root;
        Bytes = bin.Bytes;
        BytesLog2 = bin.BytesLog2;
        Year = bin.Year;
        Month = bin.Month;
        MonthsTo2021 = bin.MonthsTo2021;
        Files = bin.Files;
        TotalBytes = bin.TotalBytes;
    }

    /// <summary>Size rounded down to a power of two, in bytes; 0 for empty files.</summary>
    public long Bytes { get; }

    /// <summary>Binary logarithm of <see cref="Bytes"/>; null for empty files.</summary>
    public int? BytesLog2 { get; }

    /// <summary>Year of the last modification, UTC.</summary>
    public int Year { get; }

    /// <summary>Month of the last modification, 1 to 12, UTC.</summary>
    public int Month { get; }

    /// <summary>Months from the month of modification to December 2020; negative for files changed later.</summary>
    public int MonthsTo2021 { get; }

    /// <summary>Number of files.</summary>
    public long Files { get; }

    /// <summary>Sum of their sizes in bytes.</summary>
    public long TotalBytes { get; }

    /// <summary>Full path of the folder below which they were counted.</summary>
    public string Root { get; }
}
