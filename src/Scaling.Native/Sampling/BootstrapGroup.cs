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

    /// <summary>The first column.</summary>
    public ReadOnlyMemory<double> Values { get; }

    /// <summary>Further columns, paired with the first: one value a row.</summary>
    public IReadOnlyList<ReadOnlyMemory<double>> Paired { get; init; } = [];

    /// <summary>The stratum of each row, numbered from 0 on; empty where there is one only. Each stratum is resampled apart.</summary>
    public ReadOnlyMemory<int> Strata { get; init; }

    public ReadOnlyMemory<double> Weights { get; }

    /// <summary>Sum of the weights; the number of rows where there are none.</summary>
    internal double TotalWeight
    {
        get
        {
            CompensatedSum sum = default;
            foreach (var weight in Weights.Span)
            {
                sum.Add(weight);
            }

            return Weights.IsEmpty ? Values.Length : sum.Value;
        }
    }

    /// <summary>What was found wrong with the group before it came here, such as a null; it then has no result but this error.</summary>
    public BootstrapException? Defect { get; init; }
}
