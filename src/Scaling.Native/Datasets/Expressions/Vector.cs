namespace Scaling.Native.Datasets.Expressions;

/// <summary>
/// The values of one node for the rows of a chunk. Null rows hold zero, false or a null text, which PowerShell mostly takes them for.
/// </summary>
internal sealed class Vector
{
    private static readonly long[] NoLongs = [];

    internal Vector(ValueKind kind)
    {
        Kind = kind;
        Nulls = new bool[Chunk.MaxRows];
        Longs = kind.IsLong() ? new long[Chunk.MaxRows] : NoLongs;
        Numbers = kind is ValueKind.Single or ValueKind.Double or ValueKind.Mixed ? new double[Chunk.MaxRows] : [];
        Tags = kind == ValueKind.Mixed ? new byte[Chunk.MaxRows] : [];
        Flags = kind == ValueKind.Boolean ? new bool[Chunk.MaxRows] : [];
        Texts = kind == ValueKind.String ? new string?[Chunk.MaxRows] : [];
        Decimals = kind == ValueKind.Decimal ? new decimal[Chunk.MaxRows] : [];
    }

    internal ValueKind Kind { get; }

    /// <summary>Whether any row may be null; where false, <see cref="Nulls"/> holds nothing of meaning.</summary>
    internal bool HasNulls { get; set; }

    internal bool[] Nulls { get; }

    internal long[] Longs { get; }

    internal double[] Numbers { get; }

    internal byte[] Tags { get; }

    internal bool[] Flags { get; }

    internal string?[] Texts { get; }

    internal decimal[] Decimals { get; }

    internal bool IsNull(int row) => HasNulls && Nulls[row];

    internal void SetNull(int row)
    {
        if (!HasNulls)
        {
            Array.Clear(Nulls);
            HasNulls = true;
        }

        Nulls[row] = true;
    }

    /// <summary>A number of any binary kind as a double, and what it is to PowerShell.</summary>
    /// <returns>False for integers that are not exact as a double.</returns>
    internal bool TryNumber(int row, out double value, out byte tag)
    {
        if (Kind == ValueKind.Mixed)
        {
            (value, tag) = (Numbers[row], Tags[row]);
            return true;
        }

        if (Kind.IsFloating())
        {
            // PowerShell puts the int 0 where a number is null.
            (value, tag) = (Numbers[row], IsNull(row) ? NumberTag.Integer : NumberTag.Double);
            return true;
        }

        var integer = Longs[row];
        (value, tag) = (integer, NumberTag.Integer);
        return integer is > -ValueKinds.ExactInteger and < ValueKinds.ExactInteger;
    }

    /// <summary>The conversion to double that PowerShell makes of a number of any binary kind.</summary>
    internal double ToDouble(int row) => Longs.Length > 0 ? Longs[row] : Numbers[row];
}
