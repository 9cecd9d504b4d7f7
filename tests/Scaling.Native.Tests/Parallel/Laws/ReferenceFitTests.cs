using System.Globalization;
using Scaling.Native.Parallel.Laws;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Laws;

/// <summary>Fits against those of scipy and R, made by tests/references/scaling-laws.</summary>
public sealed class ReferenceFitTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Parallel", "Laws");

    private static readonly ILookup<string, ScalingObservation> Times = Rows("ReferenceTimes.csv")
        .ToLookup(r => r["dataset"], r => new ScalingObservation(int.Parse(r["workers"], CultureInfo.InvariantCulture), Number(r["seconds"])!.Value));

    public static TheoryData<string, string, string> Fits(string program)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var row in Rows("ReferenceFits.csv").Where(r => r["source"].Contains(program, StringComparison.Ordinal)))
            data.Add(row["dataset"], row["mode"], row["law"]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Fits), "scipy")]
    public void Estimates_and_intervals_are_those_of_scipy(string dataset, string mode, string law)
    {
        var (row, fit) = (Row(dataset, law, "scipy"), Fit(dataset, mode, law));
        Close(row["one_worker_seconds"], fit.OneWorkerSeconds, 1e-6);
        Close(row["contention"], fit.Contention!.Value.Value, 1e-5);
        Close(row["contention_low"], fit.Contention.Value.Low, 1e-5);
        Close(row["contention_high"], fit.Contention.Value.High, 1e-5);
        Close(row["coherency"], fit.Coherency?.Value, 1e-5);
        Close(row["coherency_low"], fit.Coherency?.Low, 1e-5);
        Close(row["coherency_high"], fit.Coherency?.High, 1e-5);
        // No worse than scipy's, which may end short of the least.
        Assert.True(fit.SumOfSquares <= Number(row["sum_of_squares"])! * (1 + 1e-9) + 1e-17, $"{fit.SumOfSquares} above {row["sum_of_squares"]}");
    }

    [Theory]
    [MemberData(nameof(Fits), "nls")]
    public void Estimates_are_those_of_nls_and_intervals_those_of_its_profile(string dataset, string mode, string law)
    {
        var (row, fit) = (Row(dataset, law, "nls"), Fit(dataset, mode, law));
        Close(row["one_worker_seconds"], fit.OneWorkerSeconds, 1e-6);
        Close(row["contention"], fit.Contention!.Value.Value, 1e-4);
        Close(row["coherency"], fit.Coherency?.Value, 1e-4);

        // nls knows no bounds: where one is met, for this parameter or for the other meanwhile, its profile is another one.
        if (fit.Contention.Value.Low == 0 || fit.Contention.Value.High == 1 || fit.Coherency?.Low == 0 || row["contention_low"].Length == 0) return;
        Close(row["contention_low"], fit.Contention.Value.Low, 5e-3);
        Close(row["contention_high"], fit.Contention.Value.High, 5e-3);
        Close(row["coherency_low"], fit.Coherency?.Low, 5e-3);
        Close(row["coherency_high"], fit.Coherency?.High, 5e-3);
    }

    [Fact]
    public void Published_estimates_of_usl_are_near_though_it_fits_rates_and_not_their_logarithms()
    {
        // coef and confint of usl 3.0 for the first six rows of its dataset raytracer: 0.02444 (0.00754, 0.04135) and 0.00163 (0.00110, 0.00215).
        var fit = Fit("raytracer-6", "Strong", "UniversalScalability");
        Assert.InRange(fit.Contention!.Value.Value, 0.00754, 0.04135);
        Assert.InRange(fit.Coherency!.Value.Value, 0.00110, 0.00215);
        Assert.InRange(0.02444, fit.Contention.Value.Low!.Value, fit.Contention.Value.High!.Value);
        Assert.InRange(0.00163, fit.Coherency.Value.Low!.Value, fit.Coherency.Value.High!.Value);
        // "exact" was computed with 0.02 and 0.02, to four places.
        Assert.Equal(0.02, Fit("exact", "Strong", "UniversalScalability").Contention!.Value.Value, 1e-5);
    }

    private static ScalingFit Fit(string dataset, string mode, string law) => ScalingFitter.Fit(
        [.. Times[dataset]], Enum.Parse<ScalingMode>(mode), Enum.Parse<ScalingLaw>(law), new ScalingFitOptions());

    private static Dictionary<string, string> Row(string dataset, string law, string program) => Rows("ReferenceFits.csv")
        .Single(r => r["dataset"] == dataset && r["law"] == law && r["source"].Contains(program, StringComparison.Ordinal));

    private static void Close(string expected, double? actual, double relative)
    {
        if (Number(expected) is not { } number) Assert.Null(actual);
        else if (double.IsInfinity(number)) Assert.Equal(number, actual);
        else Assert.Equal(number, actual!.Value, Math.Max(Math.Abs(number) * relative, 2e-9));
    }

    private static double? Number(string text) =>
        text.Length == 0 ? null : text == "inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, file));
        var header = lines[0].Split(',');
        return lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second));
    }
}
