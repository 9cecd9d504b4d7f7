using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>What the values of a column have in common, and what they take, part by part.</summary>
internal sealed class ColumnProfile
{
    private const int GuidLength = 36;

    private CsvTypeInference _texts;
    private ValueRange _range = new();
    private bool _areGuids = true;

    /// <param name="blocks">Parts of the data that are told apart.</param>
    /// <param name="distinctLimit">Different values that are told apart.</param>
    internal ColumnProfile(int blocks, int distinctLimit) => (Blocks, Distinct) = (new BlockSums[blocks], new(distinctLimit));

    internal BlockSums[] Blocks { get; private set; }

    internal DistinctValues Distinct { get; }

    internal ref ValueRange Range => ref _range;

    /// <summary>What texts stand for; String where they stand for nothing else, or there are none.</summary>
    internal ColumnType TextType => _texts.Type;

    /// <summary>There are texts, and all are GUIDs as this module writes them.</summary>
    internal bool AreGuids => _areGuids && HasTexts;

    internal bool HasTexts { get; private set; }

    /// <summary>Every moment is midnight.</summary>
    internal bool AreDates { get; set; } = true;

    /// <summary>No time of day is finer than a millisecond.</summary>
    internal bool AreMilliseconds { get; set; } = true;

    internal BlockSums Total
    {
        get
        {
            var total = default(BlockSums);
            foreach (ref readonly var block in Blocks.AsSpan()) total.Add(block);
            return total;
        }
    }

    /// <summary>Makes room for one more part.</summary>
    internal void AddBlock() => Blocks = [.. Blocks, default];

    /// <summary>Takes a value that is not null nor empty.</summary>
    /// <param name="text">As it is meant.</param>
    /// <param name="isAscii">It is known to be ASCII.</param>
    /// <param name="culture">Of numbers and dates.</param>
    /// <param name="count">How often it occurs.</param>
    /// <param name="block">Where.</param>
    /// <returns>False where it is not UTF-8.</returns>
    internal bool AddText(ReadOnlySpan<byte> text, bool isAscii, CsvCulture culture, int count, int block)
    {
        var characters = text.Length;
        if (!isAscii && !Ascii.IsValid(text))
        {
            if (!Utf8.IsValid(text)) return false;
            characters = Encoding.UTF8.GetCharCount(text);
        }

        HasTexts = true;
        ref var sums = ref Blocks[block];
        sums.ValueBytes += (long)text.Length * count;
        sums.ObjectBytes += AllocatedSize.OfString(characters) * count;
        AddDistinct(text, block);
        if (_areGuids) _areGuids = IsGuid(text);
        if (_texts.IsSettled) return true;
        _texts.Add(text, culture);
        if (!_texts.IsSettled) AddNumber(text.Trim(" \t"u8), culture);
        return true;
    }

    /// <summary>Takes a text that is a value of text columns, and null in others.</summary>
    internal void AddEmptyText(int count, int block)
    {
        Blocks[block].EmptyTexts += count;
        AddDistinct([], block);
        _areGuids = false;
    }

    internal void AddDistinct(ReadOnlySpan<byte> text, int block)
    {
        var hash = ValueHash.Of(text);
        if (Distinct.Add(hash, block)) Distinct.AddLength(hash, text.Length);
    }

    /// <summary>Takes in what was seen of other rows.</summary>
    internal void Add(ColumnProfile other)
    {
        _texts.Add(other._texts);
        _range.Add(other._range);
        _areGuids &= other._areGuids;
        HasTexts |= other.HasTexts;
        AreDates &= other.AreDates;
        AreMilliseconds &= other.AreMilliseconds;
        Distinct.Add(other.Distinct);
        for (var i = 0; i < other.Blocks.Length; i++) Blocks[i].Add(other.Blocks[i]);
    }

    private void AddNumber(ReadOnlySpan<byte> written, CsvCulture culture)
    {
        Span<byte> scratch = stackalloc byte[64];
        var text = culture.Simplify(written, scratch);
        if (!NumberText.TryRead(text, culture.Point, out var number))
        {
            if (FloatWords.TryRead(text, out var word)) _range.AddNumber(word, mayBeWhole: false);
            return;
        }

        if (number.IsInteger && !(number is { IsNegative: true, Digits: 0 }))
            _range.AddInteger(number.Digits <= 19 ? (number.IsNegative ? -(Int128)number.Mantissa : number.Mantissa) : Parse(text));
        else if (number.TryToDouble(text, culture.Point, out var value)) _range.AddNumber(value, mayBeWhole: false);
    }

    /// <summary>More than 38 digits are beyond every type, and settle the column as text.</summary>
    private static Int128 Parse(ReadOnlySpan<byte> text) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : Int128.MaxValue;

    /// <summary>With hyphens and in lower case: another form would not come out again as it went in.</summary>
    private static bool IsGuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != GuidLength) return false;
        for (var i = 0; i < GuidLength; i++)
        {
            var isRight = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigitLower((char)text[i]);
            if (!isRight) return false;
        }

        return true;
    }
}
