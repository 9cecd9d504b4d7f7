using System.Management.Automation;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord TimeLimitOutOfRange(TimeSpan limit) => new(
        new ArgumentException(FormattableString.Invariant($"-TimeLimit is {limit.TotalSeconds} s, but must be above zero.")),
        nameof(TimeLimitOutOfRange), ErrorCategory.InvalidArgument, limit);
}
