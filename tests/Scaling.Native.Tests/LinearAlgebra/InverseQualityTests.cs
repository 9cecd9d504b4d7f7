using Scaling.Native.LinearAlgebra;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

public sealed class InverseQualityTests
{
    [Fact]
    public void A_random_matrix_is_regular_and_its_condition_is_that_of_the_norms()
    {
        using var matrix = KernelPaths.Matrix(2, 2, (i, j) => ((double[,])(new double[,] { { 4, 3 }, { 6, 3 } }))[i, j]);
        var quality = Assess(matrix);

        // The inverse is [[−½, ½], [1, −⅔]]: norms 10 and 1.5.
        Assert.Equal((InverseStatus.Regular, (int?)null), (quality.Status, quality.ZeroPivot));
        Assert.Equal(1 / 15.0, quality.ReciprocalCondition, 15);
        Assert.InRange(quality.ScaledResidual!.Value, 0, 1);
    }

    [Theory]
    [InlineData(1e300, 1e-300, InverseStatus.BadlyScaled)]
    [InlineData(1e-200, 1e200, InverseStatus.BadlyScaled)]
    [InlineData(1e8, 1e-7, InverseStatus.Regular)]
    [InlineData(1e8, 1e-8, InverseStatus.BadlyScaled)]
    [InlineData(1, 1e-310, InverseStatus.Overflow)]
    [InlineData(1, 0, InverseStatus.Singular)]
    public void Diagonals_are_told_apart_by_their_elements(double first, double second, InverseStatus expected)
    {
        using var matrix = KernelPaths.Matrix(2, 2, (i, j) => i != j ? 0 : i == 0 ? first : second);
        Assert.Equal(expected, Assess(matrix).Status);
    }

    [Fact]
    public void A_regular_matrix_in_bad_units_is_badly_scaled()
    {
        using var matrix = KernelPaths.Random(20);
        for (var i = 0; i < 20; i++)
        {
            for (var j = 0; j < 20; j++) matrix.Row(i)[j] *= Math.Pow(10, i - 2 * j);
        }

        Assert.Equal(InverseStatus.BadlyScaled, Assess(matrix).Status);
    }

    [Fact]
    public void A_large_Hilbert_matrix_is_ill_conditioned_in_any_units()
    {
        using var matrix = MatrixInverterTests.Hilbert(14);
        var quality = Assess(matrix);
        Assert.Equal(InverseStatus.IllConditioned, quality.Status);
        Assert.InRange(quality.ReciprocalCondition, 0, InverseQuality.MachineEpsilon);
        Assert.InRange(quality.ScaledResidual!.Value, 0, 1);
    }

    [Fact]
    public void A_stop_ends_each_pass_of_an_assessment()
    {
        using var matrix = KernelPaths.Random(3);
        using var inverse = KernelPaths.Random(3);
        var stopped = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => InverseQuality.Of(matrix, inverse, default, stopped));
        Assert.Throws<OperationCanceledException>(() => MatrixNorms.One(matrix, stopped));
        Assert.Throws<OperationCanceledException>(() => new MatrixScaling(matrix, stopped));
        Assert.Throws<OperationCanceledException>(() => MatrixNorms.Maximum(matrix, stopped));
        Assert.Throws<OperationCanceledException>(() => MatrixNorms.Difference(matrix, inverse, stopped));
    }

    [Fact]
    public void Nothing_is_its_own_inverse()
    {
        using var matrix = new AlignedMatrix(0, 0);
        Assert.Equal(new InverseQuality(InverseStatus.Regular, 1, 0, 0, null), Assess(matrix));
    }

    private static InverseQuality Assess(AlignedMatrix matrix)
    {
        using var inverter = new MatrixInverter(1);
        using var inverse = KernelPaths.Copy(matrix);
        return inverter.Invert(inverse) is { } zeroPivot
            ? InverseQuality.Singular(zeroPivot)
            : InverseQuality.Of(matrix, inverse, inverter.Residual(matrix, inverse));
    }
}
