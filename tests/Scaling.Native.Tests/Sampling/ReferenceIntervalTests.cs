using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>Figures of R's boot and of scipy on published datasets, against ours on the same rows.</summary>
public sealed class ReferenceIntervalTests
{
    private const int Resamples = 100_000;

    /// <summary>Of the combined Monte-Carlo error. There are some 2,400 figures, whose errors are known to a quarter only.</summary>
    private const double Errors = 5;

    /// <summary>With more resampled values than this, the next one is nearer than a Monte-Carlo error.</summary>
    private const int MostLatticePoints = 10_000;

    public static TheoryData<string> Datasets => [.. ReferenceFigures.Datasets.Keys];

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Every_figure_is_that_of_R_and_scipy_within_five_Monte_Carlo_errors(string dataset)
    {
        var misses = new List<string>();
        foreach (var rows in ReferenceFigures.Rows.Where(row => row.Dataset == dataset).GroupBy(row => (row.Statistic, row.Option)))
        {
            double[]? lattice = null;
            foreach (var ofMethod in rows.GroupBy(row => row.Method))
            {
                var ours = Ours(ofMethod.First(), keeps: lattice is null);
                lattice ??= Lattice(ours.Distribution!);
                foreach (var row in ofMethod.Where(row => OtherDefinition(row) is null))
                    misses.AddRange(Compare(row, ours, lattice));
            }
        }

        Assert.True(misses.Count == 0, string.Join(Environment.NewLine, misses));
    }

    [Fact]
    public void Rows_of_other_definitions_are_these_and_no_others() =>
        Assert.Equal(
            [("", 602), ("jackknife about t0", 42), ("ties not counted", 12), ("variance's own error", 10)],
            ReferenceFigures.Rows.GroupBy(row => OtherDefinition(row) ?? "").Select(rows => (rows.Key, rows.Count())).Order());

    [Fact]
    public void Weights_that_count_rows_differ_from_the_rows_written_out_in_the_divisor_of_the_estimate_only()
    {
        foreach (var row in ReferenceFigures.Rows.Where(row => row.Option == "weights;m=200" && row.Statistic != "Mean" && row.Method == "Percentile"))
        {
            var data = ReferenceFigures.Datasets[row.Dataset];
            var ours = Run(row, new BootstrapGroup(data.X, data.Weights), keeps: false);
            var ratio = row.Statistic == "Variance" ? 199.0 / 200 : Math.Sqrt(199.0 / 200);
            Assert.Equal(row.Estimate * ratio, ours.Estimate, 9);
            Assert.InRange(ours.StandardError - row.StandardError.Value, -Tolerance(row, row.StandardError), Tolerance(row, row.StandardError));
            Assert.InRange(ours.LowerBound - row.Lower!.Value.Value, -0.02, 0.02);
        }
    }

    /// <summary>Why a row says nothing about ours, or null.</summary>
    private static string? OtherDefinition(ReferenceRow row) => row switch
    {
        // R takes the jackknife's differences from the estimate; ours, scipy and Efron from their mean.
        { Method: "BCa" } when row.Source.EndsWith("empinf jackknife", StringComparison.Ordinal) => "jackknife about t0",
        // Where resamples tie with the estimate: R counts none of them as below it; ours and scipy half of them.
        { Method: "BCa", IsOfR: true } when row.Statistic is "Median" or "Quantile0.9" || row.Dataset == "horsekicks" => "ties not counted",
        // Theirs is the plug-in (m4 − m2²) n / (n − 1)²; ours the exact variance of s² in samples from the rows.
        { Method: "Studentized", Statistic: "Variance" } => "variance's own error",
        _ => null,
    };

    private static BootstrapEstimate Ours(ReferenceRow row, bool keeps)
    {
        var data = ReferenceFigures.Datasets[row.Dataset];
        // Weights that are counts: of the rows written out, s² has another divisor than of a distribution.
        var isWrittenOut = row.Option == "weights;m=200" && row.Statistic != "Mean";
        var values = isWrittenOut ? [.. data.X.SelectMany((x, i) => Enumerable.Repeat(x, (int)data.Weights[i]))] : data.X;
        return Run(row, new BootstrapGroup(values, row.Option.StartsWith("weights", StringComparison.Ordinal) && !isWrittenOut ? data.Weights : null)
        {
            Paired = row.Statistic is "Correlation" or "Ratio" ? [data.Y] : [],
            Strata = row.Option == "strata" ? data.Strata : default(ReadOnlyMemory<int>),
        }, keeps);
    }

