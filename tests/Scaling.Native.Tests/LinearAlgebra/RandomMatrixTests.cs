using Scaling.Native.LinearAlgebra;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

public sealed class RandomMatrixTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(150)]
    public void Elements_are_products_of_mirrored_uniform_ones(int size)
    {
        using var uniform = RandomMatrix.Uniform(size, 42);
        using var symmetric = RandomMatrix.Symmetric(size, 42);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                Assert.InRange(uniform.Row(i)[j], 0, 1);
                Assert.Equal(uniform.Row(i)[j] * uniform.Row(j)[i], symmetric.Row(i)[j]);
            }
        }
    }

    [Fact]
    public void A_stopped_matrix_does_not_come() =>
        Assert.Throws<OperationCanceledException>(() => RandomMatrix.Symmetric(10, 1, new CancellationToken(canceled: true)));

    [Fact]
    public void The_elements_of_a_seed_stay()
    {
        using var matrix = RandomMatrix.Uniform(3, 1);
        using var other = RandomMatrix.Uniform(3, 2);
        Assert.Equal([0.53334131689850584, 0.038551731084594199, 0.16155335515322444], matrix.Row(2).ToArray());
        Assert.NotEqual(matrix.Row(0).ToArray(), other.Row(0).ToArray());
    }
}
