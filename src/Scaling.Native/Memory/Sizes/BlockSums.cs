namespace Scaling.Native.Memory.Sizes;

/// <summary>What a column takes in a part of the data, but for its rows, which all columns share.</summary>
internal struct BlockSums
{
    internal long Nulls;

    /// <summary>Empty values that text columns have and others take for null.</summary>
    internal long EmptyTexts;

    /// <summary>Bytes of values of any length.</summary>
    internal long ValueBytes;

    /// <summary>Bytes where the data is.</summary>
    internal long SourceBytes;

    /// <summary>Bytes of the values as objects.</summary>
    internal long ObjectBytes;

    internal void Add(in BlockSums other)
    {
        Nulls += other.Nulls;
        EmptyTexts += other.EmptyTexts;
        ValueBytes += other.ValueBytes;
        SourceBytes += other.SourceBytes;
        ObjectBytes += other.ObjectBytes;
    }
}
