using System.Globalization;
using System.Numerics;
using Scaling.Native.Sampling;
using Scaling.Tests;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>The chapter's bootstrap on the chapter's data.</summary>
public sealed class ChapterYearsTests
{
    private const int Samples = 100;

    [ChapterFact]
    public void Eleven_years_lie_within_five_standard_errors_of_the_exact_means()
    {
        var years = Read();
        Assert.Equal(ChapterData.Exact.Keys, years.Keys);
        var groups = years.Values
            .Select(sizes => new BootstrapGroup(
                sizes.Keys.Select(size => (double)size).ToArray(), sizes.Values.Select(files => (double)files).ToArray()))
            .ToArray();
        var options = new BootstrapOptions { Seed = 7, SampleSize = Samples, ResampleCount = 20_000 };

        foreach (var outcome in ParallelBootstrap.Run(groups, options))
        {
            var (mean, files) = ChapterData.Exact[years.Keys.ElementAt(outcome.Group)];
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
        foreach (var line in File.ReadLines(ChapterData.FilePath!))
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
