namespace Scaling.Native.Datasets.Expressions;

/// <summary>A text made of a text by a method of .NET. A method of null, or one that throws, is an error.</summary>
internal sealed class TextFunctionNode(Func<string, string> function, Node operand, bool takesNull = false) : Node(ValueKind.String)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            Result.Texts[i] = null;
            if (value.Texts[i] is { } text)
            {
                if (!chunk.GivenUp[i] && Attempt(text) is { } result) Result.Texts[i] = result;
                else chunk.GiveUp(i);
            }
            else if (takesNull)
            {
                Result.Texts[i] = function("");
            }
            else
            {
                chunk.GiveUp(i);
            }
        }

        return Result;
    }

    private string? Attempt(string text)
    {
        try
        {
            return function(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>A part of a text.</summary>
internal sealed class SubstringNode(Node text, Node start, Node? length) : Node(ValueKind.String)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var (texts, starts, lengths) = (text.Evaluate(chunk), start.Evaluate(chunk), length?.Evaluate(chunk));
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            var value = texts.Texts[i];
            var from = starts.Longs[i];
            var count = lengths?.Longs[i] ?? (value?.Length ?? 0) - from;
            if (value is null || starts.IsNull(i) || lengths?.IsNull(i) == true || from < 0 || count < 0 || from + count > value.Length)
            {
                chunk.GiveUp(i);
                Result.Texts[i] = null;
            }
            else
            {
                Result.Texts[i] = value.Substring((int)from, (int)count);
            }
        }

        return Result;
    }
}

/// <summary>A number that a method of .NET or a property gives of a text.</summary>
internal sealed class TextMeasureNode(Func<string, int> measure, Node operand) : Node(ValueKind.Int32)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            Result.Longs[i] = 0;
            if (value.Texts[i] is { } text) Result.Longs[i] = measure(text);
            else chunk.GiveUp(i);
        }

        return Result;
    }
}

/// <summary>A text followed by another. A null text is empty, but two nulls are null.</summary>
internal sealed class ConcatenationNode(Node left, Node right) : Node(ValueKind.String)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var (a, b) = (left.Evaluate(chunk), right.Evaluate(chunk));
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            var (x, y) = (a.Texts[i], b.Texts[i]);
            Result.Texts[i] = string.Concat(x, y);
            if (x is not null || y is not null) continue;
            Result.Texts[i] = null;
            Result.SetNull(i);
        }

        return Result;
    }
}

/// <summary>A text followed by a value that is not one. Null plus such a value is that value, no text.</summary>
internal sealed class AppendedNode(Node left, Node right) : Node(ValueKind.String)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var (a, b) = (left.Evaluate(chunk), right.Evaluate(chunk));
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            if (a.Texts[i] is null) chunk.GiveUp(i);
            Result.Texts[i] = string.Concat(a.Texts[i], b.Texts[i]);
        }

        return Result;
    }
}

/// <summary>The texts of all parts after one another.</summary>
internal sealed class InterpolationNode(Node[] parts) : Node(ValueKind.String)
{
    private readonly Vector[] _vectors = new Vector[parts.Length];
    private readonly string?[] _texts = new string?[parts.Length];

    internal override Vector Evaluate(Chunk chunk)
    {
        for (var p = 0; p < parts.Length; p++) _vectors[p] = parts[p].Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            for (var p = 0; p < parts.Length; p++) _texts[p] = _vectors[p].Texts[i];
            Result.Texts[i] = string.Concat(_texts);
        }

        return Result;
    }
}

/// <summary>What a value of null, and what a text, must be like for a test on texts.</summary>
internal abstract class TextTest
{
    /// <summary>The result for null, or null where that is an error.</summary>
    internal abstract bool? OfNull { get; }

    internal abstract bool Test(string text);

    /// <summary>The result for printable ASCII read as bytes, or null where only the text can tell.</summary>
    internal virtual bool? TestPlain(ReadOnlySpan<byte> utf8) => null;
}

