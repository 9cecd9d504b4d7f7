using System.Globalization;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What was alive at the peak of a script, in words.</summary>
internal static class PeakExplanation
{
    /// <summary>Smaller values explain no peak.</summary>
    private const long Least = 64 * 1024;

    /// <summary>A run that peaks this much apart from the others is said to.</summary>
    private const double NotedShare = 0.1;

    /// <param name="peak">The statement with the peak.</param>
    /// <param name="peakBytes">The usual peak of the script.</param>
    internal static string Of(StatementMemory peak, long peakBytes)
    {
        var sentences = new List<string> { $"The peak is in line {peak.Line}: {peak.Statement}." };
        var large = peak.Variables.Where(v => v.Bytes is null or >= Least).ToArray();
        if (large.Length > 0) sentences.Add($"Variables hold {List(large.Select(Describe))}.");
        var rest = peak.AboveStartBytes - peak.VariableBytes;
        if (rest >= Least)
        {
            sentences.Add($"The {(large.Length > 0 ? "other " : "")}{ByteText.Of(rest)} of {ByteText.Of(peak.AboveStartBytes)} above the start are values"
                + " that no variable holds, such as intermediate results, garbage that is not collected yet, and memory that the collector keeps for reuse.");
        }

        if (Math.Abs(peak.PeakBytes - peakBytes) > NotedShare * peakBytes)
        {
            sentences.Add($"This run peaked at {ByteText.Of(peak.PeakBytes)}, the others at {ByteText.Of(peakBytes)} in the median:"
                + " when garbage is collected differs from run to run.");
        }

        foreach (var needless in large.Where(v => v is { IsHeldBefore: true, IsNeeded: false }))
        {
            sentences.Add(needless.LastUseLine is { } line
                ? $"{needless} is not read after line {line}: Remove-Variable {needless.Name} there lets it go."
                : $"{needless} is never read.");
        }

        return string.Join(' ', sentences);
    }

    /// <summary>How the peak of one script differs from another's.</summary>
    /// <param name="savedBytes">What it needs less.</param>
    /// <param name="referenceBytes">The peak of the other.</param>
    /// <param name="isDistinct">Whether all runs of one lie below all of the other.</param>
    /// <param name="peak">The statement with the peak; null where it is not known.</param>
    /// <param name="referencePeak">That of the other.</param>
    internal static string OfDifference(
        long savedBytes, long referenceBytes, bool isDistinct, StatementMemory? peak, StatementMemory? referencePeak)
    {
        var share = Math.Abs((double)savedBytes / referenceBytes).ToString("P0", CultureInfo.InvariantCulture);
        var sentence = $"Its peak is {ByteText.Of(Math.Abs(savedBytes))} ({share}) {(savedBytes < 0 ? "above" : "below")} that of the reference";
        if (!isDistinct) sentence += " in the median, though runs of both overlap";
        if (peak is null || referencePeak is null) return sentence + ".";
        var changes = new List<string>();
        if (Names(referencePeak).Except(Names(peak), StringComparer.OrdinalIgnoreCase).ToArray() is { Length: > 0 } gone)
            changes.Add($"{List(gone)} {(gone.Length == 1 ? "is" : "are")} not alive there");
        if (Names(peak).Except(Names(referencePeak), StringComparer.OrdinalIgnoreCase).ToArray() is { Length: > 0 } added)
            changes.Add($"{List(added)} {(added.Length == 1 ? "is" : "are")} alive there in addition");
        return changes.Count > 0 ? $"{sentence}: {string.Join("; ", changes)}." : $"{sentence}; the same variables are alive there.";
    }

    private static string Describe(LiveVariable variable)
    {
        // Of a variable that the statement sets, the value from before is alive until then.
        var which = variable.IsHeldAfter ? "" : " from before";
        return $"{variable}{which} ({(variable.Bytes is { } bytes ? ByteText.Of(bytes) : "of unknown size")})";
    }

    private static IEnumerable<string> Names(StatementMemory peak) =>
        peak.Variables.Where(v => v.Bytes is null or >= Least).Select(v => v.ToString());

    private static string List(IEnumerable<string> items)
    {
        var list = items.ToArray();
        return list.Length == 1 ? list[0] : $"{string.Join(", ", list[..^1])} and {list[^1]}";
    }
}
