namespace Scaling.Native.Csv;

/// <summary>Parses one field's text into a column. Structures, so that the loop over a column is compiled for each.</summary>
internal interface IFieldAppender
{
    /// <summary>Blanks belong to the value and an empty quoted field is one.</summary>
    static abstract bool IsText { get; }

    /// <summary>Appends the value; false, with nothing appended, where the text is none of the column's type.</summary>
    bool TryAppend(ReadOnlySpan<byte> text);
}
