using System.Globalization;
using System.Numerics;
using System.Text;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>What the fast parsers take must be what the framework, or the careful reader, makes of it, in every set of instructions.</summary>
[Trait("Category", "Kernels")]
public sealed class ValueParserTests
{
    public static TheoryData<string> Paths => [.. ValuePath.All.Where(path => path.IsSupported).Select(path => path.Name)];

    [Fact]
    public void The_best_supported_path_is_chosen_and_one_works_everywhere()
    {
        Assert.Equal(["x86", "128", "scalar"], ValuePath.All.Select(path => path.Name));
        Assert.True(ValuePath.All[^1].IsSupported);
        Assert.Same(ValuePath.All.First(path => path.IsSupported), ValuePath.Best);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Doubles_are_the_framework_s_to_the_last_bit(string path)
    {
        var random = new Random(31);
        var taken = 0;
        for (var i = 0; i < 300_000; i++)
        {
            var text = NumberLike(random, i);
            if (!TryParse(path, text, new DoubleParser<DigitBlockX86>((byte)'.'), new DoubleParser<DigitBlock128>((byte)'.'),
                new DoubleParser<DigitBlockScalar>((byte)'.'), out var value)) continue;
            taken++;
            AssertSame(text, value);
            Assert.True(NumberText.TryRead(Encoding.ASCII.GetBytes(text), (byte)'.', out var number) && number.IsCanonical, text);
            Assert.True(number.IsFaithful(Encoding.ASCII.GetBytes(text), value), text);
        }

        Assert.True(taken > 50_000, $"{taken}");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Doubles_written_with_up_to_seventeen_digits_are_all_taken(string path)
    {
        var random = new Random(35);
        for (var i = 0; i < 100_000; i++)
        {
            var value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-4, 9));
            var text = value.ToString(random.Next(3) switch { 0 => "R", 1 => "F6", _ => "G15" }, CultureInfo.InvariantCulture);
            if (text.Contains('E', StringComparison.Ordinal)) continue;
            var isTaken = TryParse(path, text, new DoubleParser<DigitBlockX86>((byte)'.'), new DoubleParser<DigitBlock128>((byte)'.'),
                new DoubleParser<DigitBlockScalar>((byte)'.'), out var read);
            Assert.True(isTaken, text);
            AssertSame(text, read);
        }
    }

