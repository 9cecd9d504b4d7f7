using Scaling.Native.LinearAlgebra.Kernels;
using Scaling.Native.Memory;
using Scaling.Native.Parallel;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Products of matrices, block by block: a block goes to whoever wants it and is gone, so a residual needs no third matrix.</summary>
internal sealed unsafe class BlockedProduct : IDisposable
{
    private const int Depth = 240;
    private const int RowsAtOnce = 96;
    private const int StripColumns = 480;

    private readonly MatrixKernel _kernel;
    private readonly WorkerTeam _team;
    private readonly CancellationToken _stop;
    private readonly AlignedMemory _memory;

    /// <param name="kernel">The instructions.</param>
    /// <param name="team">Who works.</param>
    /// <param name="depth">Most columns of a left operand.</param>
    /// <param name="stop">Looked at for each block.</param>
    internal BlockedProduct(MatrixKernel kernel, WorkerTeam team, int depth, CancellationToken stop)
    {
        (_kernel, _team, _stop) = (kernel, team, stop);
        _memory = new AlignedMemory(BytesFor(depth, team.Workers));
    }

    private static long PerWorker => RowsAtOnce * (Depth + StripColumns);

    /// <summary>Bytes that it works in.</summary>
    /// <param name="depth">Most columns of a left operand.</param>
    /// <param name="workers">Who work.</param>
    internal static long BytesFor(int depth, int workers) => sizeof(double) * ((long)depth * StripColumns + workers * PerWorker);

    public void Dispose() => _memory.Dispose();

    /// <summary>Computes A · B.</summary>
    /// <param name="a">The left operand.</param>
    /// <param name="b">The right operand, with as many rows as A has columns.</param>
    /// <param name="take">Gets each block, with the row and the column of its first element; by several threads at once.</param>
    internal void Compute(MatrixBlock a, MatrixBlock b, BlockTaker take)
    {
        var strips = new ColumnStrips(0, b.Columns, StripColumns);
        for (var strip = 0; strip < strips.Count; strip++)
        {
            var (column, columns) = strips[strip];
            _team.ForEach((b.Rows + Depth - 1) / Depth, task =>
            {
                var row = task * Depth;
                var part = b.Part(row, column, Math.Min(Depth, b.Rows - row), columns);
                _kernel.PackColumns(part.Rows, columns, part.Data, part.Stride, Right(row), part.Rows);
            });
            _team.ForEach((a.Rows + RowsAtOnce - 1) / RowsAtOnce, task =>
            {
                var row = task * RowsAtOnce;
                var rows = a.Part(row, 0, Math.Min(RowsAtOnce, a.Rows - row), a.Columns);
                take(row, column, Compute(rows, columns));
            });
        }
    }

    private double* Right(int row) => (double*)_memory.Pointer + row * (nint)StripColumns;

    private MatrixBlock Compute(MatrixBlock a, int columns)
    {
        var left = Right(0) + (_memory.Length / sizeof(double) - (_team.CurrentWorker + 1) * PerWorker);
        var block = new MatrixBlock(left + RowsAtOnce * Depth, a.Rows, columns, StripColumns);
        new Span<double>(block.Data, RowsAtOnce * StripColumns).Clear();
        for (var first = 0; first < a.Columns; first += Depth)
        {
            _stop.ThrowIfCancellationRequested();
            var part = a.Part(0, first, a.Rows, Math.Min(Depth, a.Columns - first));
            Packing.Pack(part, 1, _kernel.TileRows, left);
            PackedProduct.AddTo(_kernel, part.Columns, left, Right(first), part.Columns, block);
        }

        return block;
    }
}

/// <summary>Takes a block of a product; the block is valid until it returns.</summary>
/// <param name="row">Of the block's first element.</param>
/// <param name="column">Of the block's first element.</param>
/// <param name="block">The elements.</param>
internal delegate void BlockTaker(int row, int column, MatrixBlock block);
