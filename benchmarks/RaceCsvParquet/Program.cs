using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Scaling.Benchmarks.RaceCsvParquet;
using Scaling.Benchmarks.RaceCsvParquet.Contestants;
using Scaling.Benchmarks.RaceCsvParquet.Records;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    if (args is [DuckDbProcess.Verb, .. var conversion]) return DuckDbProcess.Run(conversion);
    if (args.Any(a => a.TrimStart('-').ToUpperInvariant() is "HELP" or "H" or "?"))
    {
        Console.WriteLine(RaceOptions.Usage);
        return 0;
    }

    return Run(RaceOptions.Parse(args), args);
}
catch (RaceException e)
{
    Console.Error.WriteLine(e.Message);
    return 64;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}

static int Run(RaceOptions options, string[] args)
{
    if (!OperatingSystem.IsLinux()) throw new RaceException("Memory is measured through /proc, so the race runs on Linux only.");
    var root = RepositoryRoot();
    var contestants = Lineup.Of(options, root);
    var folder = options.Folder ?? Directory.CreateTempSubdirectory("race-csv-parquet-").FullName;
    Directory.CreateDirectory(folder);
    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    try
    {
        var environment = RunEnvironment.Now(root, folder);
        var command = string.Join(' ', ["benchmarks/race-csv-parquet.sh", .. args]);
        var record = new Race(options, folder, contestants).Run(environment, command, stop.Token);
        var report = MarkdownReport.Of(record);
        Console.Write(report);
        if (!options.NoRecord) Store(options.Record ?? Path.Combine(root, "benchmarks", "records"), record, report);
        return record.Heats.Any(heat => heat.Check.Differences.Count > 0) ? 1 : 0;
    }
    finally
    {
        if (options.Keep) Console.Error.WriteLine($"Data and outputs: {folder}");
        else if (options.Folder is null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    // The contestant ends with the race, and the race clears up.
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}

static void Store(string folder, RaceRecord record, string report)
{
    Directory.CreateDirectory(folder);
    var name = Path.Combine(folder, $"race-csv-parquet-{record.Environment.Date:yyyy-MM-ddTHHmm}");
    File.WriteAllText(name + ".json", JsonSerializer.Serialize(record, Json.Record) + "\n");
    File.WriteAllText(name + ".md", report);
    Console.Error.WriteLine($"Recorded: {name}.json and .md");
}

static string RepositoryRoot()
{
    for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
    {
        if (File.Exists(Path.Combine(folder, "Scaling.sln"))) return folder;
    }

    throw new RaceException("Scaling.sln is not above the program's folder.");
}
