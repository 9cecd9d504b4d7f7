using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Scaling.Native.Storage;

/// <summary>Counts files by the binary logarithm of their size and by the UTC month of their last modification. Not thread-safe.</summary>
public sealed class FileSizeHistogram
{
    // A key is (log2 + 1) above 17 bits of month index, so that the order of keys is the order of the bins.
    private const int MonthBits = 17;
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    private readonly Dictionary<int, Tally> _tallies = [];

    /// <summary>Number of files added.</summary>
    public long Files { get; private set; }

    /// <summary>Sum of their sizes in bytes; stays at <see cref="long.MaxValue"/> once it gets there.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Counts one file.</summary>
    /// <param name="bytes">Its size, not negative.</param>
    /// <param name="modifiedUnixSeconds">
    /// Last modification in seconds since 1970-01-01 UTC. Times outside the years 1 to 9999 count in the first or the last month of these.
    /// </param>
    public void Add(long bytes, long modifiedUnixSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        AddTally(KeyOf(bytes, modifiedUnixSeconds), new Tally(1, bytes));
    }

    /// <summary>Adds all that <paramref name="other"/> counted.</summary>
    public void Add(FileSizeHistogram other)
    {
        foreach (var (key, tally) in other._tallies) AddTally(key, tally);
    }

    /// <summary>The bins that hold a file, by size and then by month, both ascending, empty files first.</summary>
    public ImmutableArray<FileSizeHistogramBin> ToBins() =>
        [.. _tallies.OrderBy(pair => pair.Key).Select(pair => ToBin(pair.Key, pair.Value))];

    private static int KeyOf(long bytes, long modifiedUnixSeconds)
    {
        var sizeClass = bytes == 0 ? 0 : BitOperations.Log2((ulong)bytes) + 1;
        var (year, month, _) = DateTime.UnixEpoch.AddSeconds(Math.Clamp(modifiedUnixSeconds, FirstSecond, LastSecond));
        return (sizeClass << MonthBits) | ((year * 12) + month - 1);
    }

    private static FileSizeHistogramBin ToBin(int key, Tally tally)
    {
        var sizeClass = key >> MonthBits;
        var monthIndex = key & ((1 << MonthBits) - 1);
        int? log2 = sizeClass == 0 ? null : sizeClass - 1;
        return new FileSizeHistogramBin(log2, monthIndex / 12, (monthIndex % 12) + 1, tally.Files, tally.Bytes);
    }

    private void AddTally(int key, Tally tally)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_tallies, key, out _);
        known = new Tally(known.Files + tally.Files, SaturatedSum(known.Bytes, tally.Bytes));
        Files += tally.Files;
        TotalBytes = SaturatedSum(TotalBytes, tally.Bytes);
    }

    // Two sparse files can claim more than 2^63 bytes. A cap is independent of the order of the additions, a wrapped sum is not a sum.
    internal static long SaturatedSum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;

    private readonly record struct Tally(long Files, long Bytes);
}
