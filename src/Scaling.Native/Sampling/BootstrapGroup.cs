namespace Scaling.Native.Sampling;

/// <summary>The rows of one group.</summary>
public sealed class BootstrapGroup
{
    /// <param name="values">One value a row.</param>
    /// <param name="weights">One weight a row; empty draws every row alike.</param>
    /// <exception cref="ArgumentException">There are weights, but not one a value.</exception>
    public BootstrapGroup(ReadOnlyMemory<double> values, ReadOnlyMemory<double> weights = default)
    {
        if (!weights.IsEmpty && weights.Length != values.Length)
        {
            throw new ArgumentException($"{values.Length} values but {weights.Length} weights.", nameof(weights));
        }

        Values = values;
        Weights = weights;
    }

    public ReadOnlyMemory<double> Values { get; }

    public ReadOnlyMemory<double> Weights { get; }

    /// <summary>What was found wrong with the group before it came here, such as a null; it then has no result but this error.</summary>
    public BootstrapException? Defect { get; init; }
}
