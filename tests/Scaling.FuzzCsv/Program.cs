using System.Diagnostics;
using System.Globalization;
using Scaling.FuzzCsv;

// dotnet run --project tests/Scaling.FuzzCsv -- [seconds] [first seed] [last seed]
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var first = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFFFF;
var last = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : int.MaxValue;
var clock = Stopwatch.StartNew();
var path = Path.Combine(Path.GetTempPath(), $"fuzz-csv-{Environment.ProcessId}.csv");
var (seed, rows, refused) = (first, 0L, 0L);
try
{
    for (; seed <= last && clock.Elapsed.TotalSeconds < seconds; seed++)
    {
        var document = FuzzDocument.Make(seed);
        var expected = Expectation.Of(document);
        rows += expected.Rows.Count;
        if (expected.Error is not null) refused++;
        foreach (var trial in Trial.For(document, seed))
        {
            if (trial.Differs(document, expected, path) is not { } difference) continue;
            Console.WriteLine($"seed {seed}: {trial}\n{difference}\n{document}");
            Console.WriteLine($"Again: dotnet run --project tests/Scaling.FuzzCsv -- 60 {seed} {seed}");
            return 1;
        }
    }
}
finally
{
    File.Delete(path);
}

Console.WriteLine($"seeds {first} to {seed - 1}: {rows} rows and {refused} refusals, alike in every way of reading");
return 0;
