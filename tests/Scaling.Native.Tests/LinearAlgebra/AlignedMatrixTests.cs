using Scaling.Native.LinearAlgebra;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

public sealed class AlignedMatrixTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 512)]
    [InlineData(600, 600)]
    [InlineData(300, 1024)]
    public unsafe void Rows_are_apart_aligned_and_zero(int rows, int columns)
    {
        using var matrix = new AlignedMatrix(rows, columns);
        Assert.NotEqual(0, columns == 0 ? 1 : matrix.Stride % 512);
        for (var row = 0; row < rows; row++)
        {
            Assert.All(matrix.Row(row).ToArray(), element => Assert.Equal(0, element));
            matrix.Row(row).Fill(row + 1);
            Assert.Equal(0, (nint)matrix.Block.At(row, 0) % 64);
        }

        for (var row = 0; row < rows; row++) Assert.All(matrix.Row(row).ToArray(), element => Assert.Equal(row + 1, element));
    }

    [Fact]
    public void Rows_that_are_not_there_and_matrices_that_are_gone_are_refused()
    {
        var matrix = new AlignedMatrix(2, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(-1).Length);
        Assert.Throws<ArgumentException>(() => matrix.CopyFrom(new AlignedMatrix(3, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedMatrix(-1, 2));
        matrix.Dispose();
        matrix.Dispose();
        Assert.Throws<ObjectDisposedException>(() => matrix.Row(0).Length);
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1 << 29, 1 << 29)]
    public void More_than_can_be_addressed_is_out_of_memory(int rows, int columns) =>
        Assert.ThrowsAny<OutOfMemoryException>(() => new AlignedMatrix(rows, columns));

    [Theory]
    [InlineData(5, 3)]
    [InlineData(130, 2048)]
    public void A_copy_has_all_rows_and_can_be_stopped(int rows, int columns)
    {
        using var matrix = new AlignedMatrix(rows, columns);
        using var copy = new AlignedMatrix(rows, columns);
        for (var row = 0; row < rows; row++) matrix.Row(row).Fill(row + 1);
        Assert.Throws<OperationCanceledException>(() => copy.CopyFrom(matrix, new CancellationToken(canceled: true)));
        Assert.Equal(0, copy.Row(0)[0]);
        copy.CopyFrom(matrix);
        for (var row = 0; row < rows; row++) Assert.True(copy.Row(row).SequenceEqual(matrix.Row(row)));
    }

    [Fact]
    public void Memory_in_use_outlives_its_matrix()
    {
        var matrix = new AlignedMatrix(2, 2);
        var row = matrix.Row(1);
        using (matrix.Use())
        {
            matrix.Dispose();
            row[1] = 5;
            Assert.Equal(5, row[1]);
        }
    }
}
