using System.Globalization;

namespace Scaling.Benchmarks.RaceCsvParquet.Data;

/// <summary>Two hundred columns, ten kinds in turn.</summary>
internal sealed class WideShape : CsvShape
{
    private const int ColumnCount = 200;
    private static readonly byte[][] Words = Vocabulary.Words(1_000, seed: 12);
    private static readonly DateTime FirstDay = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    internal override string Name => "wide";

    internal override string Description =>
        "ten kinds in turn: small integers, prices, categories (20), long integers, coordinates, flags, dates, integers 5 % null, " +
        "words (1,000), prices 10 % null";

    internal override long DefaultRows => 300_000;

    internal override IReadOnlyList<string> Columns { get; } =
        [.. Enumerable.Range(0, ColumnCount).Select(i => "c" + i.ToString("D3", CultureInfo.InvariantCulture))];

    private protected override void WriteRow(CsvFile file, ref SplitMix64 random, long row)
    {
        for (var column = 0; column < ColumnCount; column++) WriteField(file, ref random, column);
    }

    private static void WriteField(CsvFile file, ref SplitMix64 random, int column)
    {
        switch (column % 10)
        {
            case 0: file.Integer(random.Below(1_000)); break;
            case 1: file.Fixed(random.Skewed(100_000), 2); break;
            case 2: file.Text(Words[random.Skewed(20)]); break;
            case 3: file.Integer((long)(random.Next() >> 16)); break;
            case 4: file.Fixed(random.Below(180_000_000) - 90_000_000, 6); break;
            case 5: file.Boolean(random.OneIn(3)); break;
            case 6: file.Date(FirstDay.AddDays(random.Below(9_000))); break;
            case 7 when random.OneIn(20): file.Null(); break;
            case 7: file.Integer(random.Below(100_000) - 50_000); break;
            case 8: file.Text(Words[random.Below(Words.Length)]); break;
            case 9 when random.OneIn(10): file.Null(); break;
            default: file.Fixed(random.Below(1_000_000), 2); break;
        }
    }
}
