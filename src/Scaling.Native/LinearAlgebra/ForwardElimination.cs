using Scaling.Native.LinearAlgebra.Kernels;
using Scaling.Native.Parallel;

namespace Scaling.Native.LinearAlgebra;

/// <summary>
/// Turns A into U, and the identity beside it into the inverse of L, block of columns by block of columns. Columns that are done leave their
/// place to those of the identity that begin to fill, so one matrix holds both: U on and above the diagonal, the inverse of L, whose diagonal is
/// one, below. Each step is one product over all columns. While it is under way, a worker factors the next panel.
/// </summary>
internal sealed unsafe class ForwardElimination : IDisposable
{
    private readonly MatrixBlock _matrix;
    private readonly MatrixKernel _kernel;
    private readonly InverseBlocking _blocking;
    private readonly InverseWorkspace _space;
    private readonly WorkerTeam _team;
    private readonly CancellationToken _stop;
    private readonly PanelFactorization _panel;
    private int _zeroPivot = -1;

    internal ForwardElimination(
        MatrixBlock matrix, MatrixKernel kernel, InverseBlocking blocking, InverseWorkspace space, WorkerTeam team, CancellationToken stop)
    {
        (_matrix, _kernel, _blocking, _space, _team, _stop) = (matrix, kernel, blocking, space, team, stop);
        _panel = new PanelFactorization(kernel, matrix.Rows, blocking.Width, stop);
    }

    private int Size => _matrix.Rows;

    public void Dispose() => _panel.Dispose();

    /// <returns>The column whose pivots are all zero, or null.</returns>
    internal int? Run()
    {
        FactorPanel(0);
        for (var start = 0; start < Size && _zeroPivot < 0; start += _blocking.Width) Step(start);
        return _zeroPivot < 0 ? null : _zeroPivot;
    }

    private int WidthAt(int start) => Math.Min(_blocking.Width, Size - start);

    private void Step(int start)
    {
        var width = WidthAt(start);
        var below = Size - start - width;
        var solves = (Slivers(Size) + _blocking.SolveSlivers - 1) / _blocking.SolveSlivers;
        var packs = (below + _blocking.RowsAtOnce - 1) / _blocking.RowsAtOnce;
        _team.ForEach(packs + solves, task =>
        {
            _stop.ThrowIfCancellationRequested();
            if (task < packs) PackLeft(start, task * _blocking.RowsAtOnce);
            else SolveStrip(start, (task - packs) * _blocking.SolveSlivers);
        });
        if (below == 0) return;

        // The next panel's columns are the first task, since it takes longest; the strips left and right of them are the others.
        var next = start + width;
        var (left, right) = (new ColumnStrips(0, next, StripColumns), new ColumnStrips(next + WidthAt(next), Size, StripColumns));
        _team.ForEach(1 + (left.Count + right.Count) * packs, task =>
        {
            _stop.ThrowIfCancellationRequested();
            if (task == 0)
            {
                for (var pack = 0; pack < packs; pack++)
                {
                    _stop.ThrowIfCancellationRequested();
                    Multiply(start, pack * _blocking.RowsAtOnce, next, WidthAt(next));
                }

                FactorPanel(next);
                return;
            }

            var strip = (task - 1) / packs;
            var (column, columns) = strip < left.Count ? left[strip] : right[strip - left.Count];
            Multiply(start, (task - 1) % packs * _blocking.RowsAtOnce, column, columns);
        });
    }

    private int StripColumns => _blocking.StripSlivers * _kernel.TileColumns;

    private int Slivers(int columns) => (columns + _kernel.TileColumns - 1) / _kernel.TileColumns;

    /// <summary>Leaves the packed L of the diagonal block for the next step, and its packed U for the way back.</summary>
    private void FactorPanel(int start)
    {
        var width = WidthAt(start);
        fixed (int* pivots = _space.Pivots)
        {
            var zero = _panel.Factor(_matrix.Part(start, start, Size - start, width), pivots + start);
            if (zero >= 0) _zeroPivot = start + zero;
        }

        var diagonal = _matrix.Part(start, start, width, width);
        Packing.PackLower(diagonal, _kernel.TileRows, _space.Lower);
        Packing.PackUpper(diagonal, _kernel.TileRows, _space.Upper(start / _blocking.Width));
    }

