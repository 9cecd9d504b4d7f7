using System.Management.Automation;
using Scaling.Native.Sampling;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord ConfidenceLevelOutOfRange(double level) => new(
        new ArgumentException(FormattableString.Invariant($"The confidence level {level} does not lie between 0 and 1, such as 0.95.")),
        nameof(ConfidenceLevelOutOfRange), ErrorCategory.InvalidArgument, level);

    internal static ErrorRecord StatisticNotKnown(object statistic, IEnumerable<string> names) => new(
        new ArgumentException($"'{statistic}' is no statistic. There are {string.Join(", ", names)}; anything else is a script block."),
        nameof(StatisticNotKnown), ErrorCategory.InvalidArgument, statistic);

    internal static ErrorRecord PropertyCountMismatch(string statistic, int needed, string[] properties) => new(
        new ArgumentException(FormattableString.Invariant(
            $"-Statistic {statistic} is of {(needed == 1 ? "one column" : "two columns")}, but -Property names {properties.Length}.")),
        nameof(PropertyCountMismatch), ErrorCategory.InvalidArgument, properties);

    /// <summary>Parameters that do not go together; the message names both.</summary>
    internal static ErrorRecord OptionsConflict(string message, string parameter) => new(
        new ArgumentException(message), nameof(OptionsConflict), ErrorCategory.InvalidArgument, parameter);

    /// <summary>What keeps one group from being bootstrapped; the id is the core's name for it.</summary>
    internal static ErrorRecord GroupNotBootstrapped(BootstrapException exception, string group) => new(
        new InvalidOperationException($"Group {group}: {exception.Message}", exception),
        exception.Failure.ToString(), ErrorCategory.InvalidData, group);
}
