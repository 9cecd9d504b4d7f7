using System.Globalization;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>A pattern of <c>-like</c> made of characters, <c>*</c> and <c>?</c>; sets and escapes are left to PowerShell.</summary>
internal sealed class WildcardTest : TextTest
{
    private readonly string _pattern;
    private readonly TextInfo? _lower;

    private WildcardTest(string pattern, bool ignoreCase)
    {
        _lower = ignoreCase ? CultureInfo.CurrentCulture.TextInfo : null;
        _pattern = ignoreCase ? string.Concat(pattern.Select(_lower!.ToLower)) : pattern;
    }

    internal override bool? OfNull => Test("");

    /// <exception cref="NotCompiledException">The pattern has sets or escapes.</exception>
    internal static WildcardTest Parse(string pattern, bool ignoreCase) => pattern.AsSpan().ContainsAny('[', ']', '`')
        ? throw new NotCompiledException($"the wildcard pattern '{pattern}'")
        : new(pattern, ignoreCase);

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
