namespace Scaling.Native.Datasets;

/// <summary>What the values of a column are; <see cref="ColumnType"/> adds precision, scale and fraction digits.</summary>
public enum ColumnKind
{
    Boolean,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Single,
    Double,

    /// <summary>Exact decimal numbers, up to 38 digits, stored as unscaled 128-bit integers.</summary>
    Decimal,

    /// <summary>Days without a time, as days since 1970-01-01.</summary>
    Date,

    /// <summary>Times of day without a date.</summary>
    Time,

    /// <summary>Date and time as written, without a zone.</summary>
    DateTime,

    /// <summary>Instants: date-times with a zone, kept in UTC.</summary>
    DateTimeOffset,

    /// <summary>UTF-8 text.</summary>
    String,

    /// <summary>UTF-8 text that repeats: a 32-bit index into a dictionary held by each batch.</summary>
    Category,
    Binary,
    Guid,
}
