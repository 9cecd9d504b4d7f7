using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>
/// Looks at records to find the columns' types: at all of a small file, else at its head and, where it can be read at any place, at
/// pieces spread over it.
/// </summary>
internal sealed class CsvSample
{
    private const int BlockRecords = 256;

    private readonly CsvRecordScanner _scanner;
    private readonly int[] _fields;
    private readonly int _fieldCount;
    private readonly CsvCulture _culture;
    private readonly CsvNulls _nulls;
    private CsvTypeInference[] _columns;
    private byte[] _scratch = [];
    private long _bytes;
    private readonly long[] _textBytes;

    /// <param name="dialect">How records are split.</param>
    /// <param name="fields">The fields of interest.</param>
    /// <param name="fieldCount">Fields of a record.</param>
    /// <param name="culture">Of numbers and dates.</param>
    /// <param name="nulls">Values that tell nothing about the type.</param>
    internal CsvSample(CsvDialect dialect, int[] fields, int fieldCount, CsvCulture culture, CsvNulls nulls)
    {
        (_scanner, _fields, _fieldCount, _culture, _nulls) = (new(dialect, ScanPath.Best), fields, fieldCount, culture, nulls);
        _columns = new CsvTypeInference[fields.Length];
        _textBytes = new long[fields.Length];
    }

    internal long Rows { get; private set; }

    /// <summary>Mean bytes of a record, or null where none was seen.</summary>
    internal double? RowBytes => Rows == 0 ? null : (double)_bytes / Rows;

    /// <summary>Mean bytes of a value's text.</summary>
    internal double TextBytes(int column) => Rows == 0 ? 0 : (double)_textBytes[column] / Rows;

    internal ColumnType TypeOf(int column) => _columns[column].Type;

    internal long NullsOf(int column, ColumnType type) => _columns[column].NullsAs(type);

    /// <summary>Takes the records of a text, up to the first that cannot be split; reading will tell why.</summary>
    /// <returns>Whether all of them could be split.</returns>
    internal bool Take(byte[] buffer, int start, int end, bool isFinal, bool skipsFaults, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _scanner.Scan(buffer, start, end, isFinal, _fieldCount, BlockRecords);
            Rows += _scanner.Records;
            _bytes += _scanner.Consumed - start;
            start = _scanner.Consumed;
            if (_scanner.Records == 0)
            {
                if (!skipsFaults || _scanner.Fault is null) return _scanner.Fault is null;
                // What cannot be split will be a bad record, which says nothing about the others.
                var length = buffer.AsSpan(start, end - start).IndexOfAny((byte)'\n', (byte)'\r');
                if (length < 0) return true;
                start += length + 1;
                continue;
            }

            for (var column = 0; column < _fields.Length; column++) Take(buffer, column);
        }
    }

    /// <summary>Takes in what another one saw.</summary>
    internal void Add(CsvSample other)
    {
        (Rows, _bytes) = (Rows + other.Rows, _bytes + other._bytes);
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Add(other._columns[i]);
            _textBytes[i] += other._textBytes[i];
        }
    }

    /// <summary>Takes pieces between two offsets of the file, each from its first line end on.</summary>
    internal void TakePieces(CsvByteSource source, long from, long to, CsvBufferSizes sizes, CancellationToken cancellationToken)
    {
        var buffer = new byte[sizes.SamplePiece + StructuralCursor.Padding];
        for (var piece = 1; piece <= sizes.SamplePieces; piece++)
        {
            var offset = from + Math.Max(0, to - from - sizes.SamplePiece) * piece / sizes.SamplePieces;
            var length = source.ReadAt(buffer.AsSpan(0, sizes.SamplePiece), offset);
            var start = buffer.AsSpan(0, length).IndexOf((byte)'\n') + 1;
            if (start == 0) start = buffer.AsSpan(0, length).IndexOf((byte)'\r') + 1;
            if (start == 0) continue;

            // A piece that begins within a quoted field is turned inside out: its records do not split, and it must not count.
            var before = ((CsvTypeInference[])_columns.Clone(), Rows, _bytes);
            if (!Take(buffer, start, length, isFinal: offset + length >= to, skipsFaults: false, cancellationToken)) (_columns, Rows, _bytes) = before;
        }
    }

    private void Take(byte[] buffer, int index)
    {
        ref var column = ref _columns[index];
        var fields = _scanner.Fields;
        for (var at = _fields[index]; at < fields.Length; at += _fieldCount)
        {
            var field = fields[at];
            _textBytes[index] += field.Length;
            var text = field.Of(buffer);
            if (_nulls.IsNull(field, text, isText: true)) column.AddNull();
            else if (text.IsEmpty) column.AddEmptyText();
            else if (!column.IsSettled) column.Add(field.Unescaped(buffer, ref _scratch), _culture);
        }
    }
}
