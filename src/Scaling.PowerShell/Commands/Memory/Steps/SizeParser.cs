using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Scaling.Native.Memory.Ceilings;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory.Steps;

/// <summary>Reads sizes as users write them: numbers, texts with units, parts of objects, files, and arrays of these, which add up.</summary>
internal sealed partial class SizeParser(FileSizes files)
{
    /// <summary>What objects with so many take is found out by making two.</summary>
    private const int MostProperties = 10_000;

    /// <exception cref="StepException">Not a size.</exception>
    internal MemorySize Parse(object? written)
    {
        var value = written is PSObject wrapped ? wrapped.BaseObject : written;
        return value switch
        {
            null => MemorySize.Unknown,
            string text => ParseText(text),
            FileInfo file => MemorySize.Bytes(files.Predict(file.FullName, null)),
            IDictionary or PSCustomObject => ParseEntries(Entries.Of(written!), written!),
            byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal => FromNumber(value),
            IEnumerable terms => Sum([.. terms.Cast<object?>().Select(Parse)], written),
            _ => throw NotUnderstood($"A {value.GetType().Name} is not a size.", written),
        };
    }

    private static MemorySize Sum(List<MemorySize> terms, object? written) =>
        terms.Count > 0 ? MemorySize.Sum(terms) : throw NotUnderstood("An empty array is not a size.", written);

    private static FixedSize FromNumber(object value)
    {
        var bytes = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (value is long or int) return new FixedSize(Convert.ToInt64(value, CultureInfo.InvariantCulture));
        return Math.Abs(bytes) < long.MaxValue
            ? new FixedSize((long)Math.Round(bytes))
            : throw NotUnderstood(string.Create(CultureInfo.InvariantCulture, $"{bytes} is not a number of bytes."), value);
    }

    private static MemorySize ParseText(string text) => MemorySize.Sum([.. text.Split('+').Select(t => ParseTerm(t, text))]);

    private static MemorySize ParseTerm(string term, string text)
    {
        if (term.Trim() == "?") return MemorySize.Unknown;
        if (Bytes().Match(term) is { Success: true } bytes)
        {
            var unit = bytes.Groups["unit"].Value is { Length: > 0 } name ? "BKMGTP".IndexOf(char.ToUpperInvariant(name[0]), StringComparison.Ordinal) : 0;
            return FromNumber(Number(bytes) * Math.Pow(1024, unit));
        }

        if (Part().Match(term) is { Success: true } part)
            return MemorySize.Ratio(part.Groups["percent"].Success ? Number(part) / 100 : Number(part), part.Groups["object"].Value);
        throw NotUnderstood($"'{text}' is not a size, such as 18MB, '0.5 of raw' or a file (Get-Item data.csv).", text);
    }

    private static double Number(Match match) => double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    private MemorySize ParseEntries(Entries entries, object written)
    {
        var path = entries.Take("Path", "FullName", "PSPath")?.ToString();
        var (form, factor) = (entries.Take("As")?.ToString(), entries.Take("Factor"));
        var (ratio, other) = (entries.Take("Ratio"), entries.Take("Of")?.ToString());
        var (objects, properties) = (entries.Take("Objects"), entries.Take("Properties"));
        var kinds = new[] { path, ratio, objects }.Count(k => k is not null);
        if (entries.Rest is not null || kinds != 1 || (ratio is null) != (other is null) || (objects is null) != (properties is null)
            || (form ?? factor) is not null && path is null || form is not null && factor is not null)
        {
            throw NotUnderstood(
                "A size has the entries Path with As or Factor, or Ratio and Of, or Objects and Properties"
                + $"{(entries.Rest is null ? "" : $", but no '{entries.Rest}'")}.",
                written);
        }

        if (ratio is not null) return MemorySize.Ratio(ToDouble(ratio), other!);
        if (objects is not null) return MemorySize.Bytes(NoteObjects(ToDouble(objects), ToDouble(properties!), written));
        return MemorySize.Bytes(factor is null ? files.Predict(path!, form) : files.Multiply(path!, ToDouble(factor)));
    }

    private static long NoteObjects(double count, double properties, object written) => count >= 0 && properties is >= 0 and <= MostProperties
        ? FileMemory.NoteObjects(count, (int)Math.Round(properties), EngineObjects.RowModel)
        : throw NotUnderstood($"There cannot be fewer than no objects or properties, nor more than {MostProperties} properties.", written);

    private static double ToDouble(object value)
    {
        try
        {
            return LanguagePrimitives.ConvertTo<double>(value);
        }
        catch (PSInvalidCastException)
        {
            throw NotUnderstood($"'{value}' is not a number.", value);
        }
    }

    private static StepException NotUnderstood(string message, object? written) => new(Errors.SizeNotUnderstood(message, written));

    [GeneratedRegex(@"^\s*(?<number>-?\d+(\.\d+)?|-?\.\d+)\s*(?<unit>B|[KMGTP]i?B)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bytes();

    [GeneratedRegex(@"^\s*(?<number>-?\d+(\.\d+)?|-?\.\d+)\s*(?<percent>%)?\s+of\s+\$?(?<object>.*\S)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
