using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Assembly;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Pruning;

namespace Scaling.Native.Parquet;

/// <summary>
/// Reads one column, column chunk after column chunk, in steps of any number of rows, into its assembler. Holds a dictionary and a page.
/// Used by one thread at a time.
/// </summary>
internal sealed class ColumnChunkReader : IColumnReader
{
    private readonly PageReader _pages;
    private readonly ColumnAssembler _assembler;
    private readonly ParquetColumn _column;
    private readonly string _name;
    private ColumnPages? _index;
    private long _row;
    private long _unread;
    private int _leftInPage;
    private bool _isPageOpen;
    private RleDecoder? _levels;
    private RleDecoder? _repetitions;
    private bool _hasDictionary;

    /// <param name="file">The file.</param>
    /// <param name="column">The leaf to read.</param>
    /// <param name="name">What failures call it.</param>
    /// <param name="pagesEnd">Where pages end in the file.</param>
    internal ColumnChunkReader(SafeFileHandle file, ParquetColumn column, string name, long pagesEnd)
    {
        (_name, _column) = (name, column);
        (_assembler, _pages) = (AssemblerFactory.Create(column), new(file, pagesEnd));
    }

    public long BytesRead => _pages.BytesRead;

    public double LongestDictionaryValue => _assembler.LongestDictionaryValue;

    public void Open(RowGroup group, ColumnPages? index)
    {
        var chunk = group.Columns[_column.Index];
        if (chunk.IsEncrypted) throw Refuse("is encrypted");
        if (chunk.FilePath is not null) throw Refuse("has its data in another file");
        if (chunk.MetaData is not { } metaData)
            throw new DatasetException(DatasetError.CorruptFile, $"The metadata of column '{_name}' is missing.") { Column = _name };
        (_index, _unread, _row) = (index, metaData.ValueCount, 0);
        (_leftInPage, _isPageOpen, _levels, _repetitions, _hasDictionary) = (0, false, null, null, false);
        Named(() =>
        {
            _pages.Open(metaData);
            _assembler.StartChunk();
            // The dictionary comes first; with it the assembler knows how many rows fit a batch.
            if (_unread > 0) NextDataPage();
        });
    }

    public void Begin(int capacity) => _assembler.Begin(capacity);

    public void Read(int rows) => Named(() =>
    {
        while (rows > 0)
        {
            if (_leftInPage == 0) NextDataPage();
            if (!_isPageOpen) OpenPage();
            var taken = Math.Min(rows, _leftInPage);
            _assembler.Append(_levels, taken);
            rows -= taken;
            Advance(taken);
        }
    });

    /// <inheritdoc/>
    /// <remarks>Pages that hold nothing else are not expanded.</remarks>
    public void Skip(long rows) => Named(() =>
    {
        var target = _row + rows;
        while (_row < target)
        {
            if (_leftInPage == 0)
            {
                if (_index is not null) MoveTowards(target);
                if (_row < target) NextDataPage();
                continue;
            }

            var taken = (int)Math.Min(target - _row, _leftInPage);
            if (taken < _leftInPage)
            {
                if (!_isPageOpen) OpenPage();
                _assembler.Skip(_levels, taken);
            }

            Advance(taken);
        }
    });

    public Apache.Arrow.IArrowArray Finish() => Named(_assembler.Finish);

    /// <summary>Reads the next entries of a column that repeats: levels, and slots of which those at the highest level hold a value.
    /// Not to be mixed with reading rows.</summary>
    /// <param name="repetitions">Room for repetition levels.</param>
    /// <param name="definitions">Room for definition levels, as much.</param>
    /// <param name="values">A slot for each entry.</param>
    /// <returns>How many were read; 0 at the end of the chunk.</returns>
    internal int ReadEntries(Span<int> repetitions, Span<int> definitions, out Apache.Arrow.IArrowArray? values)
    {
        values = null;
        try
        {
            if (_leftInPage == 0)
            {
                if (_unread == 0) return 0;
                NextDataPage();
            }

            if (!_isPageOpen) OpenPage();
            var count = Math.Min(_leftInPage, repetitions.Length);
            repetitions = repetitions[..count];
            definitions = definitions[..count];
            repetitions.Clear();
            _repetitions?.ReadLevels(repetitions);
            definitions.Clear();
            _levels?.ReadLevels(definitions);
            _assembler.Begin(count);
            _assembler.AppendSlots(definitions, _column.MaxDefinition);
            values = _assembler.Finish();
            Advance(count);
            return count;
        }
        catch (DatasetException e) when (e.Column is null)
        {
            throw Named(e);
        }
    }

