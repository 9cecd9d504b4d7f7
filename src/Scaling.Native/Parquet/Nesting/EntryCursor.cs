using Apache.Arrow;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Nesting;

/// <summary>Goes through the entries of a leaf, one by one; holds a few thousand of them.</summary>
internal sealed class EntryCursor(ColumnChunkReader reader) : IDisposable
{
    private const int MostEntries = 4096;
    private const int MostBytes = 8 << 20;
    private readonly int[] _repetitions = new int[MostEntries];
    private readonly int[] _definitions = new int[MostEntries];
    private int _count;

    internal ColumnChunkReader Reader => reader;

    /// <summary>The repetition level of the entry; 0 also at the end, where rows end as well.</summary>
    internal int Repetition => HasEntry ? _repetitions[Index] : 0;

    internal int Definition => _definitions[Index];

    /// <summary>The entry's place in <see cref="Values"/>.</summary>
    internal int Index { get; private set; }

    internal IArrowArray Values { get; private set; } = null!;

    internal bool HasEntry => Index < _count || Fill();

    internal void Open(RowGroup group)
    {
        reader.Open(group, null);
        (Index, _count) = (0, 0);
    }

    internal void Advance() => Index++;

    /// <summary>There must be an entry at this repetition level.</summary>
    internal void Require(int repetition)
    {
        if (!HasEntry) throw PageError.Damaged("its levels end before its rows");
        if (_repetitions[Index] != repetition) throw DisagreeingLevels();
    }

    /// <summary>Passes over a row.</summary>
    internal void SkipRow()
    {
        Require(0);
        Advance();
        while (Repetition != 0) Advance();
    }

    public void Dispose() => reader.Dispose();

    internal static Datasets.DatasetException DisagreeingLevels() => PageError.Damaged("its levels do not fit each other");

    private bool Fill()
    {
        // Values of a dictionary may be long, and each entry may be the longest.
        var most = (int)Math.Clamp(MostBytes / Math.Max(1, reader.LongestDictionaryValue), 1, MostEntries);
        Index = 0;
        _count = reader.ReadEntries(_repetitions.AsSpan(0, most), _definitions.AsSpan(0, most), out var values);
        Values = values!;
        return _count > 0;
    }
}
