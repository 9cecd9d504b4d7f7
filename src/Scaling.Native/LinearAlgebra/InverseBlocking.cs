using Scaling.Native.LinearAlgebra.Kernels;

namespace Scaling.Native.LinearAlgebra;

/// <summary>How the work on a matrix is cut. Only <see cref="Width"/> is part of the digits; it depends on nothing but the size.</summary>
/// <param name="Width">Columns that are eliminated together.</param>
/// <param name="RowsAtOnce">Rows of a task of a product.</param>
/// <param name="StripSlivers">Slivers of columns of a task of a product.</param>
/// <param name="SolveSlivers">Slivers of columns of a task of a triangular solve.</param>
internal readonly record struct InverseBlocking(int Width, int RowsAtOnce, int StripSlivers, int SolveSlivers)
{
    // So many that workers end nearly together, and so few that the left operand of each is not loaded for little.
    private const int TasksPerWorker = 24;

    private const int SolvesPerWorker = 6;
    private const int SmallestRows = 48;
    private const int SmallestStrip = 4;
    private const int LargestSolve = 4;

    internal static InverseBlocking For(int size, MatrixKernel kernel, int workers, BlockCaches caches)
    {
        var width = WidthFor(size);
        var slivers = (size + kernel.TileColumns - 1) / kernel.TileColumns;

        // Half of the second level for the left operand, and half of the share of the third for the right one.
        var rows = RoundDown((int)(caches.Level2Bytes / 2 / (width * sizeof(double))), MatrixKernel.Unit);
        var strip = (int)(caches.Level3Bytes / 2 / ((long)width * kernel.TileColumns * sizeof(double)));
        if (workers > 1)
        {
            // Of a step in the middle, when half of the rows are left.
            rows = Math.Max(SmallestRows, Math.Min(rows, RoundDown(size / 8, MatrixKernel.Unit)));
            strip = Math.Min(strip, (int)((long)slivers * size / 2 / ((long)rows * TasksPerWorker * workers)));
        }

        return new InverseBlocking(
            width,
            Math.Max(rows, SmallestRows),
            Math.Max(strip, SmallestStrip),
            Math.Clamp(slivers / (SolvesPerWorker * workers), 1, LargestSolve));
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
