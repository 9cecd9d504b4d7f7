using System.Diagnostics;
using System.Text.Json;
using Scaling.Benchmarks.RaceCsvParquet.Records;

namespace Scaling.Benchmarks.RaceCsvParquet.Contestants;

/// <summary>Runs a contestant's process and gathers what it says.</summary>
internal static class ContestantProcess
{
    /// <exception cref="RaceException">The process failed or said something else than it should.</exception>
    internal static ProcessRun Run(Contestant contestant, Conversion conversion, IReadOnlyList<int> processors, CancellationToken cancellationToken)
    {
        var command = contestant.Command(conversion);
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true };
        // Programs that take no number of threads go by the processors they may run on.
        if (processors.Count > conversion.Threads) command = ["taskset", "-c", string.Join(',', processors.Take(conversion.Threads)), .. command];
        start.FileName = command[0];
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in contestant.Environment(conversion.Threads)) start.Environment[name] = value;

        // Nobody shall wait for the disk because of what another has written.
        using (var sync = Process.Start("sync")) sync.WaitForExit();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var (ready, readySeconds, firstSeconds) = ((Event?)null, 0.0, 0.0);
        var calls = new List<Call>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var said = clock.Elapsed.TotalSeconds;
            switch (Parse(line))
            {
                case { Name: "ready" } e:
                    (ready, readySeconds) = (e, said);
                    break;
                case { Name: "call" } e:
                    if (calls.Count == 0) firstSeconds = said;
                    calls.Add(new(e.Seconds, e.ProcessorSeconds, e.PeakBytes));
                    break;
                default:
                    throw new RaceException($"{contestant.Name} said: {line}");
            }
        }

        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0 || ready is null || calls.Count != conversion.Calls)
            throw new RaceException($"{contestant.Name} ended with {process.ExitCode} after {calls.Count} calls. {errors.GetAwaiter().GetResult()}");
        return new(ready.Version!, ready.ImportSeconds, readySeconds, firstSeconds, ready.IdleBytes, calls, new FileInfo(conversion.Output).Length);
    }

    private static Event? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Event>(line, Json.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What one process did.</summary>
/// <param name="Version">Of the contestant and of what it runs on.</param>
/// <param name="ImportSeconds">Of the module, within what follows; null where there is none.</param>
/// <param name="ReadySeconds">From the start of the process until it is ready to convert.</param>
/// <param name="FirstFileSeconds">From the start of the process until its first file is written.</param>
/// <param name="IdleBytes">Resident before the first conversion.</param>
/// <param name="Calls">The first is cold.</param>
/// <param name="OutputBytes">Size of the Parquet file.</param>
internal sealed record ProcessRun(
    string Version, double? ImportSeconds, double ReadySeconds, double FirstFileSeconds, long IdleBytes, IReadOnlyList<Call> Calls, long OutputBytes);

/// <summary>A conversion: wall and processor time, and the process's peak memory until then.</summary>
internal sealed record Call(double Seconds, double ProcessorSeconds, long PeakBytes);
