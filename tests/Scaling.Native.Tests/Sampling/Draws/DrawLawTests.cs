using System.Numerics;
using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Draws;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Draws;

/// <summary>Drawn rows against their weights: by exact arithmetic, by counts, and by correlations that must not be there.</summary>
public sealed class DrawLawTests
{
    private const int Block = SumKernel.BlockSize;

    /// <summary>Distances from zero in standard errors that nothing here may reach; all is seeded.</summary>
    private const double Sigmas = 5;

    public static TheoryData<string, int, string> Laws
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var path in DrawPath.All.Where(path => path.IsSupported))
                foreach (var categories in (int[])[2, 5, 41, 63, 64, 65, 255, 256, 257, 1000, 5000])
                    foreach (var law in (string[])["even", "any", "heavy tail", "one dominates", "mostly zero", "1 to 10^9"])
                        data.Add(path.Name, categories, law);
            return data;
        }
    }

    public static TheoryData<string> Paths => [.. DrawPath.All.Where(path => path.IsSupported).Select(path => path.Name)];

    [Theory]
    [MemberData(nameof(Laws))]
    public void Drawn_rows_follow_their_weights(string path, int categories, string law)
    {
        const int Blocks = 400;
        var weights = Weights(law, categories);
        var counts = new long[categories];
        // One draw a resample makes the sum the row's own code.
        var kernel = SumKernel.Create(weights, Rows(categories), Path(path));
        foreach (var row in Draw(kernel, draws: 1, Blocks)) counts[row]++;
        Statistics.AssertFits(counts, [.. weights.Select(weight => (double)weight)]);
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Rows_of_long_resamples_follow_their_weights(string path, int categories, string law)
    {
        // More draws than a pass has, and codes of one, so that sums count the rows of one kind: every third.
        const int Draws = 300, Blocks = 4;
        var weights = Weights(law, categories);
        var codes = Array.ConvertAll(Rows(categories), row => row % 3 == 0 ? 1L : 0);
        var kernel = SumKernel.Create(weights, codes, Path(path));
        var probability = weights.Select((weight, row) => codes[row] * (double)weight).Sum() / weights.Sum(weight => (double)weight);
        var sums = Draw(kernel, Draws, Blocks);
        var (mean, variance) = (Draws * probability, Draws * probability * (1 - probability));
        if (variance * sums.Length < 30)
        {
            // Too few are expected for a normal law: none where there can be none, else hardly any.
            Assert.InRange(probability < 0.5 ? sums.Sum() : sums.Sum(sum => Draws - sum), 0, variance == 0 ? 0 : 80);
            return;
        }

        Assert.InRange((sums.Average() - mean) / Math.Sqrt(variance / sums.Length), -Sigmas, Sigmas);
        if (variance < 10) return;
        // Of a binomial variance: two at most for its kurtosis.
        var observed = sums.Sum(sum => (sum - mean) * (sum - mean)) / sums.Length;
        Assert.InRange((observed / variance - 1) / Math.Sqrt(2.0 / sums.Length), -Sigmas, Sigmas);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(41)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1000)]
    public void Slots_and_rest_give_every_row_exactly_its_weight(int categories)
    {
        var random = new Random(categories);
        var seen = 0;
        for (var round = 0; round < 60; round++)
        {
            var size = random.Next(1, 62);
            // Of all sizes, with zeros, and heavy-tailed in every third round, where large tables are possible.
            var weights = Enumerable.Range(0, categories).Select(row =>
                random.Next(4) == 0 ? 0
                : round % 3 == 0 ? (1UL << 60) >> Math.Min(row / 2 + 2, 60)
                : (ulong)random.NextInt64(1L << size) / (ulong)categories).ToArray();
            weights[random.Next(categories)] += 1;
            if (SlotTable.TryCreate(weights) is not { } table) continue;
            seen++;
            AssertExact(table, weights);
        }

        Assert.True(seen >= 10);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Resamples_blocks_groups_and_seeds_do_not_follow_each_other(string path)
    {
        const int Blocks = 200;
        foreach (var categories in (int[])[2, 41, 200, 1000])
        {
            var weights = Weights("any", categories);
            var kernel = SumKernel.Create(weights, Rows(categories), Path(path));
            foreach (var draws in (int[])[1, 7])
            {
                var sums = Draw(kernel, draws, Blocks);
                for (var lag = 1; lag <= 64; lag++) AssertUncorrelated(sums.AsSpan(lag), sums.AsSpan(0, sums.Length - lag));
                AssertUncorrelated(sums.AsSpan(Block), sums.AsSpan(0, sums.Length - Block));
                AssertUncorrelated(sums, Draw(kernel, draws, Blocks, group: 1));
                AssertUncorrelated(sums, Draw(kernel, draws, Blocks, seed: 2));
                AssertUncorrelated(sums, Draw(kernel, draws, Blocks, stratum: 1));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Successive_draws_of_a_resample_do_not_follow_each_other(string path)
    {
        // Of up to three draws on, by the numbers of the table.
        const int Blocks = 300;
        foreach (var categories in (int[])[2, 41, 200])
        {
            var table = SlotTable.TryCreate(Weights("any", categories))!;
            foreach (var (first, second) in Pairs(new(table, Path(path)), Blocks)) AssertUncorrelated(first, second);
        }

        // Sums of many draws have the variance of independent ones.
        foreach (var categories in (int[])[2, 41, 200, 1000, 5000])
        {
            var weights = Weights("any", categories);
            var codes = Rows(categories);
            var total = weights.Sum(weight => (double)weight);
            var mean = weights.Select((weight, row) => weight / total * row).Sum();
            var variance = weights.Select((weight, row) => weight / total * (row - mean) * (row - mean)).Sum();
            var sums = Draw(SumKernel.Create(weights, codes, Path(path)), draws: 40, blocks: 100);
            var observed = sums.Sum(sum => (sum - 40 * mean) * (sum - 40 * mean)) / sums.Length / 40;
            Assert.InRange((observed / variance - 1) / Math.Sqrt(2.0 / sums.Length), -Sigmas, Sigmas);
        }
    }

    private static DrawPath Path(string name) => DrawPath.All.First(path => path.Name == name);

    private static long[] Rows(int categories) => [.. Enumerable.Range(0, categories).Select(row => (long)row)];

    private static ulong[] Weights(string law, int categories)
    {
        var random = new Random(categories);
        return [.. Enumerable.Range(0, categories).Select(row => law switch
        {
            "even" => 3UL,
            "any" => (ulong)random.NextInt64(1, 1_000_000),
            "heavy tail" => (ulong)(1e15 / Math.Pow(row + 1, 2)),
            "one dominates" => row == categories / 2 ? 100_000_000 : (ulong)random.NextInt64(1, 1000),
            "mostly zero" => row == categories - 1 || random.Next(10) == 0 ? (ulong)random.NextInt64(1, 1000) : 0,
            _ => row % 2 == 0 ? 1UL : 1_000_000_000UL,
        })];
    }

    private static long[] Draw(SumKernel kernel, int draws, int blocks, long seed = 1, int group = 0, int stratum = 0)
    {
        var sums = new long[blocks * Block];
        for (var block = 0; block < blocks; block++)
            kernel.Add(new StreamKey(seed, group, block), stratum, draws, Block, sums.AsSpan(block * Block, Block), default);
        return sums;
    }

    private static unsafe List<(long[] First, long[] Second)> Pairs(SlotDraws slots, int blocks)
    {
        const int Draws = 6, Lags = 3;
        var found = new List<(long[], long[])>();
        var state = stackalloc ulong[DrawPath.StateWords];
        var numbers = stackalloc byte[Draws * DrawPath.Tile];
        var rests = stackalloc byte[DrawPath.Tile];
        var (drawn, places) = (new long[blocks * DrawPath.Tile * Draws], DrawPath.Tile);
        for (var block = 0; block < blocks; block++)
        {
            SlotDraws.Open(new StreamKey(1, 0, block), 0, state);
            slots.Draw(state, Draws, numbers, rests);
            for (var i = 0; i < Draws * places; i++) drawn[block * Draws * places + i] = numbers[i];
        }

        for (var lag = 1; lag <= Lags; lag++)
        {
            var (first, second) = (new List<long>(), new List<long>());
            for (var i = 0; i < drawn.Length; i++)
            {
                if (i / places % Draws + lag >= Draws) continue;
                first.Add(drawn[i]);
                second.Add(drawn[i + lag * places]);
            }

            found.Add(([.. first], [.. second]));
        }

        return found;
    }

    private static void AssertUncorrelated(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        double sumA = 0, sumB = 0, aa = 0, bb = 0, ab = 0;
        for (var i = 0; i < a.Length; i++)
        {
            double x = a[i], y = b[i];
            (sumA, sumB, aa, bb, ab) = (sumA + x, sumB + y, aa + x * x, bb + y * y, ab + x * y);
        }

        var n = (double)a.Length;
        var correlation = (ab - sumA * sumB / n) / Math.Sqrt((aa - sumA * sumA / n) * (bb - sumB * sumB / n));
        Assert.InRange(correlation * Math.Sqrt(n), -Sigmas, Sigmas);
    }

    /// <summary>In units of 1 / (slots × W × columns of the rest × W of the rest): a row's slots, and its part of the rest.</summary>
    private static void AssertExact(SlotTable table, ulong[] weights)
    {
        var counts = new BigInteger[table.Columns];
        for (var column = 0; column < table.Columns; column++)
        {
            counts[column] += table.Thresholds[column];
            counts[table.Aliases[column]] += SlotTable.Heights - table.Thresholds[column];
        }

        BigInteger slots = table.Columns * SlotTable.Heights, total = weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
        var (restCount, restMass) = (counts[table.RestNumber], Masses(table.Rest, weights.Length, out var restTotal));
        Assert.Equal(table.Rest is null, restCount.IsZero);
        var ofRow = new BigInteger[weights.Length];
        for (var number = 0; number < table.Categories.Length; number++) ofRow[table.Categories[number]] += counts[number];
        for (var number = table.Categories.Length; number < table.RestNumber; number++) Assert.Equal(BigInteger.Zero, counts[number]);
        for (var row = 0; row < weights.Length; row++)
            Assert.Equal(weights[row] * slots * restTotal, (ofRow[row] * restTotal + restCount * restMass[row]) * total);
    }

    /// <summary>What an alias table gives each category, of a total.</summary>
    private static BigInteger[] Masses(AliasTable? table, int categories, out BigInteger total)
    {
        var masses = new BigInteger[categories];
        total = BigInteger.One;
        if (table is null) return masses;
        total = ((BigInteger)table.TotalWeight * table.Thresholds.Length) << table.FractionBits;
        for (var column = 0; column < table.Thresholds.Length; column++)
        {
            var own = table.Thresholds[column] * (BigInteger)table.TotalWeight + (BigInteger)table.Remainder(column);
            if (column < categories) masses[column] += own;
            else Assert.Equal(BigInteger.Zero, own);
            masses[table.Aliases[column]] += ((BigInteger)table.TotalWeight << table.FractionBits) - own;
        }

        return masses;
    }
}