    [Fact]
    public void Digits_times_powers_of_ten_are_rounded_as_the_framework_rounds_them()
    {
        var random = new Random(36);
        for (var i = 0; i < 1_000_000; i++)
        {
            var digits = (ulong)random.NextInt64() >> random.Next(63);
            var power = random.Next(-70, 70);
            if (i % 4 == 0)
            {
                // Halfway between two doubles, or next to it, where that can be written with nineteen digits.
                var odd = ((ulong)random.NextInt64(1L << 52, 1L << 53) << 1) + 1;
                (digits, power) = (odd + (ulong)random.Next(-1, 2), 0);
                var fives = random.Next(5);
                for (var k = 0; k < fives && digits < ulong.MaxValue / 5; k++) (digits, power) = (digits * 5, power - 1);
            }

            if (!DecimalToDouble.TryConvert(digits, power, out var value))
            {
                Assert.True(power is < -64 or > 64, $"{digits}e{power}");
                continue;
            }

            AssertSame($"{digits}e{power}", value);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Singles_are_the_framework_s_to_the_last_bit(string path)
    {
        var random = new Random(37);
        var taken = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var text = i % 2 == 0 ? NumberLike(random, i) : ((double)random.NextSingle() + (random.Next(2) == 0 ? 0 : Math.Pow(2, -25))).ToString("R", CultureInfo.InvariantCulture);
            if (!TryParse(path, text, new SingleParser<DigitBlockX86>((byte)'.'), new SingleParser<DigitBlock128>((byte)'.'),
                new SingleParser<DigitBlockScalar>((byte)'.'), out var value)) continue;
            taken++;
            var expected = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(value), text);
        }

        Assert.True(taken > 50_000, $"{taken}");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Decimals_are_those_of_the_careful_reader_or_left(string path)
    {
        var random = new Random(38);
        var taken = 0;
        foreach (var (precision, scale) in new[] { (18, 2), (38, 18), (5, 0), (9, 9), (38, 38) })
        {
            for (var i = 0; i < 40_000; i++)
            {
                var text = NumberLike(random, i);
                if (!TryParse(path, text, new DecimalParser<DigitBlockX86>((byte)'.', precision, scale),
                    new DecimalParser<DigitBlock128>((byte)'.', precision, scale),
                    new DecimalParser<DigitBlockScalar>((byte)'.', precision, scale), out var value)) continue;
                taken++;
                var builder = (FixedColumnBuilder<Int128>)ColumnBuilder.Create(ColumnType.Decimal(precision, scale));
                var appender = new DecimalAppender(builder, new CsvCulture(CultureInfo.InvariantCulture), isInferred: true);
                Assert.True(appender.TryAppend(Encoding.ASCII.GetBytes(text)), text);
                var expected = System.Runtime.InteropServices.MemoryMarshal.Read<Int128>(builder.Build().Data.Buffers[1].Span);
                Assert.True(expected == value, text);
            }
        }

        Assert.True(taken > 10_000, $"{taken}");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Integers_are_the_framework_s_or_left(string path)
    {
        var random = new Random(32);
        var taken = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string(random.GetItems<char>(i % 9 == 0 ? "0129-+. /:" : "0123456789", random.Next(0, 1 + i % 22)));
            if (i % 4 == 0) text = "-" + text;
            taken += Check<long>(path, text) ? 1 : 0;
            Check<int>(path, text);
            Check<sbyte>(path, text);
            Check<byte>(path, text);
            Check<ulong>(path, text);
        }

        foreach (var text in new[] { "9223372036854775807", "-9223372036854775808", "0", "-1", "10", "-10", "1000000000000000" })
            Assert.True(Check<long>(path, text), text);
        foreach (var text in new[] { "9223372036854775808", "-9223372036854775809", "-0", "00", "-", "+1", "1e3", "99999999999999999999" })
            Assert.False(Check<long>(path, text), text);
        Assert.True(taken > 30_000, $"{taken}");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Dates_and_times_are_those_of_the_careful_reader_or_left(string path)
    {
        var random = new Random(33);
        string[] forms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.fff", "yyyy-MM-dd HH:mm:ss.fffffff", "yyyy-MM-dd"];
        var (first, last) = (new DateTime(1899, 1, 1).Ticks, new DateTime(2158, 1, 1).Ticks);
        var taken = 0;
        for (var i = 0; i < 150_000; i++)
        {
            var moment = new DateTime(i % 5 == 0 ? random.NextInt64(DateTime.MaxValue.Ticks) : random.NextInt64(first, last));
            var text = moment.ToString(forms[i % forms.Length], CultureInfo.InvariantCulture);
            var hasOffset = i % 4 == 0;
            if (hasOffset || i % 50 == 1) text += random.Next(3) switch { 0 => "Z", 1 => "+02:30", _ => "-11:00" };
            if (i % 3 == 0) text = text.Remove(random.Next(text.Length), 1).Insert(random.Next(text.Length), "0123456789-: T/.Z\x7f\xff"[random.Next(18)].ToString());
            var bytes = Encoding.Latin1.GetBytes(text);
            var unit = i % 2 == 0 ? 1_000_000 : 1_000;
            var isTaken = TryParse(path, text, new DateTimeParser<DigitBlockX86>(unit, hasOffset), new DateTimeParser<DigitBlock128>(unit, hasOffset),
                new DateTimeParser<DigitBlockScalar>(unit, hasOffset), out var value);
            var scaled = 0L;
            var isRead = IsoTime.TryRead(bytes, out var expected) && expected.HasOffset == hasOffset
                && expected.TryScale(unit == 1_000 ? 3 : 6, out scaled);
            if (isTaken) Assert.True(isRead && value == scaled, text);
            taken += isTaken ? 1 : 0;
            if (isRead && expected is { HasSeconds: true, HasOffset: false, FractionDigits: 0 } && text[0] == '2' && text[1] == '0')
                Assert.True(isTaken, text);

            if (TryParse(path, text, new DateParser<DigitBlockX86>(), new DateParser<DigitBlock128>(), new DateParser<DigitBlockScalar>(), out var days))
                Assert.True(IsoTime.TryReadDate(bytes, out var date) && date.Days == days, text);
            else
                Assert.False(text.Length == 10 && text[0] == '2' && text[1] == '0' && IsoTime.TryReadDate(bytes, out _), text);
        }

        Assert.True(taken > 30_000, $"{taken}");
    }

    [Fact]
    public void Days_are_counted_as_the_framework_counts_them()
    {
        for (var date = DateTime.MinValue; date < DateTime.MaxValue.AddDays(-2); date = date.AddDays(1))
        {
            var days = IsoTime.DaysSinceEpoch(date.Year, date.Month, date.Day);
            if (days != (date - DateTime.UnixEpoch).Days) Assert.Fail($"{date} {days}");
        }
    }

    [Fact]
    public void Guids_are_the_framework_s_or_left()
    {
        var random = new Random(39);
        var (bytes, taken) = (new byte[16], 0);
        for (var i = 0; i < 50_000; i++)
        {
            random.NextBytes(bytes);
            var text = new Guid(bytes).ToString("DNBP"[i % 4].ToString());
            if (i % 3 == 0) text = text.ToUpperInvariant();
            if (i % 5 == 0) text = text.Remove(random.Next(text.Length), 1).Insert(random.Next(text.Length), "0agG-/:@`{"[random.Next(10)].ToString());
            if (!new GuidParser().TryParse(ref Padded(text)[0], (uint)text.Length, out var value)) continue;
            taken++;
            Assert.True(Guid.TryParseExact(text, text.Length == 32 ? "N" : "D", out var expected), text);
            Assert.Equal(expected.ToByteArray(bigEndian: true), System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in value)).ToArray());
        }

        Assert.True(!System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated || taken > 15_000);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Nulls_and_values_keep_their_places_whatever_their_number_and_form(string path)
    {
        using var folder = new CsvFolder();
        var random = new Random(34);
        for (var rows = 1; rows < 200; rows += 3)
        {
            var expected = new object?[rows][];
            var text = new StringBuilder("i,d,b,s,c\n");
            for (var row = 0; row < rows; row++)
            {
                var (i, d, b) = (random.Next(-500, 500), random.Next(-9999, 9999) / 100.0, random.Next(2) == 0);
                var s = new string(random.Next(4) == 0 ? 'é' : 'x', random.Next(3) == 0 ? random.Next(90) : random.Next(1, 9));
                var c = new string('c', random.Next(1, 20));
                object?[] values = [(long)i, d, b, s.Length == 0 ? null : s, c];
                for (var column = 0; column < 5; column++) if (random.Next(6) == 0) values[column] = null;
                expected[row] = values;
                string Form(object? value) => (value is null, random.Next(12)) switch
                {
                    (true, < 6) => "",
                    (true, _) => random.Next(2) == 0 ? "NA" : "\"NA\"",
                    (_, 0) => $"\"{Plain(value!)}\"",
                    (_, 1) when value is not string => $" {Plain(value!)} ",
                    _ => Plain(value!),
                };
                text.AppendJoin(',', values.Select(Form)).Append(random.Next(4) == 0 ? "\r\n" : "\n");
            }

            var options = CsvFolder.Typed(("i", ColumnType.Int64), ("d", ColumnType.Double), ("b", ColumnType.Boolean),
                ("s", ColumnType.String), ("c", ColumnType.Category)) with
            {
                NullValues = ["NA"],
                ValuePath = ValuePath.All.Single(p => p.Name == path),
                BatchRows = random.Next(1, 150),
            };
            Assert.Equal(expected, folder.Rows(text.ToString(), options));
        }
    }

    [Fact]
    public void Values_named_null_are_null_even_where_they_could_be_read()
    {
        using var folder = new CsvFolder();
        var options = CsvFolder.Typed(("i", ColumnType.Int64), ("d", ColumnType.Double), ("b", ColumnType.Boolean)) with
        {
            NullValues = ["-999", "-1.5", "false"],
        };
        object?[][] expected = [[null, null, null], [-998L, -999.5, true], [null, -1.25, null]];
        Assert.Equal(expected, folder.Rows("i,d,b\n-999,-1.5,false\n-998,-999.5,true\n-999,-1.25,false\n", options));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_found_at_every_place_of_a_column()
    {
        using var folder = new CsvFolder();
        for (var wrong = 0; wrong < 130; wrong += 3)
        {
            var text = new List<byte>(Encoding.UTF8.GetBytes("a,s\n"));
            for (var row = 0; row < 130; row++)
            {
                text.AddRange(Encoding.UTF8.GetBytes($"{row},é{row}"));
                // Half a character, whose other half the next value begins with.
                if (row == wrong) text.Add(0xC3);
                text.Add((byte)'\n');
                if (row == wrong) text.AddRange([(byte)'1', (byte)',', 0xA9, (byte)'\n']);
            }

            var failure = CsvFolder.FailsAt(folder.Write([.. text]), CsvFolder.Typed(("a", ColumnType.Int64), ("s", ColumnType.String)));
            Assert.Equal((DatasetError.MalformedText, wrong + 2, "s"), (failure.Error, (int)failure.Line!, failure.Column));
        }
    }

    private static string NumberLike(Random random, int i)
    {
        var text = new string(random.GetItems<char>(i % 3 == 0 ? "0123456789." : "0123456789", random.Next(0, 24)));
        if (i % 7 == 0) text = new string('0', random.Next(4)) + text;
        if (i % 2 == 0 && text.Length > 0) text = text.Insert(random.Next(text.Length + 1), ".");
        if (i % 5 == 0) text = "-" + text;
        if (i % 11 == 0) text = text.Insert(random.Next(text.Length + 1), "e+x 5-,/:"[random.Next(9)].ToString());
        return text;
    }

    private static void AssertSame(string text, double value)
    {
        var expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(value)) Assert.Fail($"{text}: {value:R}, not {expected:R}");
    }

    private static string Plain(object value) =>
        value is bool flag ? (flag ? "TRUE" : "false") : (value as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) ?? (string)value;

    private static bool Check<T>(string path, string text) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (!TryParse(path, text, default(IntegerParser<T, DigitBlockX86>), default(IntegerParser<T, DigitBlock128>),
            default(IntegerParser<T, DigitBlockScalar>), out var value)) return false;
        Assert.Equal(T.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), value);
        Assert.Equal(text, value.ToString(null, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Reads as a column does; the empty text, which is null there, counts as not read.</summary>
    private static bool TryParse<T>(string path, string text, IValueParser<T> x86, IValueParser<T> portable, IValueParser<T> scalar, out T value)
        where T : unmanaged
    {
        var parser = path switch { "x86" => x86, "128" => portable, _ => scalar };
        var buffer = Padded(text);
        var isRead = parser.TryParse(ref buffer[0], (uint)text.Length, out value) || parser.TryParseRest(ref buffer[0], (uint)text.Length, out value);
        return isRead && text.Length > 0;
    }

    private static byte[] Padded(string text)
    {
        var buffer = new byte[text.Length + StructuralCursor.Padding];
        buffer.AsSpan().Fill((byte)"5.,-"[text.Length % 4]);
        Encoding.Latin1.GetBytes(text, buffer);
        return buffer;
    }
}
