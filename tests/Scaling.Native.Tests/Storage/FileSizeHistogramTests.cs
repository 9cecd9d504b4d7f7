using System.Collections.Immutable;
using System.Globalization;
using Scaling.Native.Storage;
using Xunit;

namespace Scaling.Native.Tests.Storage;

public sealed class FileSizeHistogramTests
{
    [Fact]
    public void Every_power_of_two_opens_a_bin_of_its_own()
    {
        for (var exponent = 1; exponent <= 62; exponent++)
        {
            var power = 1L << exponent;
            Assert.Equal((exponent - 1, power / 2), SizeOf(power - 1));
            Assert.Equal((exponent, power), SizeOf(power));
            Assert.Equal((exponent, power), SizeOf(power + 1));
        }

        Assert.Equal((0, 1), SizeOf(1));
        Assert.Equal((62, 1L << 62), SizeOf(long.MaxValue));
    }

    [Fact]
    public void Empty_files_have_no_logarithm_and_zero_bytes() => Assert.Equal((null, 0), SizeOf(0));

    [Fact]
    public void A_month_ends_with_its_last_second_in_UTC()
    {
        Assert.Equal((2019, 12), MonthOf(new DateTimeOffset(2019, 12, 31, 23, 59, 59, TimeSpan.Zero)));
        Assert.Equal((2020, 1), MonthOf(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal((2019, 12), MonthOf(new DateTimeOffset(2020, 1, 1, 1, 0, 0, TimeSpan.FromHours(2))));
        Assert.Equal((1969, 12), MonthOf(DateTimeOffset.FromUnixTimeSeconds(-1)));
    }

    [Fact]
    public void Months_to_2021_give_the_year_back_by_the_formula_of_the_chapter()
    {
        for (var first = new DateTimeOffset(1960, 1, 1, 0, 0, 0, TimeSpan.Zero); first.Year < 2100; first = first.AddMonths(1))
        {
            var bin = Assert.Single(BinsOf((1, first.ToUnixTimeSeconds())));
            Assert.Equal(first.Year, (int)Math.Floor(((2021 * 12) - bin.MonthsTo2021 - 1) / 12.0));
            Assert.Equal((first.Year, first.Month), (bin.Year, bin.Month));
        }

        var newYear = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Equal([0, -1], BinsOf((1, newYear - 1), (1, newYear)).Select(bin => bin.MonthsTo2021));
    }

    [Fact]
    public void Times_that_no_calendar_holds_count_in_its_first_or_last_month()
    {
        var bins = BinsOf((1, long.MinValue), (1, long.MaxValue));
        Assert.Equal([(1, 1), (9999, 12)], bins.Select(bin => (bin.Year, bin.Month)));
    }

    [Fact]
    public void A_sum_beyond_64_bits_stays_at_the_largest_value()
    {
        var histogram = new FileSizeHistogram();
        for (var i = 0; i < 3; i++) histogram.Add(long.MaxValue - 1, 0);
        Assert.Equal(long.MaxValue, histogram.TotalBytes);
        Assert.Equal(long.MaxValue, Assert.Single(histogram.ToBins()).TotalBytes);
    }

    [Fact]
    public void A_negative_size_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileSizeHistogram().Add(-1, 0));

    [Fact]
    public void Merged_parts_equal_a_plain_grouping_of_all_files()
    {
        var random = new Random(42);
        var files = Enumerable.Range(0, 20_000)
            .Select(_ => (Bytes: random.NextInt64(1L << random.Next(0, 41)), Seconds: random.NextInt64(-2_000_000_000, 5_000_000_000)))
            .ToArray();

        var merged = new FileSizeHistogram();
        foreach (var part in files.Chunk(3000))
        {
            var histogram = new FileSizeHistogram();
            foreach (var (bytes, seconds) in part) histogram.Add(bytes, seconds);
            merged.Add(histogram);
        }

        var expected = files
            .GroupBy(file => (Size: RoundedDown(file.Bytes), Month: MonthNameOf(file.Seconds)))
            .OrderBy(group => group.Key.Size).ThenBy(group => group.Key.Month, StringComparer.Ordinal)
            .Select(group => (group.Key.Size, group.Key.Month, (long)group.Count(), group.Sum(file => file.Bytes)));
        Assert.Equal(expected, merged.ToBins().Select(bin => (bin.Bytes, $"{bin.Year:D4}-{bin.Month:D2}", bin.Files, bin.TotalBytes)));
        Assert.Equal((20_000, files.Sum(file => file.Bytes)), (merged.Files, merged.TotalBytes));
    }

    private static string MonthNameOf(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static long RoundedDown(long bytes)
    {
        if (bytes == 0) return 0;
        long power = 1;
        while (power <= bytes / 2) power *= 2;
        return power;
    }

    private static ImmutableArray<FileSizeHistogramBin> BinsOf(params (long Bytes, long Seconds)[] files)
    {
        var histogram = new FileSizeHistogram();
        foreach (var (bytes, seconds) in files) histogram.Add(bytes, seconds);
        return histogram.ToBins();
    }

    private static (int?, long) SizeOf(long bytes)
    {
        var bin = Assert.Single(BinsOf((bytes, 0)));
        return (bin.BytesLog2, bin.Bytes);
    }

    private static (int, int) MonthOf(DateTimeOffset time)
    {
        var bin = Assert.Single(BinsOf((1, time.ToUnixTimeSeconds())));
        return (bin.Year, bin.Month);
    }
}
