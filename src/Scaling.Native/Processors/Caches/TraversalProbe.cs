using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>The time of one way through a matrix.</summary>
/// <param name="Order">The way.</param>
/// <param name="Measurement">Seconds of one run over all elements; the outcome is the sum, compared with the first order's.</param>
public sealed record TraversalResult(TraversalOrder Order, Measurement Measurement);

/// <summary>Measures the orders of visiting a row-major matrix side by side.</summary>
public sealed unsafe class TraversalProbe : IDisposable
{
    private readonly NativeBlock _block;

    /// <summary>Fills a matrix with whole numbers, whose sums are exact in any order.</summary>
    /// <param name="rows">At least 1.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="leadingDimension">Elements from one row to the next; at least the columns.</param>
    /// <param name="pages">The pages of memory that are asked for.</param>
    /// <exception cref="InsufficientMemoryException">The system has no room for the matrix.</exception>
    public TraversalProbe(int rows, int columns, int leadingDimension, PageKind pages = PageKind.Huge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(leadingDimension, columns);
        (Rows, Columns, LeadingDimension) = (rows, columns, leadingDimension);
        _block = new NativeBlock(MatrixBytes(rows, leadingDimension), pages);
        var elements = (double*)_block.Start;
        for (var i = 0L; i < (long)rows * leadingDimension; i++) elements[i] = i % 1021;
        HugePageShare = _block.HugePageShare();
    }

    public int Rows { get; }

    public int Columns { get; }

    public int LeadingDimension { get; }

    /// <summary>Share of the matrix that lies on huge pages; null where the system does not tell.</summary>
    public double? HugePageShare { get; }

    /// <summary>Bytes of a matrix of doubles.</summary>
    public static long MatrixBytes(int rows, int leadingDimension) => (long)rows * leadingDimension * sizeof(double);

    /// <summary>Measures the orders in turns. One comparison of the session.</summary>
    /// <exception cref="OperationCanceledException">The session was stopped.</exception>
    public IReadOnlyList<TraversalResult> Measure(MeasuringSession session, IReadOnlyList<TraversalOrder> orders)
    {
        var sums = new double[orders.Count];
        var measurements = session.Compare([.. orders.Select((order, i) => new Variant
        {
            Name = FormattableString.Invariant($"{Rows} x {Columns}, {order}"),
            Run = times =>
            {
                for (; times > 0; times--) sums[i] = Sum(order);
            },
            Outcome = () => [sums[i]],
        })]);
        return [.. orders.Select((order, i) => new TraversalResult(order, measurements[i]))];
    }

    /// <summary>The sum of all elements, in that order.</summary>
    public double Sum(TraversalOrder order) => MatrixTraversal.Sum((double*)_block.Start, Rows, Columns, LeadingDimension, order);

    public void Dispose() => _block.Dispose();
}
