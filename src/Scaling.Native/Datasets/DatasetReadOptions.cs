using System.Globalization;
using System.Text;

namespace Scaling.Native.Datasets;

/// <summary>How a file is to be read, whatever its format; text options have no meaning for formats that describe themselves.</summary>
public sealed record DatasetReadOptions
{
    /// <summary>Columns to read, in this order; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary><c>Auto</c>, <c>Whitespace</c>, or one character.</summary>
    public string Delimiter { get; init; } = "Auto";

    /// <summary>Names for a file without a header line; null where it has one or <see cref="NoHeader"/> is set.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>The first line is data; columns are called Column1, Column2, …</summary>
    public bool NoHeader { get; init; }

    /// <summary>Decimal separators of text.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>Encoding of text; null for that of the byte order mark, else UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Texts that stand for null, beside the empty field.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>Types that are not to be inferred, by column name.</summary>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = new Dictionary<string, ColumnType>();

    /// <summary>Lines that begin with this character are left out; null for none.</summary>
    public char? Comment { get; init; }
}
