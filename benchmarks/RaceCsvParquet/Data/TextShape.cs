using System.Buffers.Text;

namespace Scaling.Benchmarks.RaceCsvParquet.Data;

/// <summary>Mostly text of many lengths, few repeated values, many quoted fields.</summary>
internal sealed class TextShape : CsvShape
{
    private static readonly byte[][] Lexicon = Vocabulary.Words(5_000, seed: 13);
    private static readonly byte[][] Countries = Vocabulary.Cities(60, seed: 14);
    private readonly byte[] _text = new byte[1 << 14];
    private int _length;

    internal override string Name => "text";

    internal override string Description =>
        "id, name, email, country (60), title, url, comment (8 to 40 words, 10 % null, three in nine quoted with commas, quotes, line breaks), " +
        "payload (JSON, quoted), tags, uuid-like key";

    internal override long DefaultRows => 900_000;

    internal override IReadOnlyList<string> Columns { get; } =
        ["id", "name", "email", "country", "title", "url", "comment", "payload", "tags", "key"];

    private protected override void WriteRow(CsvFile file, ref SplitMix64 random, long row)
    {
        file.Integer(row + 1);
        file.Text(Start().Words(ref random, 2, " "u8).Built);
        file.Text(Start().Words(ref random, 2, "."u8).Add("@"u8).Words(ref random, 1, ""u8).Add(".example"u8).Built);
        file.Text(Countries[random.Skewed(Countries.Length)]);
        file.Text(Start().Words(ref random, 3 + random.Below(6), " "u8).Built);
        file.Text(Start().Add("https://www."u8).Words(ref random, 1, ""u8).Add(".example/"u8).Words(ref random, 3, "/"u8).Add("?ref="u8).Add(random.Next()).Built);
        WriteComment(file, ref random);
        file.Quoted(Start().Add("{\"user\":\""u8).Words(ref random, 1, ""u8).Add("\",\"session\":\""u8).Add(random.Next()).Add("\"}"u8).Built);
        file.Text(Start().Words(ref random, 1 + random.Below(4), ";"u8).Built);
        file.Text(Start().Add(random.Next()).Add("-"u8).Add(random.Next()).Built);
    }

    private void WriteComment(CsvFile file, ref SplitMix64 random)
    {
        if (random.OneIn(10))
        {
            file.Null();
            return;
        }

        Start().Words(ref random, 8 + random.Below(33), " "u8);
        switch (random.Below(9))
        {
            case 0: file.Quoted(Add(", "u8).Words(ref random, 4, ", "u8).Built); break;
            case 1: file.Quoted(Add(" \""u8).Words(ref random, 3, " "u8).Add("\""u8).Built); break;
            case 2: file.Quoted(Add("\n"u8).Words(ref random, 5, " "u8).Built); break;
            default: file.Text(Built); break;
        }
    }

    private ReadOnlySpan<byte> Built => _text.AsSpan(0, _length);

    private TextShape Start()
    {
        _length = 0;
        return this;
    }

    private TextShape Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    private TextShape Add(ulong value)
    {
        Utf8Formatter.TryFormat(value, _text.AsSpan(_length), out var written, new('x', 16));
        _length += written;
        return this;
    }

    private TextShape Words(ref SplitMix64 random, int count, ReadOnlySpan<byte> between)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0) Add(between);
            Add(Lexicon[random.Below(Lexicon.Length)]);
        }

        return this;
    }
}
