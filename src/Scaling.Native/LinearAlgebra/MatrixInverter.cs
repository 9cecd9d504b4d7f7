using Scaling.Native.LinearAlgebra.Kernels;
using Scaling.Native.Parallel;

namespace Scaling.Native.LinearAlgebra;

/// <summary>
/// Inverts matrices by LU factorization with partial pivoting, on a team of workers. The digits do not depend on the number of workers, and
/// only on the instruction path where one of the two rounds products before it adds them. Rows and columns are not scaled beforehand, as they are
/// not by LAPACK's dgetrf and dgetri. One call at a time.
/// </summary>
public sealed class MatrixInverter : IDisposable
{
    // Up to here sharing the work out takes longer than doing it.
    private const int LargestAlone = 128;

    private readonly MatrixKernel _kernel;
    private readonly WorkerTeam _team;
    private readonly BlockCaches _caches;
    private readonly InverseMemory _memory;
    private readonly bool _ownsMemory;
    private readonly WorkerTeam _alone = new(1);

    /// <param name="workers">Threads at work, the caller's included.</param>
    /// <param name="instructionPath">One of <see cref="InstructionPaths"/>; by default the first of them.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is below 1.</exception>
    /// <exception cref="ArgumentException">There is no such path, or it is not supported here.</exception>
    public MatrixInverter(int workers, string? instructionPath = null)
        : this(workers, KernelOf(instructionPath), BlockCaches.Current, memory: null)
    {
    }

    /// <param name="workers">Threads at work, the caller's included.</param>
    /// <param name="kernel">The instructions.</param>
    /// <param name="caches">What blocks are to fit into.</param>
    /// <param name="memory">Shared with other inverters that are not at work at the same time; by default its own.</param>
    internal MatrixInverter(int workers, MatrixKernel kernel, BlockCaches caches, InverseMemory? memory)
    {
        (_kernel, _caches) = (kernel, caches);
        (_memory, _ownsMemory) = (memory ?? new InverseMemory(), memory is null);
        _team = new WorkerTeam(workers);
    }

    /// <summary>Names of the paths that the processor and the runtime's settings support, the best first.</summary>
    public static IReadOnlyList<string> InstructionPaths { get; } = [.. MatrixKernel.All.Where(k => k.IsSupported).Select(k => k.Name)];

    /// <summary>Name of the instructions in use.</summary>
    public string InstructionPath => _kernel.Name;

    /// <summary>Threads that there are; at work on a matrix are <see cref="WorkersFor"/>.</summary>
    public int Workers => _team.Workers;

    /// <summary>Threads at work on a matrix: one where it is too small to be shared out.</summary>
    /// <param name="size">Rows, and columns.</param>
    /// <param name="workers">Threads that there are.</param>
    public static int WorkersFor(int size, int workers) => size <= LargestAlone ? 1 : workers;

    /// <summary>Bytes that the inversion of a matrix takes besides it: half as many again, and 2 to 3 rows' worth of blocks.</summary>
    public static long WorkBytes(int size) => InverseWorkspace.BytesFor(size, InverseBlocking.WidthFor(size));

    /// <summary>Replaces a matrix by its inverse. The work memory is kept for the next matrix of that size.</summary>
    /// <param name="matrix">Square, all elements finite. After a failure it holds nothing of use.</param>
    /// <param name="stop">Looked at for each task, some milliseconds of work.</param>
    /// <returns>The column, from 0, whose pivots are all zero, so that there is no inverse; null when there is one.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory to work in.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public int? Invert(AlignedMatrix matrix, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows != matrix.Columns) throw new ArgumentException("Only a square matrix has an inverse.", nameof(matrix));
        if (matrix.Rows == 0) return null;
        using var use = matrix.Use();
        var block = matrix.Block;
        var team = WorkersFor(block.Rows, Workers) == 1 ? _alone : _team;
        var blocking = InverseBlocking.For(block.Rows, _kernel, team.Workers, _caches);
        var space = _memory.For(block.Rows, blocking.Width);
        using (var elimination = new ForwardElimination(block, _kernel, blocking, space, team, stop))
        {
            if (elimination.Run() is { } zeroPivot) return zeroPivot;
        }

        new BackSubstitution(block, _kernel, blocking, space, team, stop).Run();
        return null;
    }

    /// <summary>Multiplies a matrix by what should be its inverse. That takes as long as the inversion.</summary>
    /// <exception cref="ArgumentException">The matrices are not square, or differ in size.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public unsafe InverseResidual Residual(AlignedMatrix matrix, AlignedMatrix inverse, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(inverse);
        if (matrix.Columns != matrix.Rows || inverse.Rows != matrix.Rows || inverse.Columns != matrix.Rows)
            throw new ArgumentException("A matrix and its inverse are square and of one size.", nameof(inverse));
        using var product = new BlockedProduct(_kernel, _team, matrix.Columns, stop);
        var (maximum, sums) = (0.0, new double[matrix.Columns]);
        product.Compute(matrix.Block, inverse.Block, (row, column, block) =>
        {
            var (greatest, blockSums) = (0.0, new double[block.Columns]);
            for (var i = 0; i < block.Rows; i++)
            {
                for (var j = 0; j < block.Columns; j++)
                {
                    var difference = Math.Abs(*block.At(i, j) - (row + i == column + j ? 1 : 0));
                    greatest = Math.Max(greatest, difference);
                    blockSums[j] += difference;
                }
            }

            lock (sums)
            {
                maximum = Math.Max(maximum, greatest);
                for (var j = 0; j < blockSums.Length; j++) sums[column + j] += blockSums[j];
            }
        });
        return new InverseResidual(maximum, MatrixNorms.Greatest(sums));
    }

    public void Dispose()
    {
        _team.Dispose();
        _alone.Dispose();
        if (_ownsMemory) _memory.Dispose();
    }

    internal static MatrixKernel KernelOf(string? name)
    {
        if (name is null) return MatrixKernel.Best;
        var kernel = MatrixKernel.All.FirstOrDefault(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase));
        return kernel is { IsSupported: true }
            ? kernel
            : throw new ArgumentException(
                kernel is null ? $"There is no instruction path '{name}'." : $"This processor, or the runtime's settings, do not support '{name}'.",
                nameof(name));
    }
}
