namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Which readers a Parquet file is written for.</summary>
public enum ParquetReaders
{
    /// <summary>Those that know the delta and stream-split encodings.</summary>
    Default,

    /// <summary>Older ones too: only plain values and dictionaries.</summary>
    Widest,
}
