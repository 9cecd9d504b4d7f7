using System.Globalization;
using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Draws;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>Digits depend on the seed and on the rows, not on the workers or the instructions, nor on the version.</summary>
[Trait("Category", "Kernels")]
public sealed class DigitsTests
{
    private static readonly string[] Designs = ["plain", "equal rows", "many rows", "weights", "many weights", "strata", "Circular", "Moving", "Stationary", "without"];

    public static TheoryData<BootstrapStatistic, IntervalMethod> Cases
    {
        get
        {
            var data = new TheoryData<BootstrapStatistic, IntervalMethod>();
            foreach (var statistic in Enum.GetValues<BootstrapStatistic>())
                foreach (var method in Enum.GetValues<IntervalMethod>()) data.Add(statistic, method);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Digits_are_the_same_with_any_workers_and_instructions(BootstrapStatistic statistic, IntervalMethod method)
    {
        foreach (var design in Designs)
        {
            var (groups, options) = Make(design, statistic, method);
            if (!IsAllowed(options)) continue;
            var first = Run(groups, options with { Workers = 1, Path = DrawPath.All[^1] });
            Assert.Contains(first, outcome => outcome.Figures is not null);
            foreach (var path in DrawPath.All.Where(path => path.IsSupported))
                foreach (var workers in (int[])[1, 2, 3])
                    Assert.Equal(first, Run(groups, options with { Workers = workers, Path = path }));
        }
    }

    [Theory]
    [InlineData(
        "plain", BootstrapStatistic.Mean, IntervalMethod.Percentile,
        "0.4705337184098797 0.04186733397883382 0.3887984547504211 0.5527267986563716")]
    [InlineData(
        "many rows", BootstrapStatistic.Mean, IntervalMethod.Basic,
        "0.49397780945831704 0.008116745741951488 0.47830559852226145 0.5095393710126234")]
    [InlineData(
        "many weights", BootstrapStatistic.Mean, IntervalMethod.BCa,
        "0.4919420147744873 0.008018055877621007 0.4755503887528826 0.5075555616296369")]
    [InlineData(
        "weights", BootstrapStatistic.Sum, IntervalMethod.Normal,
        "19.57815441028489 1.7305381617945472 16.189981510674706 22.97356645265363")]
    [InlineData(
        "equal rows", BootstrapStatistic.Variance, IntervalMethod.BCa,
        "4.2174481351981346 0.7701639386640384 3.0871794871794873 6.141273610607893")]
    [InlineData(
        "plain", BootstrapStatistic.StandardDeviation, IntervalMethod.Studentized,
        "0.26525371002464654 0.025337292976470013 0.2243683603299087 0.3288087460773439")]
    [InlineData(
        "plain", BootstrapStatistic.Median, IntervalMethod.Percentile,
        "0.4525915813136357 0.05140903552511418 0.3664644291159206 0.523422141161902")]
    [InlineData(
        "strata", BootstrapStatistic.Quantile, IntervalMethod.BCa,
        "0.5846234659713447 0.06512777071180567 0.5062949905423458 0.7528294495463117")]
    [InlineData(
        "strata", BootstrapStatistic.Mean, IntervalMethod.Percentile,
        "0.47221427966450513 0.03811441880761342 0.40036579049039916 0.5453860115460573")]
    [InlineData(
        "weights", BootstrapStatistic.Correlation, IntervalMethod.Studentized,
        "0.893494926507782 0.026679350466471883 0.8231872973559639 0.934572396104124")]
    [InlineData(
        "many rows", BootstrapStatistic.Ratio, IntervalMethod.BCa,
        "0.19813478962244904 0.0021015286035630685 0.19390311612875832 0.20222271502292774")]
    [InlineData(
        "Circular", BootstrapStatistic.Mean, IntervalMethod.Percentile,
        "0.47536840782569695 0.04972712198279256 0.37586411848479784 0.5683760325634072")]
    [InlineData(
        "Moving", BootstrapStatistic.Median, IntervalMethod.Basic,
        "0.47709257076760847 0.05078830768391789 0.3576994360987188 0.5341220797898608")]
    [InlineData(
        "Stationary", BootstrapStatistic.Variance, IntervalMethod.Normal,
        "0.07019498638170044 0.013281480877188204 0.04898610690267183 0.10104855526396447")]
    [InlineData(
        "without", BootstrapStatistic.Mean, IntervalMethod.Percentile,
        "0.4722912116140228 0.06211292329821054 0.35481499536325806 0.596599855443787")]
    public void Digits_stay_from_version_to_version(string design, BootstrapStatistic statistic, IntervalMethod method, string digits)
    {
        var (groups, options) = Make(design, statistic, method);
        var figures = ParallelBootstrap.Run(groups, options).First().Estimate!;
        var ours = string.Join(' ', ((double[])[figures.Mean, figures.StandardError, figures.LowerBound, figures.UpperBound])
            .Select(figure => figure.ToString("R", CultureInfo.InvariantCulture)));
        Assert.True(digits == ours, ours);
    }

    private static bool IsAllowed(BootstrapOptions options) =>
        options.Method is not (IntervalMethod.BCa or IntervalMethod.Studentized) || !(options.WithoutReplacement || options.BlockLength is not null);

    private static (BootstrapGroup[] Groups, BootstrapOptions Options) Make(string design, BootstrapStatistic statistic, IntervalMethod method)
    {
        var options = new BootstrapOptions { Seed = 2026, Statistic = statistic, Method = method, Quantile = 0.7, ResampleCount = 1100 };
        options = design switch
        {
            "without" => options with { WithoutReplacement = true, SampleSize = 12 },
            "Circular" or "Moving" or "Stationary" => options with { BlockLength = 4, BlockMethod = Enum.Parse<BlockMethod>(design) },
            _ => options,
        };
        return ([Group(design, 40, statistic), Group(design, 23, statistic)], options);
    }

    // Only of arithmetic that is the same everywhere: no logarithms, no sines.
    private static BootstrapGroup Group(string design, int size, BootstrapStatistic statistic)
    {
        var rows = design.StartsWith("many", StringComparison.Ordinal) ? 30 * size : size;
        var stream = new Xoshiro256PlusPlus(1, 2, 3, (ulong)rows);
        var (x, y, weights, strata) = (new double[rows], new double[rows], new double[rows], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            x[row] = (stream.Next() >> 11) * (1.0 / (1L << 53));
            if (design == "equal rows") x[row] = Math.Floor(x[row] * 8);
            y[row] = x[row] * 2 + 1 + (stream.Next() >> 11) * (1.0 / (1L << 53));
            (weights[row], strata[row]) = (stream.Next() % 100, row % 3);
        }

        return new(x, design.EndsWith("weights", StringComparison.Ordinal) ? weights : null)
        {
            Paired = statistic is BootstrapStatistic.Correlation or BootstrapStatistic.Ratio ? [y] : [],
            Strata = design == "strata" ? strata : default(ReadOnlyMemory<int>),
        };
    }

    private static (BootstrapEstimate? Figures, BootstrapFailure? Failure)[] Run(BootstrapGroup[] groups, BootstrapOptions options) =>
        [.. ParallelBootstrap.Run(groups, options).Select(outcome =>
            (outcome.Estimate is { } figures ? figures with { Elapsed = default, InstructionPath = "" } : null, outcome.Error?.Failure))];
}
