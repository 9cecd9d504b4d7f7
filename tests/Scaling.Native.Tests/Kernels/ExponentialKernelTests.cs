using Scaling.Native.Kernels;
using Xunit;

namespace Scaling.Native.Tests.Kernels;

[Trait("Category", "Kernels")]
public sealed unsafe class ExponentialKernelTests
{
    private const double MostUlps = 1;

    public static TheoryData<string> Paths { get; } = [.. InstructionPath.All.Select(path => path.Name)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Doubles_lie_within_one_unit_in_the_last_place(string path)
    {
        var random = new Random(1);
        double[] values =
        [
            .. Enumerable.Range(0, 3000).Select(_ => random.NextDouble() * 1454 - 745),
            .. Enumerable.Range(0, 3000).Select(_ => random.NextDouble() * 2 - 1),
            .. Enumerable.Range(0, 500).Select(_ => -708 - random.NextDouble() * 37.1),
            .. Enumerable.Range(-1074, 2098).Select(k => (k + 0.5) * Math.Log(2)).Where(x => x < 709.78),
            .. Enumerable.Range(1, 300).Select(i => Math.ScaleB(1 + random.NextDouble(), -i)),
            709.782712893384, -745.1332191019411, -708.3964185322641, -745.13321910194122, double.Epsilon, -double.Epsilon,
        ];
        var results = Run(path, values);
        for (var i = 0; i < values.Length; i++)
        {
            var error = BigExponential.UlpError(values[i], results[i], 52, -1022);
            Assert.True(error < MostUlps, $"e^{values[i]:R} = {results[i]:R} is {error} ulp off");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Singles_lie_within_one_unit_in_the_last_place(string path)
    {
        var random = new Random(2);
        float[] values =
        [
            .. Enumerable.Range(0, 3000).Select(_ => random.NextSingle() * 191 - 103),
            .. Enumerable.Range(0, 3000).Select(_ => random.NextSingle() * 2 - 1),
            .. Enumerable.Range(0, 500).Select(_ => -87 - random.NextSingle() * 16.9f),
            .. Enumerable.Range(-149, 276).Select(k => (float)((k + 0.5) * Math.Log(2))).Where(x => x < 88.72),
            88.72283f, -103.97207f, -87.33654f, float.Epsilon, -float.Epsilon,
        ];
        var results = Run(path, values);
        for (var i = 0; i < values.Length; i++)
        {
            var error = BigExponential.UlpError(values[i], results[i], 23, -126);
            Assert.True(error < MostUlps, $"e^{values[i]:R} = {results[i]:R} is {error} ulp off");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Beyond_the_range_doubles_are_infinite_or_zero_and_what_is_not_a_number_stays_so(string path)
    {
        double[] values =
        [
            709.782712893384, 709.7827128933841, 710, 711, 1e300, double.PositiveInfinity, double.NaN, -double.NaN,
            -745.1332191019411, -745.1332191019412, -746, -747, -1e300, double.NegativeInfinity, 0, -0.0,
        ];
        double[] expected =
        [
            double.MaxValue, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity,
            double.NaN, double.NaN, double.Epsilon, 0, 0, 0, 0, 0, 1, 1,
        ];
        var results = Run(path, values);
        Assert.InRange(results[0], 1.797e308, double.MaxValue);
        Assert.Equal(expected[1..], results[1..]);
        Assert.All(results, value => Assert.False(double.IsNegative(value) && !double.IsNaN(value)));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Beyond_the_range_singles_are_infinite_or_zero_and_what_is_not_a_number_stays_so(string path)
    {
        float[] values = [88.72284f, 89, 1e30f, float.PositiveInfinity, float.NaN, -103.98f, -104, -1e30f, float.NegativeInfinity, 0, -0f];
        float[] expected =
        [
            float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.NaN, 0, 0, 0, 0, 1, 1,
        ];
        Assert.Equal(expected, Run(path, values));
    }

    private static double[] Run(string path, double[] values)
    {
        var results = new double[values.Length];
        fixed (double* x = values, z = results) KernelTheories.Path(path).For<double>().Exponential(x, z, values.Length, StoreMode.Cached);
        return results;
    }

    private static float[] Run(string path, float[] values)
    {
        var results = new float[values.Length];
        fixed (float* x = values, z = results) KernelTheories.Path(path).For<float>().Exponential(x, z, values.Length, StoreMode.Cached);
        return results;
    }
}
