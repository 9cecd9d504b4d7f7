using System.Globalization;
using System.Numerics;
using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>The chapter's bootstrap on the chapter's data.</summary>
public sealed class ChapterYearsTests
{
    private const int Samples = 100;

    private static readonly Dictionary<int, (double Mean, long Files)> Exact = new()
    {
        [2010] = (12.979517, 5590287),
        [2011] = (14.042263, 13197038),
        [2012] = (10.669840, 17099900),
        [2013] = (13.411497, 14755151),
        [2014] = (14.042472, 26329321),
        [2015] = (11.745618, 24896331),
        [2016] = (13.543447, 43684268),
        [2017] = (11.975540, 86796099),
        [2018] = (13.278112, 64999463),
        [2019] = (13.702498, 68314422),
        [2020] = (13.228547, 51779584),
    };

    [SharedDataFact("filesizes_timestamps.txt")]
    public void Eleven_years_lie_within_five_standard_errors_of_the_exact_means()
    {
        var years = Read();
        Assert.Equal(Exact.Keys, years.Keys);
        var groups = years.Values
            .Select(sizes => new BootstrapGroup(
                sizes.Keys.Select(size => (double)size).ToArray(), sizes.Values.Select(files => (double)files).ToArray()))
            .ToArray();
        var options = new BootstrapOptions { Seed = 7, SampleSize = Samples, ResampleCount = 20_000 };

        foreach (var outcome in ParallelBootstrap.Run(groups, options))
        {
            var (mean, files) = Exact[years.Keys.ElementAt(outcome.Group)];
            var figures = outcome.Estimate!;
            Assert.Equal(mean, figures.Estimate, 0.0000006);
            Assert.Equal(files, figures.TotalWeight);
            var standardError = figures.StandardError / Math.Sqrt(figures.ResampleCount);
            Assert.InRange(figures.Mean, mean - 5 * standardError, mean + 5 * standardError);
            Assert.InRange(mean, figures.LowerBound, figures.UpperBound);
        }
    }

    private static SortedDictionary<int, SortedDictionary<int, long>> Read()
    {
        var years = new SortedDictionary<int, SortedDictionary<int, long>>();
        foreach (var line in File.ReadLines(SharedDataFactAttribute.Find("filesizes_timestamps.txt")!))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var bytes = ulong.Parse(fields[0], CultureInfo.InvariantCulture);
            var year = (int)Math.Floor((2021 * 12 - int.Parse(fields[1], CultureInfo.InvariantCulture) - 1) / 12.0);
            if (bytes == 0 || year is < 2010 or > 2020)
            {
                continue;
            }

            if (!years.TryGetValue(year, out var sizes))
            {
                years[year] = sizes = [];
            }

            var size = BitOperations.Log2(bytes);
            sizes[size] = sizes.GetValueOrDefault(size) + long.Parse(fields[2], CultureInfo.InvariantCulture);
        }

        return years;
    }
}
