using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Assembly;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet;

/// <summary>Reads one column chunk, in steps of any number of rows, into a column's assembler. Holds a dictionary and a page.</summary>
internal sealed class ColumnChunkReader : IDisposable
{
    private readonly PageReader _pages;
    private readonly ColumnAssembler _assembler;
    private readonly bool _isNullable;
    private readonly string _name;
    private long _unread;
    private int _leftInPage;
    private RleDecoder? _levels;
    private bool _hasDictionary;

    internal ColumnChunkReader(SafeFileHandle file, ParquetColumn column, ColumnChunk chunk, long pagesEnd, ColumnAssembler assembler)
    {
        (_name, _isNullable, _assembler) = (column.Name, column.IsNullable, assembler);
        if (chunk.IsEncrypted) throw Refuse("is encrypted");
        if (chunk.FilePath is not null) throw Refuse("has its data in another file");
        if (chunk.MetaData is not { } metaData)
            throw new DatasetException(DatasetError.CorruptFile, $"The metadata of column '{_name}' is missing.") { Column = _name };
        _unread = metaData.ValueCount;
        _pages = Named(() => new PageReader(file, metaData, pagesEnd));
        assembler.StartChunk();
        // The dictionary comes first; with it the assembler knows how many rows fit a batch.
        Named(() => { if (_unread > 0) NextDataPage(); });
    }

    /// <summary>Bytes of the file consumed.</summary>
    internal long BytesRead => _pages.BytesRead;

    /// <summary>Adds the next rows to the assembler.</summary>
    internal void Read(int rows) => Named(() =>
    {
        while (rows > 0)
        {
            if (_leftInPage == 0) NextDataPage();
            var taken = Math.Min(rows, _leftInPage);
            _assembler.Append(_levels, taken);
            (rows, _leftInPage) = (rows - taken, _leftInPage - taken);
        }
    });

    public void Dispose() => _pages.Dispose();

    private void NextDataPage()
    {
        while (_leftInPage == 0)
        {
            if (!_pages.Next()) throw PageError.Damaged("the column chunk has fewer values than it says");
            var header = _pages.Header;
            switch (header.Type)
            {
                case PageType.DictionaryPage:
                    if (_hasDictionary) throw PageError.Damaged("the column chunk has two dictionaries");
                    if (header.Encoding is not (Encoding.Plain or Encoding.PlainDictionary))
                        throw Unsupported($"Dictionaries in the encoding {header.Encoding} are not read.");
                    _assembler.SetDictionary(_pages.Body, header.ValueCount);
                    _hasDictionary = true;
                    break;
                case PageType.DataPage or PageType.DataPageV2:
                    if (header.ValueCount > _unread) throw PageError.Damaged("the column chunk has more values than it says");
                    _unread -= header.ValueCount;
                    _leftInPage = header.ValueCount;
                    if (_leftInPage > 0) OpenPage(header);
                    break;
                default: break;
            }
        }
    }

    private void OpenPage(PageHeader header)
    {
        var values = _pages.Body;
        _levels = null;
        if (_isNullable)
        {
            if (header.Type == PageType.DataPageV2) _levels = new(_pages.Levels, 1);
            else if (header.DefinitionLevelEncoding == Encoding.Rle) _levels = DecoderFactory.SizedRuns(values, 1, out values);
            else throw Unsupported($"Levels in the encoding {header.DefinitionLevelEncoding} are not read.");
        }

        _assembler.OpenPage(header.Encoding, values);
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
