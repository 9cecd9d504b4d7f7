using System.Globalization;
using System.Text;
using Scaling.Native.Csv;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>Each set of instructions against the scanner that goes from field to field.</summary>
[Trait("Category", "Kernels")]
public sealed class ScanPathTests
{
    private static readonly CsvDialect Dialect = new((byte)',', IsWhitespace: false);

    public static TheoryData<string> Paths => [.. ScanPath.All.Where(path => path.IsSupported).Select(path => path.Name)];

    [Fact]
    public void The_best_supported_path_is_chosen_and_one_works_everywhere()
    {
        Assert.Equal(["512", "256", "128", "scalar"], ScanPath.All.Select(path => path.Name));
        Assert.True(ScanPath.All[^1].IsSupported);
        Assert.Same(ScanPath.All.First(path => path.IsSupported), ScanPath.Best);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Texts_of_every_length_and_start_give_the_same_fields(string name)
    {
        var random = new Random(11);
        for (var length = 0; length <= 256; length++)
        {
            for (var round = 0; round < 24; round++)
            {
                var alphabet = (round % 4) switch { 0 => "ab,\n", 1 => "a,\"\n", 2 => "aaaa,,\"\n\r", _ => "abcdefgh,\r\n" };
                var text = Random(random, alphabet, length);
                AssertAlike(name, text, random.Next(70), random.Next(1, 5), random.Next(1, 9));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Well_formed_records_of_any_length_give_the_same_fields(string name)
    {
        string[] fields = ["", "x", "\"\"", "\"a,b\"", "\"a\"\"b\"", "\"\n\"", "\"\"\"\"", "\"\r\n\"", "long enough to go over a block's end, ", "12.5"];
        string[] odd = ["5\" pipe", "a\"b\"c", "\"x\"y", "\"x\" ", "\n", "#"];
        var random = new Random(12);
        for (var round = 0; round < 600; round++)
        {
            var text = new StringBuilder();
            var (columns, feed) = (random.Next(1, 9), random.Next(3) switch { 0 => "\r\n", 1 when round % 10 == 0 => "\r", _ => "\n" });
            for (var row = random.Next(200); row >= 0; row--)
            {
                for (var column = 0; column < columns; column++)
                {
                    var field = random.Next(2000) == 0 ? odd[random.Next(odd.Length)] : fields[random.Next(fields.Length)];
                    text.Append(column == 0 ? "" : ",").Append(field.StartsWith('"') ? field : field.Replace(",", "", StringComparison.Ordinal));
                }

                text.Append(feed);
            }

            AssertAlike(name, text.ToString(), random.Next(70), columns, random.Next(3) == 0 ? random.Next(1, 50) : int.MaxValue);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_last_record_s_end_is_where_the_careful_scanner_stops(string name)
    {
        var path = ScanPath.All.Single(p => p.Name == name);
        var random = new Random(13);
        var covered = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var text = Random(random, round % 2 == 0 ? "abcd,,\n\n" : "ab,\"\"\n", random.Next(200));
            var (buffer, start, end) = Place(text, random.Next(70));
            if (!path.TryFindLastRecord(buffer, start, end, (byte)',', out var recordEnd)) continue;
            covered++;
            var scanner = new CsvRecordScanner(Dialect, path: null);
            scanner.Scan(buffer, start, end, isFinal: false, 0, int.MaxValue);
            // What a file ends with within a quoted field is not a whole record.
            Assert.Equal(scanner.Consumed, recordEnd);
        }

        Assert.True(covered > 1_000);
    }

    private static string Random(Random random, string alphabet, int length) =>
        string.Create(length, alphabet, (text, from) => random.GetItems(from, text));

    private static (byte[] Buffer, int Start, int End) Place(string text, int start)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var buffer = new byte[start + bytes.Length + StructuralCursor.Padding];
        // What is behind the text must not matter.
        buffer.AsSpan().Fill((byte)"\n\",\r"[text.Length % 4]);
        bytes.CopyTo(buffer, start);
        return (buffer, start, start + bytes.Length);
    }

    private static void AssertAlike(string name, string text, int offset, int fieldCount, int maxRecords)
    {
        var (buffer, start, end) = Place(text, offset);
        var careful = new CsvRecordScanner(Dialect, path: null);
        var fast = new CsvRecordScanner(Dialect, ScanPath.All.Single(p => p.Name == name));
        foreach (var isFinal in new[] { true, false })
        {
            careful.Scan(buffer, start, end, isFinal, fieldCount, maxRecords);
            fast.Scan(buffer, start, end, isFinal, fieldCount, maxRecords);
            Assert.Equal(Shown(careful), Shown(fast));
        }
    }

    private static string Shown(CsvRecordScanner scanner)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{scanner.Records} {scanner.Consumed} {scanner.Fault}");
        foreach (var field in scanner.Fields)
            text.Append(CultureInfo.InvariantCulture, $"|{field.Start}+{field.Length} {field.IsQuoted} {field.HasDoubledQuotes}");
        return text.ToString();
    }
}