    private static BootstrapEstimate Run(ReferenceRow row, BootstrapGroup group, bool keeps) => ParallelBootstrap.Run([group], new BootstrapOptions
    {
        Seed = 2026,
        Workers = 2,
        ResampleCount = Resamples,
        KeepDistribution = keeps,
        Statistic = row.Statistic == "Quantile0.9" ? BootstrapStatistic.Quantile : Enum.Parse<BootstrapStatistic>(row.Statistic),
        Quantile = 0.9,
        Method = row.Method.Length == 0 ? IntervalMethod.Normal : Enum.Parse<IntervalMethod>(row.Method),
        ConfidenceLevel = row.Level,
        SampleSize = row.Draws,
        BlockLength = row.Setting("length=") is { } length ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : null,
        BlockMethod = row.Setting("block=") is { } method ? Enum.Parse<BlockMethod>(method, ignoreCase: true) : default,
    }).Single().Estimate!;

    private static IEnumerable<string> Compare(ReferenceRow row, BootstrapEstimate ours, double[] lattice)
    {
        var (estimate, bias) = (ours.Estimate, ours.Bias);
        if (row is { Statistic: "Sum", Draws: { } draws })
        {
            // Theirs is the sum of all rows, ours that of as many as are drawn.
            estimate *= (double)ours.Rows / draws;
            bias = ours.Mean - estimate;
        }

        if (!(Math.Abs(estimate - row.Estimate) <= 1e-9 * Math.Abs(row.Estimate))) yield return Miss("estimate", estimate, row.Estimate, 0);
        var own = ours.StandardError / Math.Sqrt(Resamples);
        var tolerance = double.IsInfinity(row.Resamples) ? Errors * own : Tolerance(row, row.Bias);
        if (!(Math.Abs(bias - row.Bias.Value) <= tolerance)) yield return Miss("bias", bias, row.Bias.Value, tolerance);
        // Exact rows have no error; that of a standard deviation is s / √(2 B) for near normal numbers, so s / √B leaves room for others.
        tolerance = double.IsInfinity(row.Resamples) ? Errors * own : Tolerance(row, row.StandardError);
        if (!(Math.Abs(ours.StandardError - row.StandardError.Value) <= tolerance))
            yield return Miss("standard error", ours.StandardError, row.StandardError.Value, tolerance);
        foreach (var (name, bound, theirs) in new[] { ("lower", ours.LowerBound, row.Lower), ("upper", ours.UpperBound, row.Upper) })
        {
            if (theirs is not { } figure) continue;
            tolerance = Tolerance(row, figure) + Step(row.Method, ours.Estimate, bound, figure.Value, lattice);
            if (!(Math.Abs(bound - figure.Value) <= tolerance)) yield return Miss(name, bound, figure.Value, tolerance);
        }

        string Miss(string name, double our, double their, double most) =>
            FormattableString.Invariant($"{row.Statistic} {row.Method} {row.Option} {name}: {our:G8}, {row.Source} {their:G8}, tolerance {most:G3}");
    }

    // Ten digits are written.
    private static double Tolerance(ReferenceRow row, ReferenceFigure figure) =>
        Errors * figure.Error * Math.Sqrt(1 + row.Resamples / Resamples) + 1e-9 * Math.Abs(figure.Value);

    /// <summary>From a bound to the next resampled value on the side of theirs; 0 where there are so many that it does not matter.</summary>
    private static double Step(string method, double estimate, double bound, double theirs, double[] lattice)
    {
        if (lattice.Length > MostLatticePoints || method is not ("Percentile" or "Basic" or "BCa")) return 0;
        var (ours, other) = method == "Basic" ? (2 * estimate - bound, 2 * estimate - theirs) : (bound, theirs);
        // Bounds of type 7 may lie between two values.
        var slack = 1e-12 * Math.Abs(ours);
        var next = other > ours ? Array.Find(lattice, value => value > ours + slack) : Array.FindLast(lattice, value => value < ours - slack);
        return Math.Abs(next - ours);
    }

    private static double[] Lattice(double[] distribution)
    {
        Array.Sort(distribution);
        var points = new List<double> { distribution[0] };
        foreach (var value in distribution)
            if (value > points[^1] + 1e-12 * Math.Abs(value)) points.Add(value);
        return [.. points];
    }
}
