using System.Management.Automation;
using Scaling.Native.Kernels;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord OperationNotForType(KernelOperation operation, ElementType type) => new(
        new NotSupportedException($"{operation} is for the types Single and Double; there is none for {type}."),
        nameof(OperationNotForType), ErrorCategory.InvalidArgument, type.ToString());

    internal static ErrorRecord InstructionPathNotSupported(string path, IEnumerable<string> supported) => new(
        new PlatformNotSupportedException(
            $"This processor, or the runtime's settings (DOTNET_Enable...), do not have {path}. There are {string.Join(", ", supported)}."),
        nameof(InstructionPathNotSupported), ErrorCategory.NotImplemented, path);

    internal static ErrorRecord BaselineNotMeasured(string baseline) => new(
        new ArgumentException($"-Baseline {baseline} is not among the variants that are measured."),
        nameof(BaselineNotMeasured), ErrorCategory.InvalidArgument, baseline);

    internal static ErrorRecord ArrayScriptFailed(Exception exception, ScriptBlock script) => new(
        exception, nameof(ArrayScriptFailed), ErrorCategory.InvalidResult, script);
}
