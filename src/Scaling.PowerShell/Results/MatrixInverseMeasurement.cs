using Scaling.Native.LinearAlgebra;

namespace Scaling.PowerShell.Results;

/// <summary>One way to invert a matrix: its time, and how good its inverse is. Norms are greatest column sums; ε is 2⁻⁵².</summary>
public sealed class MatrixInverseMeasurement : MeasurementRecord
{
    internal MatrixInverseMeasurement(InverseRow row, double firstSeconds, int size, long? seed) : base(row.Measurement)
    {
        Size = size;
        Workers = row.Workers;
        Library = row.Library;
        LibraryDescription = row.Description;
        InstructionPath = row.InstructionPath;
        Status = row.Quality.Status.ToString();
        if (row.Quality.ZeroPivot is null)
        {
            FlopsPerSecond = 2.0 * size * size * size / Seconds;
            Speedup = firstSeconds / Seconds;
        }

        Residual = row.Quality.Residual;
        ScaledResidual = row.Quality.ScaledResidual;
        ReciprocalCondition = row.Quality.ReciprocalCondition;
        ZeroPivot = row.Quality.ZeroPivot;
        Seed = seed;
    }

    /// <summary>Rows, and columns, of the matrix.</summary>
    public int Size { get; }

    /// <summary>Threads at work; null where a library does not tell.</summary>
    public int? Workers { get; }

    /// <summary>Whether these are more than the process may keep busy.</summary>
    public bool IsOversubscribed { get; internal init; }

    /// <summary>Scaling for the module's own kernels, else a library and its version.</summary>
    public string Library { get; }

    /// <summary>What the library says of itself; null for the module's own kernels.</summary>
    public string? LibraryDescription { get; }

    /// <summary>The instructions of the kernels, or what the library calls its own; null where it does not say.</summary>
    public string? InstructionPath { get; }

    /// <summary>Regular, BadlyScaled, IllConditioned, Overflow or Singular.</summary>
    public string Status { get; }

    /// <summary>2 Size³ / Seconds; null for a singular matrix.</summary>
    public double? FlopsPerSecond { get; }

    /// <summary>How many times as fast as the first row, by the medians; null for a singular matrix.</summary>
    public double? Speedup { get; }

    /// <summary>The greatest absolute element of A X − I; null for a singular matrix.</summary>
    public double? Residual { get; }

    /// <summary>‖A X − I‖ / (Size ‖A‖ ‖X‖ ε), as LAPACK's own tests count it; null where Status is Singular or Overflow.</summary>
    public double? ScaledResidual { get; }

    /// <summary>1 / (‖A‖ ‖X‖); below ε no digit can be relied on. 0 where Status is Singular or Overflow.</summary>
    public double ReciprocalCondition { get; }

    /// <summary>The column, counted from 0, whose pivots are all zero; null unless the matrix is singular.</summary>
    public int? ZeroPivot { get; }

    /// <summary>Gives the same random matrix again; null for a matrix of the user's.</summary>
    public long? Seed { get; }
}
