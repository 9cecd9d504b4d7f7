using System.Globalization;
using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Tests;

namespace Scaling.Native.Tests.Memory.Sizes;

/// <summary>Datasets of every kind, as text.</summary>
internal static class SampleDatasets
{
    private const int Rows = 4000;

    private static readonly string[] Cities = ["Helsinki", "Espoo", "Tampere", "Oulu", "Jyväskylä", "Mänttä-Vilppula"];

    internal static readonly IReadOnlyDictionary<string, Func<string>> Texts = new Dictionary<string, Func<string>>
    {
        ["integers of all widths"] = () => Make("tiny,small,middle,large,positive,huge", (r, i) =>
            $"{r.Next(-100, 100)},{r.Next(-30_000, 30_000)},{r.Next(-2_000_000_000, 2_000_000_000)},{r.NextInt64(-1L << 60, 1L << 60)},{r.Next(0, 250)},{10_000_000_000_000_000_000UL + (ulong)i}"),
        ["texts that repeat"] = () => Make("city,code", (r, i) => $"{Cities[r.Next(4)]},{(char)('A' + r.Next(20))}{r.Next(10)}"),
        ["texts that do not repeat"] = () => Make("name,note", (r, i) => $"person {i},{new string('x', r.Next(80))}{i}"),
        ["dates and times"] = () => Make("day,moment,instant,time", (r, i) =>
            $"{Day(r):yyyy-MM-dd},{Day(r).AddSeconds(r.Next(86400)):yyyy-MM-dd HH:mm:ss},{Day(r):yyyy-MM-dd}T{r.Next(10, 24)}:00:00Z,{r.Next(10, 24)}:{r.Next(10, 60)}:{r.Next(10, 60)}"),
        ["nulls"] = () => Make("number,text,all", (r, i) => $"{(i % 3 == 0 ? "" : i)},{(i % 7 == 0 ? "" : $"t{i}")},"),
        ["booleans"] = () => Make("flag,other", (r, i) => $"{(i % 2 == 0 ? "true" : "false")},{(r.Next(5) == 0 ? "" : "True")}"),
        ["numbers with points"] = () => Make("price,half,long", (r, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{r.Next(100_000) / 100.0},{r.Next(1000) / 2.0:0.0},{r.NextDouble():R}")),
        ["two hundred columns"] = () => Make(string.Join(',', Enumerable.Range(1, 200).Select(c => $"c{c}")), (r, i) =>
            string.Join(',', Enumerable.Range(1, 200).Select(c => c % 3 == 0 ? $"v{(i * c) % 50}" : $"{r.Next(c * 100)}")), 1000),
        ["words of many alphabets"] = () => Make("text,emoji", (r, i) => $"{Cities[r.Next(6)]} Ωμέγα {r.Next(5000)},\"🙂, {char.ConvertFromUtf32(0x1F600 + r.Next(60))} \"\"{i}\"\"\""),
        ["identifiers"] = () => Make("id,guid,hash", (r, i) => $"{i},{new Guid(r.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, (byte)i)},{r.NextInt64():x16}"),
    };

    /// <summary>The chapter's: rows with files that are not empty, and what it derives from them.</summary>
    internal static string Chapter()
    {
        var text = new StringBuilder("Bytes,Files,BytesLog2,SpaceUsage,Year,Month,Date\n");
        foreach (var line in File.ReadLines(ChapterData.FilePath!))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
            var (bytes, months, files) = (fields[0], fields[1], fields[2]);
            if (bytes == 0) continue;
            var month = 2021 * 12 - months - 1;
            var (year, monthOfYear) = (month / 12, month % 12 + 1);
            text.Append(CultureInfo.InvariantCulture, $"{bytes},{files},{Math.Log2(bytes)},{bytes * files},{year},{monthOfYear},{year:0000}-{monthOfYear:00}-01\n");
        }

        return text.ToString();
    }

    internal static CsvDatasetReader Open(string path, IReadOnlyDictionary<string, ColumnType>? schema = null) =>
        CsvDatasetReader.Open(path, new CsvReadOptions { Workers = 1, Schema = schema ?? new Dictionary<string, ColumnType>() }, CancellationToken.None);

    private static DateTime Day(Random random) => new DateTime(2020, 1, 1).AddDays(random.Next(2000));

    private static string Make(string header, Func<Random, int, string> row, int rows = Rows)
    {
        var random = new Random(7);
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < rows; i++) text.Append(row(random, i)).Append('\n');
        return text.ToString();
    }
}
