namespace Scaling.Native.Csv;

/// <summary>
/// Reads the usual forms of a type's values fast. What it reads, the type's <see cref="IFieldAppender"/> reads alike; the rest is left
/// to that one.
/// </summary>
internal interface IValueParser<T> where T : unmanaged
{
    /// <param name="text">The field's first byte; <see cref="StructuralCursor.Padding"/> bytes are readable from there.</param>
    /// <param name="length">Its <see cref="FieldSpan.PlainLength"/>. An empty field is read by either method, as anything: the column makes it null.</param>
    /// <param name="value">The value, or anything.</param>
    bool TryParse(ref byte text, uint length, out T value);

    /// <summary>Reads forms that are less usual, of fields that <see cref="TryParse"/> does not.</summary>
    bool TryParseRest(ref byte text, uint length, out T value)
    {
        value = default;
        return length == 0;
    }
}
