using Scaling.Native.Measuring;
using Scaling.Native.Memory;
using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed unsafe class MatrixTraversalTests
{
    private static readonly TraversalOrder[] Orders = [TraversalOrder.Row, TraversalOrder.Column, TraversalOrder.Tiled];

    [Fact]
    public void Every_order_sums_each_element_once_and_no_padding()
    {
        int[] sizes = [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 130];
        foreach (var rows in sizes)
        {
            foreach (var columns in sizes)
            {
                foreach (var padding in new[] { 0, 1, 8 })
                {
                    var leadingDimension = columns + padding;
                    var matrix = new double[rows * leadingDimension];
                    Array.Fill(matrix, double.NaN);
                    var expected = 0.0;
                    for (var i = 0; i < rows; i++)
                    {
                        for (var j = 0; j < columns; j++) expected += matrix[i * leadingDimension + j] = 1000 * i + j + 1;
                    }

                    fixed (double* first = matrix)
                    {
                        foreach (var order in Orders) Assert.Equal(expected, MatrixTraversal.Sum(first, rows, columns, leadingDimension, order));
                    }
                }
            }
        }
    }

    [Fact]
    public void A_row_may_not_reach_into_the_next()
    {
        double element = 1;
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            double one = 1;
            return MatrixTraversal.Sum(&one, 1, 2, 1, TraversalOrder.Row);
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TraversalProbe(1, 2, 1).Dispose());
        Assert.Equal(1, MatrixTraversal.Sum(&element, 1, 1, 1, TraversalOrder.Tiled));
    }

    [Fact]
    public void Orders_are_measured_side_by_side_and_their_sums_compared()
    {
        var options = MeasuringOptions.Quick with { TimeLimit = TimeSpan.FromMilliseconds(100), MaximumSamples = 6 };
        using var probe = new TraversalProbe(100, 50, 56);
        var results = new MeasuringSession(options, 1).Compare(probe.Variants(Orders));
        Assert.Equal(["100 x 50, Row", "100 x 50, Column", "100 x 50, Tiled"], results.Select(r => r.Name));
        Assert.All(results, r => Assert.True(r.OutcomeEqual));
        Assert.All(results, r => Assert.True(r.MedianSeconds > 0));
        Assert.Equal(probe.Sum(TraversalOrder.Row), probe.ToArray().Where((_, i) => i % 56 < 50).Sum());
        Assert.Equal(100 * 56 * 8, TraversalProbe.MatrixBytes(100, 56));
    }

    [Fact]
    public void A_stop_ends_filling_and_summing()
    {
        var stopped = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => new TraversalProbe(10, 10, 10, PageKind.System, stopped).Dispose());
        foreach (var order in Orders)
        {
            Assert.Throws<OperationCanceledException>(() =>
            {
                double one = 1;
                return MatrixTraversal.Sum(&one, 1, 1, 1, order, stopped);
            });
        }
    }
}