    /// <summary>Packs −L below the diagonal block, and clears its place for columns of the identity.</summary>
    private void PackLeft(int start, int row)
    {
        var width = WidthAt(start);
        var first = start + width + row;
        var rows = _matrix.Part(first, start, Math.Min(_blocking.RowsAtOnce, Size - first), width);
        Packing.Pack(rows, -1, _kernel.TileRows, _space.Left + row * (nint)width);
        for (var i = 0; i < rows.Rows; i++) new Span<double>(rows.At(i, 0), width).Clear();
    }

    /// <summary>Exchanges the rows of a strip of columns and solves for those of the diagonal block.</summary>
    private void SolveStrip(int start, int sliver)
    {
        var width = WidthAt(start);
        var depth = Packing.RoundUp(width, MatrixKernel.SolveRows);
        var count = Math.Min(_blocking.SolveSlivers, Slivers(Size) - sliver);
        var (from, to) = (sliver * _kernel.TileColumns, Math.Min((sliver + count) * _kernel.TileColumns, Size));
        var slivers = _space.Right + (nint)sliver * _kernel.TileColumns * depth;

        // Left of the panel, in it, and right of it; the first and the last may be empty.
        var (panelFrom, panelTo) = (Math.Clamp(start, from, to), Math.Clamp(start + width, from, to));
        PackExchanged(start, from, panelFrom, slivers);
        PackIdentity(panelFrom - start, panelTo - panelFrom, depth, slivers + (nint)(panelFrom - from) * depth);
        PackExchanged(start, panelTo, to, slivers + (nint)(panelTo - from) * depth);

        PackedProduct.SolveLower(_kernel, _space.Lower, depth, slivers, count);

        Unpack(start, from, panelFrom, slivers, depth);
        for (var column = panelFrom; column < panelTo; column++)
        {
            var at = column - from;
            var inverse = slivers + (nint)(at / _kernel.TileColumns) * _kernel.TileColumns * depth + at % _kernel.TileColumns;
            for (var row = column - start + 1; row < width; row++) *_matrix.At(start + row, column) = inverse[(nint)row * _kernel.TileColumns];
        }

        Unpack(start, panelTo, to, slivers + (nint)(panelTo - from) * depth, depth);
    }

    private void PackExchanged(int start, int from, int to, double* slivers)
    {
        if (from >= to) return;
        var (width, columns) = (WidthAt(start), _matrix.Part(start, from, Size - start, to - from));
        fixed (int* pivots = _space.Pivots) _panel.Exchange(columns, pivots + start, width);
        _kernel.PackColumns(width, columns.Columns, columns.Data, columns.Stride, slivers, Packing.RoundUp(width, MatrixKernel.SolveRows));
    }

    /// <summary>Packs columns of the identity.</summary>
    private void PackIdentity(int first, int count, int depth, double* slivers)
    {
        if (count <= 0) return;
        new Span<double>(slivers, Slivers(count) * _kernel.TileColumns * depth).Clear();
        for (var column = 0; column < count; column++)
        {
            var sliver = slivers + (nint)(column / _kernel.TileColumns) * _kernel.TileColumns * depth;
            sliver[(nint)(first + column) * _kernel.TileColumns + column % _kernel.TileColumns] = 1;
        }
    }

    private void Unpack(int start, int from, int to, double* slivers, int depth)
    {
        if (from < to) _kernel.UnpackColumns(WidthAt(start), to - from, slivers, depth, _matrix.At(start, from), _matrix.Stride);
    }

    /// <summary>Adds the product with the packed left operand to rows below the diagonal block.</summary>
    private void Multiply(int start, int row, int column, int columns)
    {
        var width = WidthAt(start);
        var depth = Packing.RoundUp(width, MatrixKernel.SolveRows);
        var first = start + width + row;
        var part = _matrix.Part(first, column, Math.Min(_blocking.RowsAtOnce, Size - first), columns);
        PackedProduct.AddTo(_kernel, width, _space.Left + row * (nint)width, _space.Right + column * (nint)depth, depth, part);
    }
}
