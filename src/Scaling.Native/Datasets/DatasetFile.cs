namespace Scaling.Native.Datasets;

/// <summary>Opens dataset files of any format that is read here.</summary>
public static class DatasetFile
{
    /// <summary>Opens a file by its content: Parquet by its first bytes, else delimited text.</summary>
    /// <exception cref="DatasetException">The file cannot be a dataset.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static DatasetReader OpenReader(string path, DatasetReadOptions options, CancellationToken cancellationToken) =>
        throw new DatasetException(DatasetError.FormatNotSupported, "No format is known.") { Path = path };

    /// <summary>A writer of the options' format.</summary>
    /// <exception cref="IOException">The file exists and must not be replaced, or its folder cannot be written.</exception>
    public static DatasetWriter CreateWriter(string path, DatasetSchema schema, DatasetWriteOptions options) =>
        throw new DatasetException(DatasetError.FormatNotSupported, "No format is known.") { Path = path };
}
