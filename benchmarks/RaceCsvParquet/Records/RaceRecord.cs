using Scaling.Benchmarks.RaceCsvParquet.Checking;
using Scaling.Benchmarks.RaceCsvParquet.Contestants;

namespace Scaling.Benchmarks.RaceCsvParquet.Records;

/// <summary>A whole race, as it is stored.</summary>
internal sealed record RaceRecord(
    string Command, RunEnvironment Environment, double LoadAfter, int Threads, IReadOnlyList<ContestantRecord> Contestants, IReadOnlyList<Heat> Heats,
    IReadOnlyList<Breakdown> Breakdowns);

/// <summary>Who ran, in which version and with which settings.</summary>
internal sealed record ContestantRecord(string Name, string Version, string Settings);

/// <summary>One file and one codec.</summary>
internal sealed record Heat(
    string Shape, string Description, long Rows, int Columns, ulong Seed, long SourceBytes, string SourceSha256, string Codec, int? Level, long? MemoryLimit, IReadOnlyList<HeatResult> Results,
    CheckResult Check)
{
    internal HeatResult? Ours => Results.FirstOrDefault(r => r.Contestant == Contestant.Ours);
}

/// <summary>What a contestant reached in a heat.</summary>
/// <param name="Contestant">Its name.</param>
/// <param name="ReadySeconds">From the start of the process until it is ready to convert: runtime, engine, module.</param>
/// <param name="FirstFileSeconds">From the start of the process until its first file is written.</param>
/// <param name="FirstCallSeconds">The first conversion in a fresh process.</param>
/// <param name="LaterCallSeconds">The following conversions in the same processes.</param>
/// <param name="LaterCallProcessorSeconds">User and system time of those.</param>
/// <param name="IdleBytes">Resident before the first conversion, median.</param>
/// <param name="FirstCallPeakBytes">High-water mark after the first conversion, median.</param>
/// <param name="PeakBytes">High-water mark after the last conversion, highest of all processes.</param>
/// <param name="OutputBytes">Size of the Parquet file, median.</param>
/// <param name="Runs">All single figures.</param>
internal sealed record HeatResult(
    string Contestant,
    Spread ReadySeconds,
    Spread FirstFileSeconds,
    Spread FirstCallSeconds,
    Spread? LaterCallSeconds,
    Spread? LaterCallProcessorSeconds,
    long IdleBytes,
    long FirstCallPeakBytes,
    long PeakBytes,
    long OutputBytes,
    IReadOnlyList<ProcessRun> Runs)
{
    internal static HeatResult Of(string contestant, IReadOnlyList<ProcessRun> runs)
    {
        var later = runs.SelectMany(run => run.Calls.Skip(1)).ToArray();
        return new(
            contestant,
            Spread.Of(runs.Select(run => run.ReadySeconds))!,
            Spread.Of(runs.Select(run => run.FirstFileSeconds))!,
            Spread.Of(runs.Select(run => run.Calls[0].Seconds))!,
            Spread.Of(later.Select(call => call.Seconds)),
            Spread.Of(later.Select(call => call.ProcessorSeconds)),
            (long)Spread.Of(runs.Select(run => (double)run.IdleBytes))!.Median,
            (long)Spread.Of(runs.Select(run => (double)run.Calls[0].PeakBytes))!.Median,
            runs.Max(run => run.Calls[^1].PeakBytes),
            (long)Spread.Of(runs.Select(run => (double)run.OutputBytes))!.Median,
            runs);
    }

    /// <summary>How far the highest peak is above what the same process held before converting.</summary>
    internal long PeakAboveIdleBytes => Runs.Max(run => run.Calls[^1].PeakBytes - run.IdleBytes);
}
