using System.Globalization;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>A pattern of <c>-like</c> made of characters, <c>*</c> and <c>?</c>; sets and escapes are left to PowerShell.</summary>
internal sealed class WildcardTest : TextTest
{
    private const string PosixCulture = "en-US-POSIX";
    private readonly string _pattern;
    private readonly TextInfo? _lower;

    private WildcardTest(string pattern, bool ignoreCase)
    {
        _lower = ignoreCase ? CultureInfo.CurrentCulture.TextInfo : null;
        _pattern = ignoreCase ? string.Concat(pattern.Select(_lower!.ToLower)) : pattern;
    }

    internal override bool? OfNull => Test("");

    // Patterns without wildcards, and those that only end in a star, PowerShell compares by the rules of the session's culture,
    // which know of accents written in two ways; all others it compares character by character.
    private static StringComparison Comparison(bool ignoreCase) =>
        !ignoreCase ? StringComparison.CurrentCulture
        : CultureInfo.CurrentCulture.Name.Equals(PosixCulture, StringComparison.OrdinalIgnoreCase) ? StringComparison.OrdinalIgnoreCase
        : StringComparison.CurrentCultureIgnoreCase;

    /// <exception cref="NotCompiledException">The pattern has sets or escapes.</exception>
    internal static TextTest Parse(string pattern, bool ignoreCase)
    {
        if (pattern.AsSpan().ContainsAny('[', ']', '`')) throw new NotCompiledException($"the wildcard pattern '{pattern}'");
        var comparison = Comparison(ignoreCase);
        var special = pattern.AsSpan().IndexOfAny('*', '?');
        if (special < 0) return new TextPredicate(s => string.Equals(s, pattern, comparison), string.Equals("", pattern, comparison));
        if (pattern == "*") return new TextPredicate(_ => true, ofNull: true);
        if (special < pattern.Length - 1 || pattern[special] != '*') return new WildcardTest(pattern, ignoreCase);
        var prefix = pattern[..^1];
        return new TextPredicate(s => s.StartsWith(prefix, comparison), "".StartsWith(prefix, comparison));
    }

    internal override bool Test(string text)
    {
        var (t, p, starPattern, starText) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < _pattern.Length && _pattern[p] == '*')
            {
                (starPattern, starText) = (p++, t);
            }
            else if (p < _pattern.Length && (_pattern[p] == '?' || _pattern[p] == Fold(text[t])))
            {
                p++;
                t++;
            }
            else if (starPattern >= 0)
            {
                p = starPattern + 1;
                t = ++starText;
            }
            else
            {
                return false;
            }
        }

        while (p < _pattern.Length && _pattern[p] == '*') p++;
        return p == _pattern.Length;
    }

    private char Fold(char c) => _lower is null ? c : _lower.ToLower(c);
}