internal sealed class TextPredicate(Func<string, bool> test, bool? ofNull) : TextTest
{
    internal override bool? OfNull => ofNull;

    internal override bool Test(string text) => test(text);
}

/// <summary>Equality with any of some texts.</summary>
internal sealed class TextMembership : TextTest
{
    private readonly TextRules _rules;
    private readonly string[] _items;
    private readonly HashSet<string> _set;
    private readonly bool _plain;
    private readonly byte[]? _single;
    private readonly bool _ofNull;

    internal TextMembership(IEnumerable<string> items, TextRules rules, bool ofNull)
    {
        (_items, _rules, _ofNull) = ([.. items], rules, ofNull);
        _set = new(_items, rules.PlainComparer);
        _plain = _items.All(TextRules.IsPlain);
        if (_plain && _items.Length == 1) _single = System.Text.Encoding.ASCII.GetBytes(_items[0]);
    }

    internal override bool? OfNull => _ofNull;

    internal IReadOnlyList<string> Items => _items;

    internal bool IgnoresCase => _rules.IgnoresCase;

    internal override bool Test(string text)
    {
        if (_plain && TextRules.IsPlain(text)) return _set.Contains(text);
        foreach (var item in _items)
            if (_rules.Equals(item, text)) return true;
        return false;
    }

    internal override bool? TestPlain(ReadOnlySpan<byte> utf8)
    {
        if (_single is null || utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return null;
        return _rules.IgnoresCase ? System.Text.Ascii.EqualsIgnoreCase(utf8, _single) : utf8.SequenceEqual(_single);
    }
}

/// <summary>A test on texts; of a category column each distinct text is tested once a batch.</summary>
internal sealed class TextTestNode(TextTest test, Node operand) : Node(ValueKind.Boolean)
{
    private readonly bool? _ofNull = test.OfNull;
    private string[]? _categories;
    private bool[] _byCategory = [];

    internal TextTest Test => test;

    internal Node Operand => operand;

    internal override Vector Evaluate(Chunk chunk)
    {
        if (operand is ColumnNode column)
        {
            if (column.IsCategory) EvaluateCategories(column, chunk);
            else EvaluateBytes(column, chunk);
            return Result;
        }

        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            if (value.Texts[i] is { } text) Result.Flags[i] = test.Test(text);
            else SetNullResult(i, chunk);
        }

        return Result;
    }

    private void EvaluateBytes(ColumnNode column, Chunk chunk)
    {
        var array = column.Array(chunk);
        var validity = array.Validity();
        var offsets = array.Offsets();
        var bytes = array.Bytes();
        for (var i = 0; i < chunk.Count; i++)
        {
            var row = chunk.Start + i;
            if (!ColumnAccess.IsValid(validity, row))
            {
                SetNullResult(i, chunk);
                continue;
            }

            var utf8 = bytes[offsets[row]..offsets[row + 1]];
            Result.Flags[i] = test.TestPlain(utf8) ?? test.Test(System.Text.Encoding.UTF8.GetString(utf8));
        }
    }

    private void EvaluateCategories(ColumnNode column, Chunk chunk)
    {
        var categories = column.Categories(chunk);
        if (!ReferenceEquals(categories, _categories))
        {
            _byCategory = Array.ConvertAll(categories, test.Test);
            _categories = categories;
        }

        var array = column.Array(chunk);
        var validity = array.Validity();
        var indices = array.Values<int>();
        for (var i = 0; i < chunk.Count; i++)
        {
            var row = chunk.Start + i;
            if (ColumnAccess.IsValid(validity, row)) Result.Flags[i] = _byCategory[indices[row]];
            else SetNullResult(i, chunk);
        }
    }

    private void SetNullResult(int row, Chunk chunk)
    {
        if (_ofNull is { } result) Result.Flags[row] = result;
        else chunk.GiveUp(row);
    }
}
