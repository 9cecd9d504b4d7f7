using System.Text;

namespace Scaling.Benchmarks.RaceCsvParquet.Data;

/// <summary>Made-up words and names, as UTF-8.</summary>
internal static class Vocabulary
{
    private static readonly string[] Syllables =
        ["ba", "den", "ka", "lo", "mar", "ne", "os", "pra", "qui", "ro", "sal", "ti", "ul", "ve", "wen", "xa", "yor", "zü", "né", "str"];

    /// <summary>Different words of two to four syllables.</summary>
    internal static byte[][] Words(int count, ulong seed) => [.. Distinct(count, seed, (ref SplitMix64 random) => Word(ref random)).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Different names of towns, some of two words.</summary>
    internal static byte[][] Cities(int count, ulong seed) => [.. Distinct(count, seed, City).Select(Encoding.UTF8.GetBytes)];

    private delegate string Maker(ref SplitMix64 random);

    private static List<string> Distinct(int count, ulong seed, Maker make)
    {
        var random = new SplitMix64(seed);
        var (seen, words) = (new HashSet<string>(StringComparer.Ordinal), new List<string>(count));
        while (words.Count < count)
        {
            var word = make(ref random);
            if (seen.Add(word)) words.Add(word);
        }

        return words;
    }

    private static string Word(ref SplitMix64 random)
    {
        var word = new StringBuilder();
        for (var i = 2 + random.Below(3); i > 0; i--) word.Append(Syllables[random.Below(Syllables.Length)]);
        return word.ToString();
    }

    private static string City(ref SplitMix64 random)
    {
        var word = Word(ref random);
        var name = char.ToUpperInvariant(word[0]) + word[1..];
        return random.OneIn(5) ? "San " + name : name;
    }
}
