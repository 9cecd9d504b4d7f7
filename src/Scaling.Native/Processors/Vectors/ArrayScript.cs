namespace Scaling.Native.Processors.Vectors;

/// <summary>A way to do the operation that the core does not know, over managed arrays.</summary>
public abstract class ArrayScript
{
    /// <summary>What it is called in results.</summary>
    public abstract string Name { get; }

    /// <summary>What it is run by.</summary>
    public abstract string Path { get; }

    /// <summary>Does the operation over whole arrays as many times as it is told.</summary>
    /// <param name="x">Elements.</param>
    /// <param name="y">As many, or null where the operation needs none.</param>
    /// <param name="z">Gets as many; null where the operation gives one number.</param>
    /// <param name="scalar">The operation's scalar, of the type of the elements.</param>
    /// <param name="times">At least 1.</param>
    /// <returns>The number where the operation gives one.</returns>
    public abstract double Run(Array x, Array? y, Array? z, object scalar, long times);
}
