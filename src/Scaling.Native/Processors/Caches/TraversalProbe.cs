using System.Runtime.CompilerServices;
using Scaling.Native.Measuring;
using Scaling.Native.Memory;

namespace Scaling.Native.Processors.Caches;

/// <summary>A row-major matrix whose orders of visiting are measured side by side.</summary>
public sealed unsafe class TraversalProbe : IDisposable
{
    private readonly NativeBlock _block;
    private readonly CancellationToken _stop;

    /// <summary>Fills a matrix with whole numbers, whose sums are exact in any order.</summary>
    /// <param name="rows">At least 1.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="leadingDimension">Elements from one row to the next; at least the columns.</param>
    /// <param name="pages">The pages of memory that are asked for.</param>
    /// <param name="stop">Looked at while the matrix is filled and summed.</param>
    /// <exception cref="OutOfMemoryException">The system has no room for the matrix.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TraversalProbe(int rows, int columns, int leadingDimension, PageKind pages = PageKind.Huge, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(leadingDimension, columns);
        (Rows, Columns, LeadingDimension) = (rows, columns, leadingDimension);
        _block = new NativeBlock(MatrixBytes(rows, leadingDimension), pages);
        _stop = stop;
        try
        {
            Fill();
        }
        catch
        {
            _block.Dispose();
            throw;
        }

        HugePageShare = _block.HugePageShare();
    }

    public int Rows { get; }

    public int Columns { get; }

    public int LeadingDimension { get; }

    /// <summary>Share of the matrix that lies on huge pages; null where the system does not tell.</summary>
    public double? HugePageShare { get; }

    /// <summary>Bytes of a matrix of doubles.</summary>
    public static long MatrixBytes(int rows, int leadingDimension) => (long)rows * leadingDimension * sizeof(double);

    /// <summary>The orders as variants of a comparison; the outcome of each is the sum.</summary>
    public IReadOnlyList<Variant> Variants(IReadOnlyList<TraversalOrder> orders)
    {
        var sums = new double[orders.Count];
        return [.. orders.Select((order, i) => new Variant
        {
            Name = FormattableString.Invariant($"{Rows} x {Columns}, {order}"),
            Run = times =>
            {
                for (; times > 0; times--) sums[i] = Sum(order);
            },
            Outcome = () => [sums[i]],
        })];
    }

    /// <summary>The elements, row by row with their padding, as managed code takes them.</summary>
    public double[] ToArray() => new ReadOnlySpan<double>(_block.Start, checked(Rows * LeadingDimension)).ToArray();

    /// <summary>The sum of all elements, in that order.</summary>
    public double Sum(TraversalOrder order) => MatrixTraversal.Sum((double*)_block.Start, Rows, Columns, LeadingDimension, order, _stop);

    public void Dispose() => _block.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill()
    {
        const int ElementsPerLook = 1 << 20;
        var elements = (double*)_block.Start;
        for (var i = 0L; i < (long)Rows * LeadingDimension; i++)
        {
            if (i % ElementsPerLook == 0) _stop.ThrowIfCancellationRequested();
            elements[i] = i % 1021;
        }
    }
}