    public void Dispose() => _pages.Dispose();

    private void Advance(int rows) => (_row, _leftInPage) = (_row + rows, _leftInPage - rows);

    /// <summary>Goes to the page that holds a row, or to the next one, whichever is later.</summary>
    private void MoveTowards(long row)
    {
        var location = _index!.Locations[_index.PageOf(row)];
        if (location.FirstRow <= _row) return;
        _pages.MoveTo(location.Offset);
        _unread -= location.FirstRow - _row;
        _row = location.FirstRow;
    }

    private void NextDataPage()
    {
        while (_leftInPage == 0)
        {
            if (!_pages.NextHeader()) throw PageError.Damaged("the column chunk has fewer values than it says");
            var header = _pages.Header;
            switch (header.Type)
            {
                case PageType.DictionaryPage:
                    if (_hasDictionary) throw PageError.Damaged("the column chunk has two dictionaries");
                    if (header.Encoding is not (Encoding.Plain or Encoding.PlainDictionary))
                        throw Unsupported($"Dictionaries in the encoding {header.Encoding} are not read.");
                    _pages.Load();
                    _assembler.SetDictionary(_pages.Body, header.ValueCount);
                    _hasDictionary = true;
                    break;
                case PageType.DataPage or PageType.DataPageV2:
                    if (header.ValueCount > _unread) throw PageError.Damaged("the column chunk has more values than it says");
                    if (_index is not null) CheckAgainstIndex(header.ValueCount);
                    _unread -= header.ValueCount;
                    (_leftInPage, _isPageOpen) = (header.ValueCount, false);
                    break;
                default: break;
            }
        }
    }

    // Rows would be taken for others where the index and the pages disagree.
    private void CheckAgainstIndex(int values)
    {
        var page = _index!.PageOf(_row);
        if (values > 0 && (_index.Locations[page].FirstRow != _row || _index.EndOf(page) != _row + values))
            throw PageError.Damaged("the offset index does not match it");
    }

    private void OpenPage()
    {
        _pages.Load();
        var header = _pages.Header;
        var values = _pages.Body;
        _repetitions = OpenLevels(_column.MaxRepetition, _pages.RepetitionLevels, header.RepetitionLevelEncoding, ref values);
        _levels = OpenLevels(_column.MaxDefinition, _pages.Levels, header.DefinitionLevelEncoding, ref values);

        _assembler.OpenPage(header.Encoding, values);
        _isPageOpen = true;
    }

    private RleDecoder? OpenLevels(int most, ReadOnlyMemory<byte> separate, Encoding encoding, ref ReadOnlyMemory<byte> values)
    {
        if (most == 0) return null;
        if (_pages.Header.Type == PageType.DataPageV2) return RleDecoder.OfLevels(separate, most);
        return encoding == Encoding.Rle
            ? DecoderFactory.SizedLevels(values, most, out values)
            : throw Unsupported($"Levels in the encoding {encoding} are not read.");
    }

    private T Named<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DatasetException e) when (e.Column is null)
        {
            throw Named(e);
        }
    }

    private DatasetException Named(DatasetException e) => new(e.Error, $"Column '{_name}': {e.Problem}", e) { Column = _name };

    private void Named(Action read) => Named(() =>
    {
        read();
        return true;
    });

    private static DatasetException Unsupported(string what) => new(DatasetError.FormatNotSupported, what);

    private DatasetException Refuse(string why) => new(DatasetError.FormatNotSupported, $"Column '{_name}' {why}.") { Column = _name };
}
