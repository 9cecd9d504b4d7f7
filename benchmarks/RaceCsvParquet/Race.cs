using System.Security.Cryptography;
using Scaling.Benchmarks.RaceCsvParquet.Checking;
using Scaling.Benchmarks.RaceCsvParquet.Contestants;
using Scaling.Benchmarks.RaceCsvParquet.Data;
using Scaling.Benchmarks.RaceCsvParquet.Records;

namespace Scaling.Benchmarks.RaceCsvParquet;

/// <summary>Runs the contestants in turn over each file and codec.</summary>
internal sealed class Race
{
    private readonly RaceOptions _options;
    private readonly string _folder;
    private readonly IReadOnlyList<Contestant> _contestants;
    private readonly IReadOnlyList<int> _processors = RunEnvironment.UsableProcessorNumbers();
    private readonly Dictionary<string, string> _versions = [];
    private readonly List<Heat> _heats = [];
    private readonly List<Breakdown> _breakdowns = [];

    internal Race(RaceOptions options, string folder, IReadOnlyList<Contestant> contestants) =>
        (_options, _folder, _contestants) = (options, folder, contestants);

    /// <exception cref="RaceException">A contestant failed.</exception>
    internal RaceRecord Run(RunEnvironment environment, string command, CancellationToken cancellationToken)
    {
        foreach (var shape in _options.Shapes)
        {
            var input = Path.Combine(_folder, shape.Name + ".csv");
            Console.Error.WriteLine($"Generating {_options.RowsOf(shape):N0} rows, {shape.Name}");
            shape.Generate(input, _options.RowsOf(shape), _options.Seed, cancellationToken);
            var hash = Hash(input);
            foreach (var codec in _options.Codecs) _heats.Add(RunHeat(shape, input, hash, codec, cancellationToken));

            if (_options.Breakdown)
            {
                Console.Error.WriteLine($"Breaking down {shape.Name}");
                _breakdowns.Add(Breakdown.Measure(shape.Name, input, _folder, cancellationToken));
            }

            if (!_options.Keep) File.Delete(input);
        }

        var contestants = _contestants.Select(c => new ContestantRecord(c.Name, _versions.GetValueOrDefault(c.Name, ""), c.Settings));
        return new(command, environment, RunEnvironment.Load(), _options.Threads, [.. contestants], _heats, _breakdowns);
    }

    /// <summary>Names the data in the record, and leaves it in the page cache.</summary>
    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private Heat RunHeat(CsvShape shape, string input, string hash, string codec, CancellationToken cancellationToken)
    {
        var level = codec == "zstd" ? _options.Level : null;
        var runs = _contestants.ToDictionary(c => c.Name, _ => new List<ProcessRun>());
        for (var turn = 1; turn <= _options.Repeat; turn++)
        {
            foreach (var contestant in _contestants)
            {
                var conversion = new Conversion(input, Output(contestant), codec, level, _options.Calls, _options.Threads, _options.MemoryLimit);
                var run = ContestantProcess.Run(contestant, conversion, _processors, cancellationToken);
                runs[contestant.Name].Add(run);
                _versions[contestant.Name] = run.Version;
                Console.Error.WriteLine($"{shape.Name} {codec}, turn {turn}: {contestant.Name} {string.Join(", ", run.Calls.Select(c => $"{c.Seconds:F2} s"))}");
            }
        }

        var check = OutputCheck.Run([.. _contestants.Select(c => (c.Name, Output(c)))], _options.RowsOf(shape));
        if (!_options.Keep) foreach (var contestant in _contestants) File.Delete(Output(contestant));
        var results = _contestants.Select(c => HeatResult.Of(c.Name, runs[c.Name]));
        return new(
            shape.Name, shape.Description, _options.RowsOf(shape), shape.Columns.Count, _options.Seed, new FileInfo(input).Length, hash, codec, level,
            _options.MemoryLimit, [.. results], check);

        string Output(Contestant contestant) => Path.Combine(_folder, $"{shape.Name}-{codec}-{contestant.Name}.parquet");
    }
}
