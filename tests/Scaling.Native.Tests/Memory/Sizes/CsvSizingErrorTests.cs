using System.Globalization;
using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Tests.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

public sealed class CsvSizingErrorTests : TemporaryFolder
{
    private const int Rows = 100_000;

    public static TheoryData<string, DatasetError> Faults => new()
    {
        { "1,x\n2\n", DatasetError.RaggedRow },
        { "1,\"x\"y\n", DatasetError.MalformedQuote },
        { "1,\"x\n", DatasetError.MalformedQuote },
        { "1,\u0001\n", DatasetError.MalformedText },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_line_wherever_it_is_and_however_many_workers_there_are(string fault, DatasetError error)
    {
        foreach (var before in new[] { 1, Rows })
        {
            var text = new StringBuilder("a,b\n");
            for (var i = 0; i < before; i++) text.Append(CultureInfo.InvariantCulture, $"{i},value {i}\n");
            text.Append(fault);
            // What no string can hold.
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            bytes.AsSpan().Replace((byte)1, (byte)0xFF);
            System.IO.File.WriteAllBytes(File("x.csv"), bytes);
            foreach (var workers in new[] { 1, 3 })
            {
                var e = Assert.Throws<DatasetException>(() => FileSizing.Measure(
                    File("x.csv"), new() { Rows = new(50, _ => 0), IsExact = true, Workers = workers }, null, CancellationToken.None));

                Assert.Equal((error, File("x.csv")), (e.Error, e.Path));
                Assert.Equal(before + (fault.StartsWith("1,x", StringComparison.Ordinal) ? 3 : 2), e.Line);
            }
        }
    }

    [Fact]
    public void What_is_not_text_in_a_sample_is_told_with_its_line_and_the_first_of_it()
    {
        var text = new StringBuilder("a,b\r\n");
        for (var i = 0; i < 2 * Rows; i++) text.Append(CultureInfo.InvariantCulture, $"{i},\"value\r\n{i}\"\r\n");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        // All of the file's second half, so that several blocks meet it.
        bytes.AsSpan(bytes.Length / 2).Replace((byte)'v', (byte)0xFF);
        System.IO.File.WriteAllBytes(File("x.csv"), bytes);

        var told = new[] { 1, 4 }.Select(workers => Assert.Throws<DatasetException>(() => FileSizing.Measure(
            File("x.csv"), new() { Rows = new(50, _ => 0), SampleBytes = 256 << 10, Workers = workers }, null, CancellationToken.None))).ToArray();

        Assert.All(told, e => Assert.Equal(DatasetError.MalformedText, e.Error));
        Assert.Equal(told[0].Line, told[1].Line);
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        Assert.Contains('\u00FF', lines[(int)told[0].Line! - 1]);
        Assert.Equal(told[0].Value!.Split('\n')[^1], lines[(int)told[0].Line!].TrimEnd('"'));
    }

    [Fact]
    public void The_first_fault_of_a_file_is_told()
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < Rows; i++) text.Append(CultureInfo.InvariantCulture, $"{(i % 1000 == 999 ? "" : "1,")}value {i}\n");
        System.IO.File.WriteAllText(File("x.csv"), text.ToString());

        for (var trial = 0; trial < 5; trial++)
        {
            var e = Assert.Throws<DatasetException>(() => FileSizing.Measure(
                File("x.csv"), new() { Rows = new(50, _ => 0), IsExact = true, Workers = 4 }, null, CancellationToken.None));
            Assert.Equal((DatasetError.RaggedRow, 1001L), (e.Error, e.Line));
        }
    }

    [Fact]
    public void Bytes_of_columns_sum_up_to_those_of_the_records_whatever_stands_between_them()
    {
        const string Records = "1,\"a, \"\"b\"\"\",  x \r\n2,\"\",\r\n3,c,\"long\nline\"\r\n\r\n";
        System.IO.File.WriteAllText(File("x.csv"), "a,b,c\r\n" + Records);
        System.IO.File.WriteAllText(File("y.txt"), "  a   b\n 1  2\n\t3 \t 4\n");

        var commas = FileSizing.Measure(File("x.csv"), new() { Rows = new(50, _ => 0) }, null, CancellationToken.None);
        var blanks = FileSizing.Measure(File("y.txt"), new() { Rows = new(50, _ => 0) }, null, CancellationToken.None);

        Assert.Equal(Records.Length, commas.Source!.Value.Bytes);
        Assert.Equal([6, 16, 23], commas.Columns.Select(c => (int)c.Source!.Value.Bytes));
        Assert.Equal(" 1  2\n\t3 \t 4\n".Length, blanks.Source!.Value.Bytes);
    }

    [Fact]
    public void Objects_are_strings_as_Import_Csv_makes_them()
    {
        System.IO.File.WriteAllText(File("x.csv"), "a,b,c\n1,NA,äö🙂\n,\"\",x\n");
        var sizes = FileSizing.Measure(
            File("x.csv"), new() { Rows = new(50, n => 100 + n), Read = new() { Csv = new() { NullValues = ["NA"] } } }, null, CancellationToken.None);
        long Of(params string[] texts) => texts.Sum(t => ObjectGraphSizer.Measure(new string(t)).Bytes) + 2 * 50;

        Assert.Equal([Of("1"), Of("NA"), Of("äö🙂", "x")], sizes.Columns.Select(c => c.Objects!.Value.Bytes));
        Assert.Equal(2 * 103, sizes.RowObjects!.Value.Bytes);
        Assert.Equal(sizes.Columns.Sum(c => c.Objects!.Value.Bytes) + 206, sizes.Objects!.Value.Bytes);
        // Who makes objects of texts does not know what means null.
        Assert.Equal([1, 1, 0], sizes.Columns.Select(c => (int)c.Nulls!.Value.Bytes));
    }
}
