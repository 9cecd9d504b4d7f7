using System.Globalization;
using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>What the fast parsers take must be what the framework, or the careful reader, makes of it.</summary>
public sealed class ValueParserTests
{
    [Fact]
    public void Doubles_are_the_framework_s_to_the_last_bit()
    {
        var random = new Random(31);
        var taken = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var text = new string(random.GetItems<char>(i % 3 == 0 ? "0123456789." : "0123456789", random.Next(0, 19)));
            if (i % 2 == 0 && text.Length > 0) text = text.Insert(random.Next(text.Length), ".");
            if (i % 5 == 0) text = "-" + text;
            if (i % 11 == 0) text += "e+x 5"[random.Next(5)];
            if (!new DoubleParser((byte)'.').TryParse(ref Padded(text)[0], (uint)text.Length, out var value)) continue;
            taken++;
            var expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
            Assert.True(NumberText.TryRead(Encoding.ASCII.GetBytes(text), (byte)'.', out var number) && number.IsCanonical, text);
        }

        Assert.True(!System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated || taken > 20_000);
    }

    [Fact]
    public void Integers_are_the_framework_s_or_left()
    {
        var random = new Random(32);
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string(random.GetItems<char>(i % 9 == 0 ? "0129-+. /:" : "0123456789", random.Next(0, 1 + i % 20)));
            if (i % 4 == 0) text = "-" + text;
            Check<long>(text);
            Check<int>(text);
            Check<sbyte>(text);
            Check<byte>(text);
            Check<ulong>(text);
        }
    }

    [Fact]
    public void Dates_and_times_are_those_of_the_careful_reader_or_left()
    {
        var random = new Random(33);
        for (var i = 0; i < 100_000; i++)
        {
            var moment = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks));
            var text = moment.ToString(i % 2 == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture).ToCharArray();
            if (i % 3 != 0) text[random.Next(text.Length)] = "0123456789-: T/"[random.Next(15)];
            var bytes = Encoding.ASCII.GetBytes(text);
            var buffer = Padded(new string(text));
            if (new DateTimeParser(1_000_000).TryParse(ref buffer[0], 19, out var micros))
            {
                Assert.True(IsoTime.TryRead(bytes, out var expected) && expected.TryScale(6, out var value) && value == micros, new string(text));
            }
            else if (System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated)
            {
                Assert.False(IsoTime.TryRead(bytes, out var left) && left is { HasSeconds: true, HasOffset: false, FractionDigits: 0 }, new string(text));
            }

            if (new DateParser().TryParse(ref buffer[0], 10, out var days))
                Assert.True(IsoTime.TryReadDate(bytes.AsSpan(0, 10), out var date) && date.Days == days, new string(text));
        }
    }

    [Fact]
    public void Nulls_and_values_keep_their_places_whatever_their_number_and_form()
    {
        using var folder = new CsvFolder();
        var random = new Random(34);
        for (var rows = 1; rows < 200; rows += 3)
        {
            var expected = new object?[rows][];
            var text = new StringBuilder("i,d,b,s\n");
            for (var row = 0; row < rows; row++)
            {
                var (i, d, b) = (random.Next(-500, 500), random.Next(-9999, 9999) / 100.0, random.Next(2) == 0);
                var s = new string('x', random.Next(3) == 0 ? random.Next(90) : random.Next(1, 9));
                object?[] values = [(long)i, d, b, s.Length == 0 ? null : s];
                for (var column = 0; column < 4; column++) if (random.Next(6) == 0) values[column] = null;
                expected[row] = values;
                string Form(object? value) => (value is null, random.Next(12)) switch
                {
                    (true, _) => "",
                    (_, 0) => $"\"{Plain(value!)}\"",
                    (_, 1) when value is not string => $" {Plain(value!)} ",
                    _ => Plain(value!),
                };
                text.AppendJoin(',', values.Select(Form)).Append(random.Next(4) == 0 ? "\r\n" : "\n");
            }

            var options = CsvFolder.Typed(("i", ColumnType.Int64), ("d", ColumnType.Double), ("b", ColumnType.Boolean), ("s", ColumnType.String));
            Assert.Equal(expected, folder.Rows(text.ToString(), options with { BatchRows = random.Next(1, 150) }));
        }
    }

    private static string Plain(object value) =>
        value is bool flag ? (flag ? "TRUE" : "false") : (value as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) ?? (string)value;

    private static void Check<T>(string text) where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        if (!new IntegerParser<T>().TryParse(ref Padded(text)[0], (uint)text.Length, out var value)) return;
        Assert.Equal(T.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), value);
        Assert.Equal(text, value.ToString(null, CultureInfo.InvariantCulture));
    }

    private static byte[] Padded(string text)
    {
        var buffer = new byte[text.Length + StructuralCursor.Padding];
        buffer.AsSpan().Fill((byte)"5.,-"[text.Length % 4]);
        Encoding.ASCII.GetBytes(text, buffer);
        return buffer;
    }
}
