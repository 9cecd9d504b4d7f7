using System.Management.Automation;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord MemoryLimitExceeded(long bytes, long limit, object target) => new(
        new InsufficientMemoryException(FormattableString.Invariant(
            $"{bytes} bytes of memory are asked for, but the process may use {limit}.")),
        nameof(MemoryLimitExceeded), ErrorCategory.LimitsExceeded, target);

    internal static ErrorRecord WorkingSetsOutOfRange(long minimum, long maximum) => new(
        new ArgumentException(FormattableString.Invariant($"-MinimumBytes is {minimum}, which is more than -MaximumBytes, {maximum}.")),
        nameof(WorkingSetsOutOfRange), ErrorCategory.InvalidArgument, minimum);

    internal static ErrorRecord StrideNotAligned(int stride) => new(
        new ArgumentException(FormattableString.Invariant(
            $"-StrideBytes is {stride}, but places hold pointers of 8 bytes each: take a multiple of 8.")),
        nameof(StrideNotAligned), ErrorCategory.InvalidArgument, stride);

    internal static ErrorRecord LevelsNotFound(int workingSets) => new(
        new InvalidOperationException(FormattableString.Invariant(
            $"No level of caches shows in {workingSets} working sets. Measure more of them, or while the machine is quiet.")),
        nameof(LevelsNotFound), ErrorCategory.InvalidResult, workingSets);
}
