namespace Scaling.Native.Tests.Sampling;

/// <summary>Numbers that are hard on selection.</summary>
internal static class Distributions
{
    public static double[] Make(string kind, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(index =>
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return kind switch
            {
                "normal" or "one" => normal,
                "heavy" => normal / Math.Pow(random.NextDouble(), 4),
                "ties" => Math.Round(normal * 10) / 10,
                "constant" => 0.3,
                "two" => normal < 0.2 ? -0.0 : 1,
                "zeros" => normal < -1 ? -1 : normal < 0 ? -0.0 : normal < 1 ? 0.0 : 1,
                "infinite" => normal < -1.9 ? double.NegativeInfinity : normal > 1.9 ? double.PositiveInfinity : normal,
                "all infinite" => normal < 0 ? double.NegativeInfinity : double.PositiveInfinity,
                "tiny" => 5 + Math.Round(normal) * Math.ScaleB(1, -50),
                "denormal" => Math.Round(normal * 100) * double.Epsilon,
                "huge" => Math.Clamp(normal, -3, 3) * 5e307,
                "scales" => Math.Pow(10, normal * 90),
                "far" => 1e15 + Math.Round(normal * 1000),
                "misled" => normal * 1e200,
                "sorted" => index,
                "reversed" => -index,
                "waves" => index % 64,
                "one in many" => index == count / 2 ? 1 : 0,
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
            };
        })];
    }
}
