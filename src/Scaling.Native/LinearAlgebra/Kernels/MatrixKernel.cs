using System.Runtime.Intrinsics;

namespace Scaling.Native.LinearAlgebra.Kernels;

/// <summary>
/// The inner loops of dense algebra in one set of instructions. They work on packed operands: of A in slivers of <see cref="TileRows"/>
/// rows, column after column, and of B in slivers of <see cref="TileColumns"/> columns, row after row. Each element of a product is summed
/// in the order of the depth, so paths that round products and sums once (all but the last) give the same digits.
/// </summary>
internal abstract unsafe class MatrixKernel
{
    /// <summary>A multiple of the tile of every path. Blocks are multiples of it, so that they begin and end with whole slivers.</summary>
    internal const int Unit = 24;

    /// <summary>Rows that triangular solves take together: a multiple of the rows of every path's tile, so that sums are cut alike.</summary>
    internal const int SolveRows = 8;

    /// <summary>All of them, the best first.</summary>
    internal static IReadOnlyList<MatrixKernel> All { get; } =
    [
        new WideKernel<Avx512Lanes, Vector512<double>>(),
        new NarrowKernel<Avx2Lanes, Vector256<double>>(),
        new WideKernel<AdvSimdLanes, Vector128<double>>(),
        new NarrowKernel<ScalarLanes, double>(),
    ];

    /// <summary>The first that this processor and the runtime's settings support.</summary>
    internal static MatrixKernel Best { get; } = All.First(kernel => kernel.IsSupported);

    internal abstract string Name { get; }

    internal abstract bool IsSupported { get; }

    internal abstract int TileRows { get; }

    internal abstract int TileColumns { get; }

    /// <summary>C += A · B for one tile.</summary>
    /// <param name="depth">Columns of A, rows of B; at least 1.</param>
    /// <param name="a">A sliver of A.</param>
    /// <param name="b">A sliver of B.</param>
    /// <param name="c">The tile's first element.</param>
    /// <param name="stride">From one row of C to the next.</param>
    internal abstract void MultiplyAdd(int depth, double* a, double* b, double* c, nint stride);

    /// <summary>Copies B into slivers; what the last lacks in columns is zero.</summary>
    /// <param name="rows">Rows of B.</param>
    /// <param name="columns">Columns of B.</param>
    /// <param name="source">The first element of B.</param>
    /// <param name="stride">From one row of B to the next.</param>
    /// <param name="slivers">Gets them.</param>
    /// <param name="sliverRows">Rows of a sliver; those beyond B's are zero.</param>
    internal abstract void PackColumns(int rows, int columns, double* source, nint stride, double* slivers, int sliverRows);

    /// <summary>Copies slivers back into B.</summary>
    internal abstract void UnpackColumns(int rows, int columns, double* slivers, int sliverRows, double* target, nint stride);

    /// <summary>Solves L · X = B for <see cref="SolveRows"/> rows of a sliver of B, L unit lower triangular.</summary>
    /// <param name="triangle">The first row's place on the diagonal, in slivers of −L; what is not below the diagonal is not read.</param>
    /// <param name="depth">Of the slivers.</param>
    /// <param name="tile">Rows of B before and of X after.</param>
    internal abstract void SolveLower(double* triangle, int depth, double* tile);

    /// <summary>Solves U · X = B for <see cref="SolveRows"/> rows of a sliver of B, U upper triangular.</summary>
    /// <param name="triangle">The first row's place on the diagonal, in slivers of −U with reciprocals on the diagonal.</param>
    /// <param name="depth">Of the slivers.</param>
    /// <param name="tile">Rows of B before and of X after.</param>
    internal abstract void SolveUpper(double* triangle, int depth, double* tile);

    /// <summary>Exchanges two rows.</summary>
    internal abstract void Swap(double* first, double* second, int columns);

    /// <summary>Factors a panel of up to <see cref="Unit"/> columns as P · L · U with partial pivoting.</summary>
    /// <param name="panel">Rows of <see cref="Unit"/> doubles, one after another.</param>
    /// <param name="rows">At least as many as columns.</param>
    /// <param name="columns">1 … <see cref="Unit"/>.</param>
    /// <param name="pivots">Gets the row that each row was exchanged with.</param>
    /// <returns>The column whose pivots are all zero, or −1.</returns>
    internal abstract int FactorPanel(double* panel, int rows, int columns, int* pivots);
}
