using Apache.Arrow;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Pruning;

namespace Scaling.Native.Parquet;

/// <summary>Reads a column of the dataset, row group after row group, in steps of any number of rows. Used by one thread at a time.</summary>
internal interface IColumnReader : IDisposable
{
    /// <summary>Bytes of the file consumed or passed over.</summary>
    long BytesRead { get; }

    /// <summary>Bytes that a row may take beyond a fixed width, by the dictionaries at hand.</summary>
    double LongestDictionaryValue { get; }

    /// <summary>Goes to the beginning of a row group and reads dictionaries.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="index">Where the column's pages stand, where rows will be passed over and that is known.</param>
    void Open(RowGroup group, ColumnPages? index);

    /// <summary>Starts the column of a batch.</summary>
    void Begin(int capacity);

    /// <summary>Adds the next rows.</summary>
    void Read(int rows);

    /// <summary>Passes over the next rows.</summary>
    void Skip(long rows);

    /// <summary>The column of the batch.</summary>
    IArrowArray Finish();
}
