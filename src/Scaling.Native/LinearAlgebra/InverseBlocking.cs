using Scaling.Native.LinearAlgebra.Kernels;

namespace Scaling.Native.LinearAlgebra;

/// <summary>How the work on a matrix is cut. Only <see cref="Width"/> is part of the digits; it depends on nothing but the size.</summary>
/// <param name="Width">Columns that are eliminated together.</param>
/// <param name="RowsAtOnce">Rows of a task of a product.</param>
/// <param name="StripSlivers">Slivers of columns of a task of a product.</param>
/// <param name="SolveSlivers">Slivers of columns of a task of a triangular solve.</param>
internal readonly record struct InverseBlocking(int Width, int RowsAtOnce, int StripSlivers, int SolveSlivers)
{
    // Enough for workers that are held up to be overtaken by the others.
    private const int TasksPerWorker = 6;

    private const int SmallestRows = 48;
    private const int MostSolveSlivers = 4;

    internal static InverseBlocking For(int size, MatrixKernel kernel, int workers, CacheSizes caches)
    {
        var width = WidthFor(size);

        // Half of the second level for the left operand, and half of a core's share of the third for the right one.
        var rows = RoundDown((int)(caches.Level2Bytes / 2 / (width * sizeof(double))), MatrixKernel.Unit);
        var strip = (int)(caches.Level3Bytes / 2 / ((long)width * kernel.TileColumns * sizeof(double)));
        var slivers = (size + kernel.TileColumns - 1) / kernel.TileColumns;
        if (workers > 1)
        {
            rows = Math.Min(rows, RoundDown(size / 8, MatrixKernel.Unit));
            strip = Math.Min(strip, slivers * Math.Max(rows, 1) / Math.Max(1, size / 2) * 2 / (TasksPerWorker * workers) + 1);
        }

        return new InverseBlocking(
            width,
            Math.Max(rows, SmallestRows),
            Math.Clamp(strip, 2, slivers + 2),
            Math.Clamp(slivers / (TasksPerWorker * workers), 1, MostSolveSlivers));
    }

    /// <summary>Columns that are eliminated together in a matrix of some size.</summary>
    internal static int WidthFor(int size) => size switch
    {
        <= 384 => 96,
        <= 1536 => 144,
        <= 3072 => 192,
        _ => 240,
    };

    private static int RoundDown(int count, int unit) => count / unit * unit;
}
