using System.Management.Automation;
using Scaling.Native.Kernels;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord OperationNotForType(KernelOperation operation, ElementType type) => new(
        new NotSupportedException($"{operation} is for the types Single and Double; there is none for {type}."),
        nameof(OperationNotForType), ErrorCategory.InvalidArgument, type.ToString());

    internal static ErrorRecord InstructionPathNotSupported(string path) => new(
        new NotSupportedException($"{path} was left out: this processor, or the runtime's settings (DOTNET_Enable...), do not have it."),
        nameof(InstructionPathNotSupported), ErrorCategory.NotImplemented, path);

    internal static ErrorRecord BaselineNotMeasured(string baseline) => new(
        new ArgumentException($"-Baseline {baseline} is not among the variants that are measured."),
        nameof(BaselineNotMeasured), ErrorCategory.InvalidArgument, baseline);

    internal static ErrorRecord WorkingSetTooLarge(long count, double bytes, long available) => new(
        new InsufficientMemoryException(FormattableString.Invariant(
            $"-Count {count} needs {bytes / 1e9:0.0##} GB, but the process may use {available / 1e9:0.0##} GB.")),
        nameof(WorkingSetTooLarge), ErrorCategory.LimitsExceeded, count);

    internal static ErrorRecord ArrayScriptFailed(Exception exception, ScriptBlock script) => new(
        exception, nameof(ArrayScriptFailed), ErrorCategory.InvalidResult, script);
}
