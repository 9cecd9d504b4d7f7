namespace Scaling.Native.Datasets.Expressions;

/// <summary>One operation of a compiled expression. A node owns its result, which the next evaluation overwrites.</summary>
internal abstract class Node(ValueKind kind)
{
    internal ValueKind Kind { get; } = kind;

    /// <summary>Whether rows of a <see cref="ValueKind.Mixed"/> result may be decimals.</summary>
    internal virtual bool MayBeDecimal => false;

    /// <summary>Fraction digits of a second that the values may have.</summary>
    internal virtual int FractionDigits => 6;

    protected Vector Result { get; } = new(kind);

    internal abstract Vector Evaluate(Chunk chunk);

    /// <summary>
    /// Says that the consumer takes the result as a number only: whether PowerShell would hold it as int, long or double cannot show,
    /// as long as it is exact as a double.
    /// </summary>
    internal virtual void TakeAsNumber()
    {
    }
}

