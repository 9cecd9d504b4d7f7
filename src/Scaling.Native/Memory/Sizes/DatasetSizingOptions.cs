using Scaling.Native.Datasets;
using Scaling.Native.Processors;

namespace Scaling.Native.Memory.Sizes;

/// <summary>How the sizes of a dataset are found.</summary>
public sealed record DatasetSizingOptions
{
    /// <summary>How a file is read, and which columns.</summary>
    public DatasetReadOptions Read { get; init; } = new();

    /// <summary>Bytes of a larger file that are looked at: of text as it stands, of Parquet of values before compression.</summary>
    public long SampleBytes { get; init; } = 16L << 20;

    /// <summary>The file is read whole.</summary>
    public bool IsExact { get; init; }

    /// <summary>What rows take as objects, beside their values.</summary>
    public required RowModel Rows { get; init; }

    /// <summary>Threads at work, the caller's among them.</summary>
    public int Workers { get; init; } = ResourceLimits.Workers();
}
