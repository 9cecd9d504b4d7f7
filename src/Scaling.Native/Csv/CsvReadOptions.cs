using System.Globalization;
using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Processors;

namespace Scaling.Native.Csv;

/// <summary>How a CSV file is to be read. The defaults read RFC 4180 files with a header in UTF-8, or UTF-16 with a BOM.</summary>
public sealed record CsvReadOptions
{
    public CsvDelimiter Delimiter { get; init; } = CsvDelimiter.Auto;

    /// <summary>The ASCII character around fields that hold delimiters or line ends, doubled where it stands for itself; null where
    /// there is none and every such character is text.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>The ASCII character that takes the meaning from a delimiter, quote, line end, comment character or escape character behind
    /// it, in quotes and outside; before others it is text. Null for none.</summary>
    public char? Escape { get; init; }

    /// <summary>Names of the columns of a file that has no header line; null where the first record is the header.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>There is no header line; the columns are Column1, Column2, … unless <see cref="Header"/> names them.</summary>
    public bool NoHeader { get; init; }

    /// <summary>Decimal separator of numbers, and date and time patterns beside the ISO ones. Group separators are not accepted.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>The file's encoding; null takes the byte order mark's, and UTF-8 without one.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Values that mean null, quoted or not, beside the empty unquoted field, which always does. Compared byte by byte.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>Types are inferred from all of the file, in a pass of its own, instead of from a sample.</summary>
    public bool FullScan { get; init; }

    /// <summary>Types of columns by name, in any case; the others are inferred from a sample.</summary>
    public IReadOnlyDictionary<string, ColumnType> Schema { get; init; } = new Dictionary<string, ColumnType>();

    /// <summary>The columns to read, in this order; null for all. The others are split off but not parsed.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Lines that begin with this ASCII character are skipped; null for none.</summary>
    public char? CommentCharacter { get; init; }

    /// <summary>Rows that a batch has at most. Batches of long records have fewer, so that none holds much more than 64 MiB of text;
    /// with several workers also those that end with a worker's part of the file.</summary>
    public int BatchRows { get; init; } = DatasetBatch.DefaultRowCount;

    /// <summary>Bytes, in UTF-8, that one record may have: a forgotten quote makes the rest of a file one record.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>Takes the records that cannot be read, in the file's order, one at a time; null makes the first of them an error.</summary>
    public Action<CsvBadRecord>? BadRecord { get; init; }

    /// <summary>Threads that parse, beside the caller's; 1 for the caller's only. The rows and their order are the same.</summary>
    public int Workers { get; init; } = ResourceLimits.Workers();

    /// <summary>The instructions to find fields with; null for the best there are.</summary>
    internal ScanPath? ScanPath { get; init; }

    /// <summary>The instructions to read values with; null for the best there are.</summary>
    internal ValuePath? ValuePath { get; init; }

    internal CsvBufferSizes Sizes { get; init; } = new();

    /// <summary>Records must be split by other means than <see cref="CsvRecordScanner"/>.</summary>
    internal bool IsOdd => Delimiter.IsText || Quote != '"' || Escape is not null;

    /// <summary>Checks that the options go together.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRecordBytes, FieldSpan.MaxLength);
        if (Header is { Count: 0 }) throw new ArgumentException("A header has at least one name.", nameof(Header));
        if (Columns is { Count: 0 }) throw new ArgumentException("At least one column must be read.", nameof(Columns));
        Require(CommentCharacter, '"', nameof(CommentCharacter), "A comment character is ASCII and no quote, line end or delimiter.");
        if (!IsOdd) return;
        if (Delimiter.IsWhitespace) throw new ArgumentException("Runs of blanks go with double quotes and no escape only.", nameof(Delimiter));
        Require(Quote, null, nameof(Quote), "A quote is an ASCII character other than a line end, a blank and the delimiter's.");
        Require(Escape, Quote, nameof(Escape), "An escape is an ASCII character other than a line end, a blank, the quote and the delimiter's.");
        if (CommentCharacter is { } comment && (comment == Quote || comment == Escape))
            throw new ArgumentException("A comment character is neither the quote nor the escape.", nameof(CommentCharacter));
    }

    private void Require(char? character, char? other, string name, string problem)
    {
        if (character is not { } one) return;
        var isDelimiter = one == Delimiter.Byte || Delimiter.IsText && Delimiter.Bytes.Contains((byte)one);
        if (!char.IsAscii(one) || one is '\0' or '\r' or '\n' or '\x1F' || one == other || isDelimiter || name != nameof(CommentCharacter) && one == ' ')
            throw new ArgumentException(problem, name);
    }
}

/// <summary>Bytes held and sampled; smaller ones let tests cut files at every place.</summary>
internal sealed record CsvBufferSizes
{
    internal int Window { get; init; } = 1 << 20;

    /// <summary>Files up to this size are sampled whole, as is that much of a file that can only be read forwards.</summary>
    internal int WholeSample { get; init; } = 8 << 20;

    internal int SampleHead { get; init; } = 1 << 20;

    internal int SamplePiece { get; init; } = 256 << 10;

    internal int SamplePieces { get; init; } = 15;

    internal int Batch { get; init; } = 64 << 20;

    /// <summary>What a worker takes at once, at most, and at least a window. Larger ones only cost memory.</summary>
    internal int Chunk { get; init; } = 1 << 20;
}
