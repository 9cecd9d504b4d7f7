using System.Management.Automation;
using Scaling.Native.Sampling;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord ConfidenceLevelOutOfRange(double level) => new(
        new ArgumentException(FormattableString.Invariant($"The confidence level {level} does not lie between 0 and 1, such as 0.95.")),
        nameof(ConfidenceLevelOutOfRange), ErrorCategory.InvalidArgument, level);

    /// <summary>What keeps one group from being bootstrapped; the id is the core's name for it.</summary>
    internal static ErrorRecord GroupNotBootstrapped(BootstrapException exception, string group) => new(
        new InvalidOperationException($"Group {group}: {exception.Message}", exception),
        exception.Failure.ToString(), ErrorCategory.InvalidData, group);
}
