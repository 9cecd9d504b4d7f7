using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Pruning;

namespace Scaling.Native.Parquet.Nesting;

/// <summary>
/// Reads a list or map as JSON, putting rows together from the entries of its leaves: a repetition level tells which list an entry goes on,
/// a definition level how much of its path is there. The levels of several leaves must tell the same.
/// </summary>
/// <param name="root">The value.</param>
/// <param name="readers">A reader for each of its leaves.</param>
/// <param name="leaves">The leaves.</param>
/// <param name="name">The column's name.</param>
internal sealed class NestedColumnReader(NestedNode root, ColumnChunkReader[] readers, IReadOnlyList<ParquetColumn> leaves, string name)
    : IColumnReader
{
    private readonly EntryCursor[] _cursors = [.. readers.Select(r => new EntryCursor(r))];
    private readonly ByteBuffer _text = new();
    private double[] _entriesPerRow = [];
    private byte[] _validity = [];
    private byte[] _offsets = [];
    private int _count;
    private int _nulls;
    private int _lastLength;
    private long _rowsLeft;

    public long BytesRead => _cursors.Sum(c => c.Reader.BytesRead);

    public double LongestDictionaryValue => _cursors.Zip(_entriesPerRow, (c, entries) => c.Reader.LongestDictionaryValue * entries).Sum();

    public void Open(RowGroup group, ColumnPages? index)
    {
        foreach (var cursor in _cursors) cursor.Open(group);
        _entriesPerRow = [.. leaves.Select(l => (double)group.Columns[l.Index].MetaData!.ValueCount / group.RowCount)];
        _rowsLeft = group.RowCount;
    }

    public void Begin(int capacity)
    {
        (_count, _nulls) = (0, 0);
        _validity = new byte[(capacity + 7) / 8];
        _offsets = new byte[(capacity + 1) * sizeof(int)];
        // The next batch is about as long as the last one: growing would copy it several times.
        _text.Clear();
        _text.Reserve((int)Math.Min(_lastLength + (_lastLength / 16L), 1 << 26));
    }

    public void Read(int rows) => Named(() =>
    {
        var ends = MemoryMarshal.Cast<byte, int>(_offsets.AsSpan())[1..];
        for (var i = 0; i < rows; i++)
        {
            var first = _cursors[0];
            first.Require(0);
            if (first.Definition < root.Definition)
            {
                PassOver(root, 0, first.Definition);
                _nulls++;
            }
            else
            {
                Write(root, 0, root.Definition);
                _validity[_count >> 3] |= (byte)(1 << (_count & 7));
            }

            ends[_count++] = _text.Length;
        }

        Passed(rows);
    });

    public void Skip(long rows) => Named(() =>
    {
        foreach (var cursor in _cursors)
            for (var i = 0L; i < rows; i++) cursor.SkipRow();
        Passed(rows);
    });

    public IArrowArray Finish()
    {
        _lastLength = _text.Length;
        var validity = _nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_validity.AsMemory(0, (_count + 7) / 8));
        var offsets = new ArrowBuffer(_offsets.AsMemory(0, (_count + 1) * sizeof(int)));
        return new StringArray(new ArrayData(ColumnType.String.ToArrow(), _count, _nulls, 0, [validity, offsets, new(_text.Detach())]));
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors) cursor.Dispose();
    }

    private void Passed(long rows)
    {
        _rowsLeft -= rows;
        if (_rowsLeft == 0 && _cursors.Any(c => c.HasEntry)) throw PageError.Damaged("its levels go on after its rows");
    }

    /// <summary>Appends a value.</summary>
    /// <param name="node">What it is.</param>
    /// <param name="repetition">The repetition level that its first entries have.</param>
    /// <param name="known">The definition level of what is known to be there: the node that it is part of.</param>
    private void Write(NestedNode node, int repetition, int known)
    {
        var first = _cursors[node.FirstLeaf];
        first.Require(repetition);
        var definition = first.Definition;
        if (definition < known) throw EntryCursor.DisagreeingLevels();
        if (definition < node.Definition)
        {
            PassOver(node, repetition, definition);
            _text.Append("null"u8);
            return;
        }

        switch (node)
        {
            case ScalarNode scalar:
                scalar.Values!.Append(_text, first.Values, first.Index);
                first.Advance();
                break;
            case StructNode group:
                for (var i = 0; i < group.Count; i++)
                {
                    _text.Append(group.Openings[i]);
                    Write(group[i], repetition, node.Definition);
                }

                _text.Append((byte)'}');
                break;
            case ListNode list:
                WriteList(list, first, repetition);
                break;
            case MapNode map:
                WriteMap(map, first, repetition);
                break;
        }
    }

    private void WriteList(ListNode list, EntryCursor first, int repetition)
    {
        _text.Append((byte)'[');
        if (first.Definition < list.ElementDefinition)
        {
            PassOver(list, repetition, first.Definition);
        }
        else
        {
            Write(list.Element, repetition, list.ElementDefinition);
            while (first.Repetition == list.Repetition)
            {
                _text.Append((byte)',');
                Write(list.Element, list.Repetition, list.ElementDefinition);
            }
        }

        _text.Append((byte)']');
    }

    private void WriteMap(MapNode map, EntryCursor first, int repetition)
    {
        _text.Append(map.HasTextKeys ? (byte)'{' : (byte)'[');
        if (first.Definition < map.EntryDefinition)
        {
            PassOver(map, repetition, first.Definition);
        }
        else
        {
            WriteEntry(map, first, repetition);
            while (first.Repetition == map.Repetition)
            {
                _text.Append((byte)',');
                WriteEntry(map, first, map.Repetition);
            }
        }

        _text.Append(map.HasTextKeys ? (byte)'}' : (byte)']');
    }

    private void WriteEntry(MapNode map, EntryCursor first, int repetition)
    {
        if (map.HasTextKeys)
        {
            // An object has no name that is null, and the format no such key.
            if (first.HasEntry && first.Definition < map.Key.Definition && first.Definition >= map.EntryDefinition)
                throw PageError.Damaged("a map has a key that is null");
        }
        else
        {
            _text.Append("{\"key\":"u8);
        }

        Write(map.Key, repetition, map.EntryDefinition);
        _text.Append(map.HasTextKeys ? ":"u8 : ",\"value\":"u8);
        if (map.Value is null) _text.Append("null"u8);
        else Write(map.Value, repetition, map.EntryDefinition);
        if (!map.HasTextKeys) _text.Append((byte)'}');
    }

    /// <summary>Passes over what is null or empty: one entry in every leaf, all at the same level.</summary>
    private void PassOver(NestedNode node, int repetition, int definition)
    {
        for (var i = node.FirstLeaf; i < node.FirstLeaf + node.LeafCount; i++)
        {
            var cursor = _cursors[i];
            cursor.Require(repetition);
            if (cursor.Definition != definition) throw EntryCursor.DisagreeingLevels();
            cursor.Advance();
        }
    }

    private void Named(Action read)
    {
        try
        {
            read();
        }
        catch (DatasetException e) when (e.Column is null)
        {
            throw new DatasetException(e.Error, $"Column '{name}': {e.Problem}", e) { Column = name };
        }
    }
}
