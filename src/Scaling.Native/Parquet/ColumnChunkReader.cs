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
internal sealed class ColumnChunkReader : IDisposable
{
    private readonly PageReader _pages;
    private readonly ColumnAssembler _assembler;
    private readonly bool _isNullable;
    private readonly string _name;
    private ColumnPages? _index;
    private long _row;
    private long _unread;
    private int _leftInPage;
    private bool _isPageOpen;
    private RleDecoder? _levels;
    private bool _hasDictionary;

    internal ColumnChunkReader(SafeFileHandle file, ParquetColumn column, long pagesEnd)
    {
        (_name, _isNullable) = (column.Name, column.IsNullable);
        (_assembler, _pages) = (AssemblerFactory.Create(column), new(file, pagesEnd));
    }

    /// <summary>Bytes of the file consumed or passed over.</summary>
    internal long BytesRead => _pages.BytesRead;

    internal int LongestDictionaryValue => _assembler.LongestDictionaryValue;

    /// <summary>Goes to the beginning of a chunk and reads its dictionary.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="index">Where its pages stand, where rows will be passed over and that is known.</param>
    internal void Open(ColumnChunk chunk, ColumnPages? index)
    {
        if (chunk.IsEncrypted) throw Refuse("is encrypted");
        if (chunk.FilePath is not null) throw Refuse("has its data in another file");
        if (chunk.MetaData is not { } metaData)
            throw new DatasetException(DatasetError.CorruptFile, $"The metadata of column '{_name}' is missing.") { Column = _name };
        (_index, _unread, _row) = (index, metaData.ValueCount, 0);
        (_leftInPage, _isPageOpen, _levels, _hasDictionary) = (0, false, null, false);
        Named(() =>
        {
            _pages.Open(metaData);
            _assembler.StartChunk();
            // The dictionary comes first; with it the assembler knows how many rows fit a batch.
            if (_unread > 0) NextDataPage();
        });
    }

    /// <summary>Starts the column of a batch.</summary>
    internal void Begin(int capacity) => _assembler.Begin(capacity);

    /// <summary>Adds the next rows.</summary>
    internal void Read(int rows) => Named(() =>
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

    /// <summary>Passes over the next rows; pages that hold nothing else are not expanded.</summary>
    internal void Skip(long rows) => Named(() =>
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

    /// <summary>The column of the batch.</summary>
    internal Apache.Arrow.IArrowArray Finish() => Named(_assembler.Finish);

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
        _levels = null;
        if (_isNullable)
        {
            if (header.Type == PageType.DataPageV2) _levels = new(_pages.Levels, 1);
            else if (header.DefinitionLevelEncoding == Encoding.Rle) _levels = DecoderFactory.SizedRuns(values, 1, out values);
            else throw Unsupported($"Levels in the encoding {header.DefinitionLevelEncoding} are not read.");
        }

        _assembler.OpenPage(header.Encoding, values);
        _isPageOpen = true;
    }

    private T Named<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DatasetException e) when (e.Column is null)
        {
            throw new DatasetException(e.Error, $"Column '{_name}': {e.Problem}", e) { Column = _name };
        }
    }

    private void Named(Action read) => Named(() =>
    {
        read();
        return true;
    });

    private static DatasetException Unsupported(string what) => new(DatasetError.FormatNotSupported, what);

    private DatasetException Refuse(string why) => new(DatasetError.FormatNotSupported, $"Column '{_name}' {why}.") { Column = _name };
}
