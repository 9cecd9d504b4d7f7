using Scaling.Native.LinearAlgebra.Kernels;
using Scaling.Native.Parallel;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Inverts matrices by LU factorization with partial pivoting, on a team of workers. The digits do not depend on the number of workers.</summary>
public sealed class MatrixInverter : IDisposable
{
    private readonly MatrixKernel _kernel;
    private readonly WorkerTeam _team;
    private readonly CacheSizes _caches;
    private InverseWorkspace? _space;

    /// <param name="workers">Threads at work.</param>
    public MatrixInverter(int workers) : this(workers, MatrixKernel.Best, CacheSizes.Usual)
    {
    }

    internal MatrixInverter(int workers, MatrixKernel kernel, CacheSizes caches)
    {
        (_kernel, _caches) = (kernel, caches);
        _team = new WorkerTeam(workers);
    }

    /// <summary>Replaces a matrix by its inverse.</summary>
    /// <returns>The column, from 0, in which all pivots were zero; −1 where there is none.</returns>
    public int Invert(AlignedMatrix matrix, CancellationToken stop)
    {
        var block = matrix.Block;
        if (block.Rows == 0) return -1;
        var blocking = InverseBlocking.For(block.Rows, _kernel, _team.Workers, _caches);
        var space = SpaceFor(block.Rows, blocking.Width);
        using (var elimination = new ForwardElimination(block, _kernel, blocking, space, _team, stop))
        {
            var zero = elimination.Run();
            if (zero >= 0) return zero;
        }

        new BackSubstitution(block, _kernel, blocking, space, _team, stop).Run();
        return -1;
    }

    public void Dispose()
    {
        _team.Dispose();
        _space?.Dispose();
    }

    private InverseWorkspace SpaceFor(int size, int width)
    {
        if (_space is { } space && space.Size == size) return space;
        _space?.Dispose();
        return _space = new InverseWorkspace(size, width, _kernel);
    }
}
