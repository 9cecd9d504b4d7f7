using System.Text;

namespace Scaling.Benchmarks.RaceCsvParquet.Data;

/// <summary>Twelve columns of different types, as a fleet of taxis would log them.</summary>
internal sealed class MixedShape : CsvShape
{
    private static readonly byte[][] Cities = Vocabulary.Cities(400, seed: 11);
    private static readonly byte[][] Payments = [.. new[] { "card", "cash", "app", "voucher", "invoice" }.Select(Encoding.UTF8.GetBytes)];
    private static readonly DateTime FirstPickup = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    internal override string Name => "mixed";

    internal override string Description =>
        "id, pickup (second, any of two years), city (400, skewed), passengers (3 % null), distance, fare (1 % null), lat, lon, " +
        "payment (5), flag, note (1.5 % present, some quoted with commas, quotes, line breaks), hash (16 hexadecimal digits)";

    internal override long DefaultRows => 5_000_000;

    internal override IReadOnlyList<string> Columns { get; } =
        ["id", "pickup", "city", "passengers", "distance", "fare", "lat", "lon", "payment", "flag", "note", "hash"];

    private protected override void WriteRow(CsvFile file, ref SplitMix64 random, long row)
    {
        file.Integer(row + 1);
        file.Time(FirstPickup.AddTicks(random.Below(2 * 365 * 86_400) * TimeSpan.TicksPerSecond));
        if (random.OneIn(200)) file.Null();
        else file.Text(Cities[random.Skewed(Cities.Length)]);
        if (random.Below(100) < 3) file.Null();
        else file.Integer(1 + random.Skewed(6));
        var distance = 30 + random.Skewed(4_000);
        file.Fixed(distance, 2);
        if (random.OneIn(100)) file.Null();
        else file.Fixed(250 + (distance * 9L / 5) + random.Below(1_000), 2);
        file.Fixed(40_500_000 + random.Below(500_000), 6);
        file.Fixed(-74_250_000 + random.Below(550_000), 6);
        if (random.OneIn(100)) file.Null();
        else file.Text(Payments[random.Skewed(Payments.Length)]);
        file.Boolean(random.OneIn(10));
        WriteNote(file, ref random);
        file.Hexadecimal(random.Next());
    }

    private static void WriteNote(CsvFile file, ref SplitMix64 random)
    {
        if (random.Below(1_000) >= 15)
        {
            file.Null();
            return;
        }

        var number = random.Below(10_000);
        switch (random.Below(4))
        {
            case 0: file.Text(Encoding.UTF8.GetBytes($"gate {number}")); break;
            case 1: file.Quoted(Encoding.UTF8.GetBytes($"room {number}, second floor")); break;
            case 2: file.Quoted(Encoding.UTF8.GetBytes($"asked for \"car {number}\", then waited")); break;
            default: file.Quoted(Encoding.UTF8.GetBytes($"bag left behind\ncall {number}")); break;
        }
    }
}
