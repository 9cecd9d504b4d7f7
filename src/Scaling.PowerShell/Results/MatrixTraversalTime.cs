using Scaling.Native.Measuring;
using Scaling.Native.Processors.Caches;

namespace Scaling.PowerShell.Results;

/// <summary>The time of one order of visiting a matrix.</summary>
public sealed class MatrixTraversalTime : MeasurementRecord
{
    internal MatrixTraversalTime(string order, string engine, Measurement measurement, double rowSeconds, TraversalProbe matrix, string? level, double? hugePageShare)
        : base(measurement)
    {
        Order = order;
        Engine = engine;
        Rows = matrix.Rows;
        Columns = matrix.Columns;
        LeadingDimension = matrix.LeadingDimension;
        WorkingSetBytes = TraversalProbe.MatrixBytes(matrix.Rows, matrix.LeadingDimension);
        var elements = (double)matrix.Rows * matrix.Columns;
        NanosecondsPerElement = measurement.MedianSeconds / elements * 1e9;
        BytesPerSecond = elements * sizeof(double) / measurement.MedianSeconds;
        Slowdown = measurement.MedianSeconds / rowSeconds;
        Level = level;
        HugePageShare = hugePageShare;
    }

    /// <summary>Row, Column or Tiled.</summary>
    public string Order { get; }

    /// <summary>Compiled, or Script for a loop in PowerShell itself.</summary>
    public string Engine { get; }

    /// <summary>Rows of the matrix.</summary>
    public int Rows { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>Elements from one row to the next.</summary>
    public int LeadingDimension { get; }

    /// <summary>Bytes of the matrix with its padding.</summary>
    public long WorkingSetBytes { get; }

    /// <summary>Median time of one element, in nanoseconds.</summary>
    public double NanosecondsPerElement { get; }

    /// <summary>Bytes of elements a second.</summary>
    public double BytesPerSecond { get; }

    /// <summary>Time over that of the order row by row of the same engine.</summary>
    public double Slowdown { get; }

    /// <summary>The smallest reported cache that holds the matrix, or Memory; null where none is reported.</summary>
    public string? Level { get; }

    /// <summary>Share of the matrix that lies on huge pages, 0 to 1; null where the system does not tell, and for scripts.</summary>
    public double? HugePageShare { get; }
}
