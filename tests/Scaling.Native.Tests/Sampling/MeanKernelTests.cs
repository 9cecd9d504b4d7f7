using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>The kernels against a slow reading of what their documentation says.</summary>
public sealed class MeanKernelTests
{
    private static readonly StreamKey Key = new(Seed: 42, Group: 3, Block: 9);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    [InlineData(37, 99)]
    [InlineData(300, 100)]
    [InlineData(1 << 19, 20_000)]
    public void The_weighted_kernel_draws_what_the_table_says(int rows, int sampleSize)
    {
        var random = new Random(rows);
        var values = Enumerable.Range(0, rows).Select(_ => random.NextDouble() * 2 - 1).ToArray();
        var table = AliasTable.FromWeights(Enumerable.Range(0, rows).Select(_ => (ulong)random.NextInt64(1L << 40)).ToArray());
        var ties = 0;
        var expected = Means(20, sampleSize, (bits, ordinal) =>
        {
            var column = (int)(bits >> table.FractionBits);
            var fraction = bits & ((1u << table.FractionBits) - 1);
            if (fraction == table.Thresholds[column])
            {
                ties++;
                var stream = Key.Open(StreamPurpose.Ties, ordinal);
                return values[stream.NextBelow(table.TotalWeight) < table.Remainders[column] ? column : table.Aliases[column]];
            }

            return values[fraction < table.Thresholds[column] ? column : table.Aliases[column]];
        });

        var means = new double[20];
        new WeightedMeanKernel(table, values).DrawBlock(Key, sampleSize, means, CancellationToken.None);
        Assert.Equal(expected, means);
        Assert.Equal(rows == 1 << 19, ties > 0);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(1000, 101)]
    [InlineData(1_000_003, 20_000)]
    public void The_uniform_kernel_draws_every_row_alike(int rows, int sampleSize)
    {
        var random = new Random(rows);
        var values = Enumerable.Range(0, rows).Select(_ => random.NextDouble() * 2 - 1).ToArray();
        var again = 0;
        var expected = Means(20, sampleSize, (bits, ordinal) =>
        {
            var product = (ulong)bits * (uint)rows;
            if ((uint)product < (1UL << 32) % (uint)rows)
            {
                again++;
                return values[Key.Open(StreamPurpose.Ties, ordinal).NextBelow((uint)rows)];
            }

            return values[product >> 32];
        });

        var means = new double[20];
        new UniformMeanKernel(values).DrawBlock(Key, sampleSize, means, CancellationToken.None);
        Assert.Equal(expected, means);
        Assert.Equal(rows == 1_000_003, again > 0);
    }

    [Fact]
    public void A_shorter_block_is_the_beginning_of_a_longer_one()
    {
        var kernel = new UniformMeanKernel([1, 2, 3, 4]);
        var whole = new double[MeanKernel.BlockSize];
        var part = new double[101];
        kernel.DrawBlock(Key, 7, whole, CancellationToken.None);
        kernel.DrawBlock(Key, 7, part, CancellationToken.None);
        Assert.Equal(whole[..101], part);
    }

    private static double[] Means(int count, int sampleSize, Func<uint, ulong, double> value)
    {
        var lanes = Enumerable.Range(0, MeanKernel.Lanes).Select(lane => Key.Open(StreamPurpose.Draws, (ulong)lane)).ToArray();
        var means = new double[count];
        for (var mean = 0; mean < count; mean++)
        {
            double lower = 0, upper = 0;
            ulong bits = 0;
            for (var draw = 0; draw < sampleSize; draw++)
            {
                var ordinal = (ulong)mean * (ulong)sampleSize + (ulong)draw;
                if (draw % 2 == 0)
                {
                    bits = lanes[mean % MeanKernel.Lanes].Next();
                    lower += value((uint)bits, ordinal);
                }
                else
                {
                    upper += value((uint)(bits >> 32), ordinal);
                }
            }

            means[mean] = (lower + upper) / sampleSize;
        }

        return means;
    }
}
