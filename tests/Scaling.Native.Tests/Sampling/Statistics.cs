using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>Tests of draws against their law; seeded, so they pass or fail for good.</summary>
internal static class Statistics
{
    /// <summary>Chi-square of counts against weights within five standard deviations; a category of weight zero must be empty.</summary>
    public static void AssertFits(ReadOnlySpan<long> counts, ReadOnlySpan<double> weights)
    {
        long draws = 0;
        var total = 0.0;
        for (var category = 0; category < counts.Length; category++)
        {
            draws += counts[category];
            total += weights[category];
        }

        var chiSquare = 0.0;
        var freedom = -1;
        // Rare categories are pooled, since chi-square wants some expected draws in each cell.
        long pooledCount = 0;
        var pooledExpected = 0.0;
        for (var category = 0; category < counts.Length; category++)
        {
            var expected = draws * weights[category] / total;
            if (weights[category] == 0)
            {
                Assert.Equal(0, counts[category]);
            }
            else if (expected < 10)
            {
                pooledCount += counts[category];
                pooledExpected += expected;
            }
            else
            {
                chiSquare += (counts[category] - expected) * (counts[category] - expected) / expected;
                freedom++;
            }
        }

        if (pooledExpected >= 10)
        {
            chiSquare += (pooledCount - pooledExpected) * (pooledCount - pooledExpected) / pooledExpected;
            freedom++;
        }

        if (freedom > 0)
        {
            Assert.InRange((chiSquare - freedom) / Math.Sqrt(2.0 * freedom), -5, 5);
        }
    }
}
