using Scaling.Benchmarks.RaceCsvParquet.Contestants;

namespace Scaling.Benchmarks.RaceCsvParquet;

/// <summary>Who runs on this machine.</summary>
internal static class Lineup
{
    /// <exception cref="RaceException">A contestant that was asked for by name cannot run, or none can.</exception>
    internal static IReadOnlyList<Contestant> Of(RaceOptions options, string root)
    {
        var modules = Path.Combine(root, "benchmarks", "RaceCsvParquet", "peers");
        var module = Path.Combine(root, "module", "Scaling");
        var noPolars = OnPath("node") is null ? "node is not on the path"
            : Directory.Exists(Path.Combine(modules, "node_modules", "nodejs-polars")) ? null : $"nodejs-polars is not installed in {modules}";
        var noModule = File.Exists(Path.Combine(module, "Scaling.psd1")) ? null : $"the module is not built in {module}";
        var engine = options.Engine ?? OnPath("pwsh") ?? Path.Combine(root, "src", "Scaling.Host", "bin", "Release", "net10.0", "Scaling.Host");
        (string Name, Func<Contestant> Make, string? Obstacle)[] known =
        [
            ("duckdb", () => Contestant.DuckDb(1), null),
            ("duckdb-v2", () => Contestant.DuckDb(2), null),
            ("polars", () => Contestant.Polars(modules, dates: false), noPolars),
            ("polars-dates", () => Contestant.Polars(modules, dates: true), noPolars),
            (Contestant.Ours, () => Contestant.Scaling(engine, module), noModule ?? (OnPath(engine) is null ? $"{engine} does not exist" : null)),
        ];

        var lineup = new List<Contestant>();
        foreach (var (name, make, obstacle) in known)
        {
            var asked = options.Contestants.Contains(name);
            if (options.Contestants.Count > 0 && !asked) continue;
            if (obstacle is null) lineup.Add(make());
            else if (asked) throw new RaceException($"{name} cannot run: {obstacle}.");
            else Console.Error.WriteLine($"{name} does not run: {obstacle}.");
        }

        return lineup.Count > 0 ? lineup : throw new RaceException("No contestant can run.");
    }

    private static string? OnPath(string program) =>
        program.Contains('/', StringComparison.Ordinal)
            ? File.Exists(program) ? program : null
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
