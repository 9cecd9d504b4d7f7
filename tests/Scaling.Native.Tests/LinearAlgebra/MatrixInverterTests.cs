using Scaling.Native.LinearAlgebra;
using Scaling.Native.LinearAlgebra.Kernels;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

[Trait("Category", "Kernels")]
public sealed class MatrixInverterTests
{
    private const double Epsilon = InverseQuality.MachineEpsilon;

    /// <summary>Sizes at which blocks, slivers and strips begin and end, and one on either side.</summary>
    private static readonly int[] BoundarySizes = [71, 72, 73, 95, 96, 97, 119, 120, 121, 191, 192, 193, 239, 288, 289, 383, 384, 385, 432];

    private static readonly Dictionary<int, decimal[,]> References = [];

    public static TheoryData<string> Paths => KernelPaths.Names;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Inverses_of_every_small_size_are_those_of_28_digits(string path)
    {
        using var inverter = KernelPaths.Inverter(path);
        for (var size = 0; size <= 64; size++)
        {
            using var matrix = KernelPaths.Random(size);
            using var inverse = KernelPaths.Copy(matrix);
            Assert.Null(inverter.Invert(inverse));
            var reference = Reference(size, matrix);
            var bound = 10 * size * Epsilon * MatrixNorms.One(matrix) * MatrixNorms.One(inverse) * MatrixNorms.Maximum(inverse);
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column < size; column++)
                    Assert.InRange(Math.Abs(inverse.Row(row)[column] - (double)reference[row, column]), 0, bound);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Residuals_around_the_boundaries_of_blocks_are_those_of_a_stable_method(string path)
    {
        using var inverter = KernelPaths.Inverter(path, workers: 2);
        foreach (var size in BoundarySizes)
        {
            using var matrix = KernelPaths.Random(size);
            using var inverse = KernelPaths.Copy(matrix);
            Assert.Null(inverter.Invert(inverse));
            var residual = NaiveResidual(matrix, inverse);
            Assert.InRange(residual.One, 0, size * Epsilon * MatrixNorms.One(matrix) * MatrixNorms.One(inverse));

            var measured = inverter.Residual(matrix, inverse);
            var rounding = size * Epsilon * MatrixNorms.One(matrix) * MatrixNorms.Maximum(inverse);
            Assert.InRange(Math.Abs(measured.Maximum - residual.Maximum), 0, rounding);
            Assert.InRange(Math.Abs(measured.One - residual.One), 0, size * rounding);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(129)]
    [InlineData(385)]
    [InlineData(1001)]
    [InlineData(1540)]
    public void Digits_are_the_same_with_any_number_of_workers_and_any_caches(int size)
    {
        using var matrix = KernelPaths.Random(size);
        long[]? expected = null;
        (int Workers, BlockCaches Caches)[] ways =
        [
            (1, BlockCaches.Usual), (3, new BlockCaches(100_000, 200_000)), (2, BlockCaches.Usual), (3, BlockCaches.Usual), (4, BlockCaches.Usual),
        ];
        foreach (var (workers, caches) in size > 1100 ? ways[..2] : ways)
        {
            using var inverter = new MatrixInverter(workers, MatrixKernel.Best, caches, memory: null);
            using var inverse = KernelPaths.Copy(matrix);
            Assert.Null(inverter.Invert(inverse));
            Assert.Equal(expected ??= KernelPaths.Bits(inverse), KernelPaths.Bits(inverse));
        }
    }

    [Fact]
    public void Paths_that_round_products_and_sums_once_give_the_same_digits()
    {
        foreach (var size in new[] { 2, 9, 24, 65, 97, 200, 400 })
        {
            using var matrix = KernelPaths.Random(size);
            long[]? expected = null;
            foreach (var path in KernelPaths.All.Where(name => name != "Scalar"))
            {
                using var inverter = KernelPaths.Inverter(path);
                using var inverse = KernelPaths.Copy(matrix);
                Assert.Null(inverter.Invert(inverse));
                Assert.Equal(expected ??= KernelPaths.Bits(inverse), KernelPaths.Bits(inverse));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Permutations_are_inverted_exactly(string path)
    {
        using var inverter = KernelPaths.Inverter(path, workers: 3);
        foreach (var size in new[] { 1, 2, 7, 50, 130, 301 })
        {
            var order = Enumerable.Range(0, size).ToArray();
            new Random(size).Shuffle(order);
            using var matrix = KernelPaths.Matrix(size, size, (i, j) => j == order[i] ? 1 : 0);
            Assert.Null(inverter.Invert(matrix));
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column < size; column++) Assert.Equal(row == order[column] ? 1 : 0, matrix.Row(row)[column]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_inverse_of_a_Hilbert_matrix_is_the_known_one(string path)
    {
        const int Size = 8;
        using var inverter = KernelPaths.Inverter(path);
        using var matrix = Hilbert(Size);
        using var inverse = KernelPaths.Copy(matrix);
        Assert.Null(inverter.Invert(inverse));
        var relative = Size * Epsilon * MatrixNorms.One(matrix) * MatrixNorms.One(inverse);
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                var exact = ((i + j) % 2 == 0 ? 1 : -1) * (i + j + 1) * Binomial(Size + i, Size - j - 1) * Binomial(Size + j, Size - i - 1)
                    * Binomial(i + j, i) * Binomial(i + j, i);
                Assert.InRange(inverse.Row(i)[j] / exact, 1 - relative, 1 + relative);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_first_column_without_a_pivot_is_named(string path)
    {
        using var inverter = KernelPaths.Inverter(path, workers: 2);
        foreach (var (size, zero) in new[] { (1, 0), (2, 1), (30, 0), (30, 29), (150, 24), (150, 96), (150, 149), (300, 250) })
        {
            using var matrix = KernelPaths.Random(size);
            for (var row = 0; row < size; row++) matrix.Row(row)[zero] = 0;
            Assert.Equal(zero, inverter.Invert(matrix));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_matrix_of_low_rank_has_its_zero_pivot_behind_as_many_columns(int rank)
    {
        // Powers of two: elimination is exact, so what is left is exactly zero.
        using var inverter = new MatrixInverter(1);
        using var matrix = KernelPaths.Matrix(8, 8, (i, j) => i % rank == j % rank ? Math.Pow(2, i - j) : 0);
        Assert.Equal(rank, inverter.Invert(matrix));
    }

    [Fact]
    public void A_stopped_inversion_ends_and_the_inverter_goes_on()
    {
        using var inverter = new MatrixInverter(2);
        using var matrix = KernelPaths.Random(700);
        using var inverse = KernelPaths.Copy(matrix);
        Assert.Throws<OperationCanceledException>(() => inverter.Invert(inverse, new CancellationToken(canceled: true)));
        inverse.CopyFrom(matrix);
        Assert.Null(inverter.Invert(inverse));
        Assert.InRange(inverter.Residual(matrix, inverse).Maximum, 0, 1e-9);
    }

    [Fact]
    public void An_inversion_is_stopped_while_it_is_under_way()
    {
        using var inverter = new MatrixInverter(2);
        using var matrix = KernelPaths.Random(2500);
        using var stop = new CancellationTokenSource();

        // A thread of its own: a timer's callback waits for the thread pool, which other tests keep busy.
        var stopping = new Thread(stop.Cancel);
        stopping.Start();
        Assert.Throws<OperationCanceledException>(() => inverter.Invert(matrix, stop.Token));
        stopping.Join();
    }

    [Fact]
    public void Sizes_and_paths_that_cannot_be_are_refused()
    {
        using var inverter = new MatrixInverter(1);
        using var oblong = new AlignedMatrix(3, 4);
        using var square = new AlignedMatrix(3, 3);
        Assert.Throws<ArgumentException>(() => inverter.Invert(oblong));
        Assert.Throws<ArgumentException>(() => inverter.Residual(square, oblong));
        Assert.Throws<ArgumentException>(() => new MatrixInverter(1, "Avx1024"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixInverter(0));
        if (MatrixInverter.InstructionPaths.Contains("AdvSimd")) return;
        Assert.Throws<ArgumentException>(() => new MatrixInverter(1, "AdvSimd"));
    }

    [Fact]
    public void Each_supported_path_is_found_by_its_name()
    {
        Assert.Equal("Scalar", MatrixInverter.InstructionPaths[^1]);
        foreach (var path in MatrixInverter.InstructionPaths)
        {
            using var inverter = new MatrixInverter(1, path);
            Assert.Equal(path, inverter.InstructionPath);
        }
    }

    internal static AlignedMatrix Hilbert(int size) => KernelPaths.Matrix(size, size, (i, j) => 1.0 / (i + j + 1));

    private static InverseResidual NaiveResidual(AlignedMatrix matrix, AlignedMatrix inverse)
    {
        var size = matrix.Rows;
        var (maximum, sums) = (0.0, new double[size]);
        for (var i = 0; i < size; i++)
        {
            var row = new double[size];
            row[i] = -1;
            for (var k = 0; k < size; k++)
            {
                var factor = matrix.Row(i)[k];
                var elements = inverse.Row(k);
                for (var j = 0; j < size; j++) row[j] += factor * elements[j];
            }

            for (var j = 0; j < size; j++)
            {
                maximum = Math.Max(maximum, Math.Abs(row[j]));
                sums[j] += Math.Abs(row[j]);
            }
        }

        return new InverseResidual(maximum, sums.Max());
    }

    /// <summary>The inverse by elimination with pivoting in decimals of 28 digits.</summary>
    private static decimal[,] Reference(int size, AlignedMatrix matrix)
    {
        lock (References)
        {
            if (References.TryGetValue(size, out var known)) return known;
            var rows = Enumerable.Range(0, size)
                .Select(i => matrix.Row(i).ToArray().Select(x => new decimal(x)).Concat(Enumerable.Range(0, size).Select(j => i == j ? 1m : 0m)).ToArray())
                .ToArray();

            // The decimals of a double's constructor are 15; what is left is added.
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++) rows[i][j] += new decimal(matrix.Row(i)[j] - (double)rows[i][j]);
            }

            for (var column = 0; column < size; column++)
            {
                var pivot = Enumerable.Range(column, size - column).MaxBy(i => Math.Abs(rows[i][column]));
                (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
                var scale = 1 / rows[column][column];
                for (var j = column; j < 2 * size; j++) rows[column][j] *= scale;
                for (var i = 0; i < size; i++)
                {
                    var factor = rows[i][column];
                    if (i == column || factor == 0) continue;
                    for (var j = column; j <= size + size - 1; j++) rows[i][j] -= factor * rows[column][j];
                }
            }

            var inverse = new decimal[size, size];
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++) inverse[i, j] = rows[i][size + j];
            }

            return References[size] = inverse;
        }
    }

    private static double Binomial(int n, int k)
    {
        var result = 1.0;
        for (var i = 1; i <= k; i++) result = result * (n - k + i) / i;
        return result;
    }
}
