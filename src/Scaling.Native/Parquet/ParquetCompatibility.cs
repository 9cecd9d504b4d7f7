namespace Scaling.Native.Parquet;

/// <summary>Which readers a Parquet file is written for.</summary>
public enum ParquetCompatibility
{
    /// <summary>Readers of format version 2: the delta and stream-split encodings are used where they make a column smaller.</summary>
    Default,

    /// <summary>Readers that know only PLAIN values and dictionaries.</summary>
    Widest,
}
