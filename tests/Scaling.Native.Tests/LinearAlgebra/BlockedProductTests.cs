using Scaling.Native.LinearAlgebra;
using Scaling.Native.Parallel;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

[Trait("Category", "Kernels")]
public sealed class BlockedProductTests
{
    private static readonly int[] Columns = [0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 23, 24, 25, 36, 40];
    private static readonly int[] Depths = [0, 1, 2, 3, 8, 9, 40];

    public static TheoryData<string> Paths => KernelPaths.Names;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Products_of_integers_are_exact_in_every_shape(string path)
    {
        using var team = new WorkerTeam(1);
        using var product = new BlockedProduct(KernelPaths.Named(path), team, 40, default);
        foreach (var depth in Depths)
        {
            using var left = KernelPaths.Matrix(40, depth, (i, k) => 3 * i - 5 * k + 1);
            foreach (var columns in Columns)
            {
                using var right = KernelPaths.Matrix(depth, columns, (k, j) => 7 * k + 2 * j - 11);
                var expected = Naive(left, right);
                for (var rows = 0; rows <= 40; rows++) AssertProduct(product, left.Block.Part(0, 0, rows, depth), right.Block, expected);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Products_larger_than_a_block_are_exact(string path)
    {
        using var team = new WorkerTeam(3);
        using var left = KernelPaths.Matrix(203, 509, (i, k) => (i * 31 + k * 17) % 23 - 11);
        using var right = KernelPaths.Matrix(509, 1003, (k, j) => (k * 13 + j * 7) % 19 - 9);
        using var product = new BlockedProduct(KernelPaths.Named(path), team, 509, default);
        AssertProduct(product, left.Block, right.Block, Naive(left, right));
    }

    [Fact]
    public void A_stopped_product_ends()
    {
        using var team = new WorkerTeam(2);
        using var matrix = KernelPaths.Random(50);
        using var product = new BlockedProduct(KernelPaths.Named("Scalar"), team, 50, new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => product.Compute(matrix.Block, matrix.Block, (_, _, _) => Assert.Fail("A block came.")));
    }

    private static unsafe void AssertProduct(BlockedProduct product, MatrixBlock left, MatrixBlock right, double[,] expected)
    {
        var seen = 0;
        product.Compute(left, right, (row, column, block) =>
        {
            Interlocked.Add(ref seen, block.Rows * block.Columns);
            for (var i = 0; i < block.Rows; i++)
            {
                for (var j = 0; j < block.Columns; j++)
                {
                    if (*block.At(i, j) != expected[row + i, column + j])
                        Assert.Fail($"{left.Rows} × {left.Columns} × {right.Columns} at {row + i}, {column + j}: {*block.At(i, j)}");
                }
            }
        });
        Assert.Equal(left.Rows * right.Columns, seen);
    }

    private static double[,] Naive(AlignedMatrix left, AlignedMatrix right)
    {
        var product = new double[left.Rows, right.Columns];
        for (var i = 0; i < left.Rows; i++)
        {
            for (var k = 0; k < left.Columns; k++)
            {
                var factor = left.Row(i)[k];
                var row = right.Row(k);
                for (var j = 0; j < row.Length; j++) product[i, j] += factor * row[j];
            }
        }

        return product;
    }
}
