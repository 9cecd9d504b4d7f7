using Scaling.Native.LinearAlgebra;
using Scaling.Native.Measuring;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

public sealed class InverseComparisonTests
{
    private static MeasuringSession Session => new(MeasuringOptions.Quick with { TimeLimit = TimeSpan.FromSeconds(0.2) }, 1);

    [Fact]
    public void A_singular_matrix_has_rows_without_a_residual()
    {
        using var matrix = new AlignedMatrix(129, 129);
        using var comparison = new InverseComparison(matrix, [1, 2], null, []);
        var rows = comparison.Measure(Session, default);
        Assert.Equal([1, 2], rows.Select(row => row.Workers!.Value));
        Assert.All(rows, row => Assert.Equal(InverseQuality.Singular(0), row.Quality));
        Assert.All(rows, row => Assert.Null(row.Measurement.OutcomeEqual));
    }

    [Fact]
    public void Of_an_inverse_without_certain_digits_nothing_is_said_to_be_equal()
    {
        using var matrix = MatrixInverterTests.Hilbert(130);
        using var comparison = new InverseComparison(matrix, [1, 2], null, []);
        Assert.All(comparison.Measure(Session, default), row => Assert.Null(row.Measurement.OutcomeEqual));
    }

    [Fact]
    public void A_matrix_that_one_thread_inverts_has_one_row_of_one_thread()
    {
        using var matrix = KernelPaths.Random(128);
        using var comparison = new InverseComparison(matrix, [3, 1, 2], null, []);
        Assert.Equal(1, Assert.Single(comparison.Measure(Session, default)).Workers);
    }

    [Theory]
    [InlineData(4000, 2, 0, 1)]
    [InlineData(4000, 3, 1, 1)]
    [InlineData(4000, 3, 0, 1, 2)]
    [InlineData(128, 2, 0, 1, 2)]
    [InlineData(128, 3, 1, 1, 2)]
    public void Bytes_are_those_of_a_matrix_more_where_rows_are_compared_and_of_what_is_worked_in(int size, int matrices, int libraries, params int[] workers)
    {
        var rest = InverseComparison.BytesFor(size, workers, libraries) - matrices * AlignedMatrix.BytesOf(size, size) - MatrixInverter.WorkBytes(size);
        Assert.InRange(rest, 8 * size * 480, 8 * size * 480 + 1_200_000);
        Assert.True(InverseComparison.BytesFor(1000, [1, 5, 2], 0) > InverseComparison.BytesFor(1000, [4, 3], 0));
    }

    [Fact]
    public void Inverses_that_are_too_large_are_not_compared()
    {
        using var matrix = new AlignedMatrix(129, 129);
        for (var row = 0; row < matrix.Rows; row++) matrix.Row(row)[row] = row == 77 ? 1e-310 : 1;
        using var comparison = new InverseComparison(matrix, [1, 2], null, []);
        Assert.All(comparison.Measure(Session, default), row =>
        {
            Assert.Equal(InverseStatus.Overflow, row.Quality.Status);
            Assert.Null(row.Measurement.OutcomeDifference);
        });
    }

    [Fact]
    public void The_matrix_stays_as_it_is()
    {
        using var matrix = KernelPaths.Random(30);
        var before = KernelPaths.Bits(matrix);
        using var comparison = new InverseComparison(matrix, [1], "Scalar", []);
        var row = Assert.Single(comparison.Measure(Session, default));
        Assert.Equal(("Scaling", "Scalar", 1), (row.Library, row.InstructionPath, row.Workers));
        Assert.Equal(before, KernelPaths.Bits(matrix));
    }

    [Fact]
    public void A_stopped_comparison_ends()
    {
        using var matrix = KernelPaths.Random(30);
        using var comparison = new InverseComparison(matrix, [1], null, []);
        Assert.Throws<OperationCanceledException>(() => comparison.Measure(Session, new CancellationToken(canceled: true)));
    }
}
