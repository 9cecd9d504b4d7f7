using Scaling.Native.Sampling;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Matrices of random elements; the same seed gives the same elements on every machine.</summary>
public static class RandomMatrix
{
    private const int Tile = 64;

    /// <summary>A symmetrical matrix with elements rᵢⱼ rⱼᵢ, each r uniform in [0, 1): what NumPy makes of <c>A * A.T</c>.</summary>
    /// <exception cref="OutOfMemoryException">There is not as much memory.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static AlignedMatrix Symmetric(int size, long seed, CancellationToken stop = default)
    {
        var matrix = Uniform(size, seed, stop);

        // In tiles, since elements of a column lie in as many pages.
        for (var row = 0; row < size; row += Tile)
        {
            ThrowIfStopped(matrix, stop);
            for (var column = 0; column <= row; column += Tile) MultiplyMirrored(matrix, row, column);
        }

        return matrix;
    }

    /// <summary>A square matrix with elements uniform in [0, 1).</summary>
    /// <exception cref="OutOfMemoryException">There is not as much memory.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static AlignedMatrix Uniform(int size, long seed, CancellationToken stop = default)
    {
        var matrix = new AlignedMatrix(size, size);
        for (var row = 0; row < size; row++)
        {
            ThrowIfStopped(matrix, stop);
            var stream = new StreamKey(seed, 0, 0).Open(StreamPurpose.MatrixElements, (ulong)row);
            foreach (ref var element in matrix.Row(row)) element = (stream.Next() >> 11) * (1.0 / (1L << 53));
        }

        return matrix;
    }

    private static void ThrowIfStopped(AlignedMatrix matrix, CancellationToken stop)
    {
        if (!stop.IsCancellationRequested) return;
        matrix.Dispose();
        stop.ThrowIfCancellationRequested();
    }

    private static void MultiplyMirrored(AlignedMatrix matrix, int row, int column)
    {
        for (var i = row; i < Math.Min(row + Tile, matrix.Rows); i++)
        {
            var elements = matrix.Row(i);
            for (var j = column; j < Math.Min(column + Tile, i + 1); j++)
            {
                ref var mirrored = ref matrix.Row(j)[i];
                mirrored = elements[j] *= mirrored;
            }
        }
    }
}
