using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>Work that is counted in units.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Run">Does that many units.</param>
internal sealed record UnitVariant(string Name, Action<long> Run);

/// <summary>Measures work of single nanoseconds: a run is many units of it, so that even one run is long enough for the clock.</summary>
internal static class UnitMeasurement
{
    /// <summary>Units in a run: some microseconds in the first cache, less than a millisecond in memory.</summary>
    internal const long UnitsPerRun = 4096;

    /// <param name="session">Times it.</param>
    /// <param name="name">What is measured.</param>
    /// <param name="run">Does that many units.</param>
    /// <returns>Seconds of one unit.</returns>
    internal static Measurement MeasureUnit(this MeasuringSession session, string name, Action<long> run) => session.CompareUnits([new(name, run)])[0];

    /// <summary>The same for several kinds of work, in turns.</summary>
    internal static IReadOnlyList<Measurement> CompareUnits(this MeasuringSession session, IReadOnlyList<UnitVariant> variants)
    {
        var measured = session.Compare([.. variants.Select(v => new Variant { Name = v.Name, Run = runs => v.Run(runs * UnitsPerRun) })]);
        return [.. measured.Select(m => m.DividedBy(UnitsPerRun))];
    }

    /// <summary>The same measurement with seconds of one unit in place of those of a run.</summary>
    internal static Measurement DividedBy(this Measurement measurement, long units) => measurement with
    {
        Samples = [.. measurement.Samples.Select(s => s / units)],
        MedianSeconds = measurement.MedianSeconds / units,
        LowSeconds = measurement.LowSeconds / units,
        HighSeconds = measurement.HighSeconds / units,
        MinimumSeconds = measurement.MinimumSeconds / units,
        IterationsPerSample = measurement.IterationsPerSample * units,
    };
}
