using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Draws;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Draws;

/// <summary>Kernels against a slow reading of what their documentation says, and against each other.</summary>
[Trait("Category", "Kernels")]
public sealed class SumKernelTests
{
    private const int Block = SumKernel.BlockSize;

    private static readonly StreamKey Key = new(Seed: 42, Group: 3, Block: 9);

    [Theory]
    [InlineData(20, false, typeof(SlotSumKernel))]
    [InlineData(255, true, typeof(SlotSumKernel))]
    [InlineData(256, false, typeof(SlotSumKernel))]
    [InlineData(300, true, typeof(AliasSumKernel))]
    [InlineData(300, false, typeof(UniformSumKernel))]
    public void The_kernel_fits_the_rows(int rows, bool weighted, Type kernel) =>
        Assert.IsType(kernel, SumKernel.Create(weighted ? Weights(rows) : Ones(rows), Codes(rows, 48)));

    [Theory]
    [InlineData(3, 7, 100)]
    [InlineData(41, 6, 100)]
    [InlineData(41, 7, 300)]
    [InlineData(41, 8, 1)]
    [InlineData(60, 48, 1000)]
    [InlineData(64, 48, 20)]
    [InlineData(200, 30, 256)]
    [InlineData(256, 48, 40)]
    [InlineData(5000, 48, 301)]
    [InlineData(1 << 18, 20, 3000)]
    public void All_paths_give_the_same_sums(int rows, int bits, int draws)
    {
        var (weights, codes) = (Weights(rows), Codes(rows, bits));
        foreach (var drawn in new[] { weights, Ones(rows) })
        {
            var expected = Sums(SumKernel.Create(drawn, codes, DrawPath.All[^1]), draws, 100);
            foreach (var path in DrawPath.All.Where(p => p.IsSupported))
                Assert.Equal(expected, Sums(SumKernel.Create(drawn, codes, path), draws, 100));
        }
    }

    [Theory]
    [InlineData(300, 99)]
    [InlineData(1 << 19, 20_001)]
    public void The_alias_kernel_draws_what_the_table_says(int rows, int draws)
    {
        var (weights, codes) = (Weights(rows), Codes(rows, 40));
        var table = AliasTable.FromWeights(weights);
        var ties = 0;
        var expected = Expected(16, draws, (bits, rest) =>
        {
            var column = (int)(bits >> table.ColumnShift);
            var fraction = bits & ((1u << table.FractionBits) - 1);
            if (fraction != table.Thresholds[column]) return (codes[fraction < table.Thresholds[column] ? column : table.Aliases[column]], null);
            ties++;
            return (0, () => codes[table.Resolve(column, ref rest[0])]);
        });
        Assert.Equal(expected, Sums(new AliasSumKernel(table, codes, DrawPath.Best), draws, 16));
        Assert.Equal(rows == 1 << 19, ties > 0);
    }

    [Theory]
    [InlineData(1000, 101)]
    [InlineData(1_000_003, 20_000)]
    public void The_uniform_kernel_draws_every_row_alike(int rows, int draws)
    {
        var codes = Codes(rows, 40);
        var again = 0;
        var expected = Expected(16, draws, (bits, rest) =>
        {
            var product = (ulong)bits * (uint)rows;
            if ((uint)product >= (1UL << 32) % (uint)rows) return (codes[product >> 32], null);
            again++;
            return (0, () => codes[rest[0].NextBelow((ulong)rows)]);
        });
        Assert.Equal(expected, Sums(new UniformSumKernel(codes, DrawPath.Best), draws, 16));
        Assert.Equal(rows == 1_000_003, again > 0);
    }

    [Fact]
    public void A_shorter_block_is_the_beginning_of_a_longer_one()
    {
        foreach (var rows in new[] { 30, 200, 1000 })
        {
            var kernel = SumKernel.Create(Weights(rows), Codes(rows, 48));
            Assert.Equal(Sums(kernel, 70, Block)[..101], Sums(kernel, 70, 101));
        }
    }

    [Fact]
    public void Strata_blocks_groups_and_seeds_have_streams_of_their_own()
    {
        var kernel = SumKernel.Create(Weights(30), Codes(30, 48));
        long[][] all =
        [
            Sums(kernel, 9, 64), Sums(kernel, 9, 64, stratum: 1), Sums(kernel, 9, 64, key: Key with { Block = 10 }),
            Sums(kernel, 9, 64, key: Key with { Group = 4 }), Sums(kernel, 9, 64, key: Key with { Seed = 43 }),
        ];
        Assert.Equal(all.Length * 64, all.SelectMany(sums => sums).Distinct().Count());
    }

    [Fact]
    public void A_cancelled_token_stops_a_long_resample()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        foreach (var rows in new[] { 30, 200, 1000 })
        {
            var kernel = SumKernel.Create(Weights(rows), Codes(rows, 48));
            Assert.Throws<OperationCanceledException>(() => kernel.Add(Key, 0, int.MaxValue, 1, new long[Block], stop.Token));
        }
    }

    private static ulong[] Ones(int count) => [.. Enumerable.Repeat(1UL, count)];

    private static ulong[] Weights(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64(1, 1L << 40))];
    }

    private static long[] Codes(int count, int bits)
    {
        var random = new Random(count + bits);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(1L << bits))];
    }

    private static long[] Sums(SumKernel kernel, int draws, int count, int stratum = 0, StreamKey? key = null)
    {
        var sums = new long[Block];
        kernel.Add(key ?? Key, stratum, draws, count, sums, default);
        return sums[..count];
    }

    // Draws left open are settled behind each 256 of a lane, for the eight lanes one after the other.
    private static long[] Expected(int count, int draws, Func<uint, Xoshiro256PlusPlus[], (long Code, Func<long>? Open)> value)
    {
        var lanes = Enumerable.Range(0, 8).Select(lane => Key.Open(StreamPurpose.Draws, (ulong)lane)).ToArray();
        Xoshiro256PlusPlus[] rest = [Key.Open(StreamPurpose.Rests, 0)];
        var sums = new long[count];
        for (var first = 0; first < count; first += 8)
        {
            for (var done = 0; done < draws; done += 256)
            {
                var open = new List<(int Resample, Func<long> Code)>();
                for (var lane = 0; lane < 8; lane++)
                {
                    ulong bits = 0;
                    for (var draw = 0; draw < Math.Min(256, draws - done); draw++)
                    {
                        bits = draw % 2 == 0 ? lanes[lane].Next() : bits >> 32;
                        var (code, later) = value((uint)bits, rest);
                        sums[first + lane] += code;
                        if (later is not null) open.Add((first + lane, later));
                    }
                }

                foreach (var (resample, code) in open) sums[resample] += code();
            }
        }

        return sums;
    }
}
