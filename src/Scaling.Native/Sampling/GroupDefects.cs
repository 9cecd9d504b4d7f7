namespace Scaling.Native.Sampling;

/// <summary>Finds what keeps a group from being bootstrapped.</summary>
internal static class GroupDefects
{
    /// <returns>The first defect found, or null.</returns>
    public static BootstrapException? Find(BootstrapGroup group, BootstrapOptions options)
    {
        var values = group.Values.Span;
        if (NotFinite(values) is { } defect)
        {
            return defect;
        }

        foreach (var paired in group.Paired)
        {
            if (NotFinite(paired.Span) is { } other)
            {
                return other;
            }
        }

        return OfRows(group) ?? OfOptions(values.Length, options);
    }

    private static BootstrapException? NotFinite(ReadOnlySpan<double> values)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (!double.IsFinite(values[row]))
            {
                return Defect(BootstrapFailure.ValueNotFinite, $"The value of row {row + 1} of the group is {values[row]}.");
            }
        }

        return null;
    }

    private static BootstrapException? OfOptions(int rows, BootstrapOptions options)
    {
        if (options.WithoutReplacement && options.SampleSize >= rows)
        {
            return Defect(
                BootstrapFailure.SampleSizeTooLarge,
                $"{options.SampleSize} draws without replacement of a group of {rows} rows leave nothing to chance; take fewer.");
        }

        return options.BlockLength > rows
            ? Defect(BootstrapFailure.BlockTooLong, $"Blocks of {options.BlockLength} rows are longer than the group's series of {rows}.")
            : null;
    }

    private static BootstrapException? OfRows(BootstrapGroup group)
    {
        var values = group.Values.Span;
        var drawable = values.Length;
        var weights = group.Weights.Span;
        if (!weights.IsEmpty)
        {
            drawable = 0;
            for (var row = 0; row < weights.Length; row++)
            {
                if (!double.IsFinite(weights[row]) || weights[row] < 0)
                {
                    return Defect(
                        BootstrapFailure.InvalidWeight,
                        $"The weight of row {row + 1} of the group is {weights[row]}; weights must be finite and not negative.");
                }

                drawable += weights[row] > 0 ? 1 : 0;
            }

            if (drawable == 0)
            {
                return Defect(BootstrapFailure.AllWeightsZero, $"All {values.Length} weights of the group are zero.");
            }
        }

        return drawable switch
        {
            >= 2 => null,
            _ when drawable < values.Length => Defect(
                BootstrapFailure.TooFewRows,
                $"Only one of the group's {values.Length} rows has a weight above zero; resampling needs at least two."),
            _ => Defect(BootstrapFailure.TooFewRows, $"Resampling needs at least two rows; the group has {values.Length}."),
        };
    }

    private static BootstrapException Defect(BootstrapFailure failure, FormattableString message) =>
        new(failure, FormattableString.Invariant(message));
}
