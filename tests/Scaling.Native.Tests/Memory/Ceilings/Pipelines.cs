using Scaling.Native.Memory.Ceilings;

namespace Scaling.Native.Tests.Memory.Ceilings;

/// <summary>Pipelines that several tests look at.</summary>
internal static class Pipelines
{
    internal const long MB = 1L << 20;

    /// <summary>The chapter's picture: the input is read and converted, and three more steps each make their own from the last.</summary>
    internal static IReadOnlyList<MemoryStep> Chapter { get; } =
    [
        Step("read", [], ("raw", MemorySize.Bytes(100 * MB))),
        Step("convert", ["raw"], ("data", MemorySize.Ratio(0.6, "raw"))),
        Step("aggregate", ["data"], ("sums", MemorySize.Bytes(20 * MB))),
        Step("bootstrap", ["sums"], ("means", MemorySize.Bytes(50 * MB))),
        Step("summarize", ["means"], ("table", MemorySize.Bytes(1 * MB))),
    ];

    internal static MemoryStep Step(string name, string[] reads, params (string Name, MemorySize Size)[] makes) =>
        new() { Name = name, Reads = reads, Makes = [.. makes.Select(m => new MadeObject(m.Name, m.Size))] };

    internal static CeilingForecast Forecast(IReadOnlyList<MemoryStep> steps, CeilingPolicy policy, ForecastOptions? options = null) =>
        MemoryPlan.FromSteps(steps).Forecast(policy, options ?? new ForecastOptions());

    internal static double[] InMB(IEnumerable<long> bytes) => [.. bytes.Select(b => b / (double)MB)];
}
