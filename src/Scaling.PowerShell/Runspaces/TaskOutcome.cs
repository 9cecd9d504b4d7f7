using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace Scaling.PowerShell.Runspaces;

/// <summary>The output of tasks as numbers that can be compared.</summary>
internal static class TaskOutcome
{
    // A double holds so many bits exactly.
    private const int HashBits = 53;
    private const long MostExact = 1L << HashBits;

    /// <summary>For each task the number of its objects, then each: a number as itself, anything else as a number made of its text or its properties.
    /// Null where no task put anything out.</summary>
    internal static double[]? Of(IReadOnlyList<TaskReport> reports)
    {
        if (reports.All(report => report.Output.Count == 0)) return null;
        var numbers = new List<double>();
        foreach (var report in reports)
        {
            numbers.Add(!report.HasFailed ? report.Output.Count : -1);
            numbers.AddRange(report.Output.Select(Number));
        }

        return [.. numbers];
    }

    private static double Number(PSObject? output) => output?.BaseObject switch
    {
        null => double.NaN,
        double number => number,
        BigInteger number => BigInteger.Abs(number) <= MostExact ? (double)number : Hash(number.ToString(CultureInfo.InvariantCulture)),
        long or ulong or decimal => Exactly(Convert.ToDecimal(output.BaseObject, CultureInfo.InvariantCulture)),
        Half number => (double)number,
        string text => Hash(text),
        Enum name => Hash(name.ToString()),
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Double => number.ToDouble(CultureInfo.InvariantCulture),
        _ => Hash(PSSerializer.Serialize(output, depth: 2)),
    };

    /// <summary>Itself, or a number made of its digits where a double has not room for all of them.</summary>
    private static double Exactly(decimal number) => Math.Abs(number) <= MostExact && (decimal)(double)number == number
        ? (double)number
        : Hash(number.ToString("G29", CultureInfo.InvariantCulture));

    /// <summary>FNV-1a: the same in every process, unlike the hash codes of texts.</summary>
    private static double Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = unchecked((hash ^ c) * 1099511628211UL);
        return hash >> (64 - HashBits);
    }
}
