using System.Buffers;
using System.Collections.Concurrent;
using Scaling.Native.Parquet;
using Scaling.Native.Parquet.Writing;

namespace Scaling.Native.Datasets.Conversion;

/// <summary>
/// What conversions take memory from and give it back to, so that the next one in the process finds it. Some seconds after the last one the
/// collector may have it.
/// </summary>
internal sealed class ConversionMemory
{
    // Of the runtime's shared pool, arrays that one thread gave back are not always found by another.
    private const int ArraysOfASize = 1024;
    private const int LargestArray = 1 << 30;

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);
    private static readonly Lock Gate = new();
    private static readonly Timer Release = new(_ => ReleaseUnused());
    private static ConversionMemory? _last;
    private static int _users;

    private readonly ConcurrentDictionary<ParquetWriteOptions, ConcurrentBag<ColumnChunkWriter>> _chunkWriters = [];

    /// <summary>The memory of this process; each call is followed by one of <see cref="Leave"/>.</summary>
    internal static ConversionMemory Enter()
    {
        lock (Gate)
        {
            _users++;
            return _last ??= new();
        }
    }

    internal static void Leave()
    {
        lock (Gate)
        {
            if (--_users == 0) Release.Change(KeptFor, Timeout.InfiniteTimeSpan);
        }
    }

    internal ArrayPool<byte> Arrays { get; } = ArrayPool<byte>.Create(LargestArray, ArraysOfASize);

    /// <summary>A writer of column chunks, which keeps its pages and tables from one to the next.</summary>
    internal ColumnChunkWriter TakeWriter(ParquetWriteOptions options) =>
        _chunkWriters.TryGetValue(Key(options), out var free) && free.TryTake(out var writer) ? writer : ColumnChunkWriter.Create(options);

    internal void GiveBack(ParquetWriteOptions options, ColumnChunkWriter writer) =>
        _chunkWriters.GetOrAdd(Key(options), _ => []).Add(writer);

    private static void ReleaseUnused()
    {
        lock (Gate)
        {
            if (_users == 0) _last = null;
        }
    }

    // What a chunk does not depend on does not matter.
    private static ParquetWriteOptions Key(ParquetWriteOptions options) => new()
    {
        Compression = options.Compression,
        CompressionLevel = options.CompressionLevel,
        Compatibility = options.Compatibility,
        ForcedEncoding = options.ForcedEncoding,
        PageRows = options.PageRows,
        Workers = 1,
    };
}
