namespace Scaling.Native.Datasets;

/// <summary>What is wrong with a dataset or with what is asked of it. The names are the ids of the error records that cmdlets write.</summary>
public enum DatasetError
{
    /// <summary>The file has no bytes.</summary>
    EmptyFile,

    /// <summary>A header and nothing after it.</summary>
    HeaderOnly,

    /// <summary>A record has more or fewer fields than the header.</summary>
    RaggedRow,

    /// <summary>A quoted field does not end, or goes on after its closing quote.</summary>
    MalformedQuote,

    /// <summary>The bytes are not text in the file's encoding.</summary>
    MalformedText,

    /// <summary>A value does not fit its column's type.</summary>
    ValueNotParsed,

    /// <summary>A named column does not exist.</summary>
    ColumnNotFound,

    /// <summary>A column name occurs twice.</summary>
    DuplicateColumn,

    /// <summary>The column's type does not allow the operation.</summary>
    ColumnTypeMismatch,

    /// <summary>The column must hold numbers and does not.</summary>
    ColumnNotNumeric,

    /// <summary>Batches or files that should share a schema do not.</summary>
    SchemaMismatch,

    /// <summary>The file is damaged or not of the format its name or first bytes say.</summary>
    CorruptFile,

    /// <summary>The file uses a part of its format that is not read or written here.</summary>
    FormatNotSupported,

    /// <summary>The work would need more memory than it was given.</summary>
    MemoryLimitExceeded,

    /// <summary>A result does not fit its type.</summary>
    ValueOverflow,

    /// <summary>An input failed midway, so a result would be incomplete.</summary>
    InputIncomplete,
}
