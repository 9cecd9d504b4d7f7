using System.Management.Automation;
using Scaling.Native.Memory.Ceilings;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord StepNotUnderstood(string message, object? step) => new(
        new ArgumentException(message), nameof(StepNotUnderstood), ErrorCategory.InvalidArgument, step);

    internal static ErrorRecord SizeNotUnderstood(string message, object? size) => new(
        new ArgumentException(message), nameof(SizeNotUnderstood), ErrorCategory.InvalidArgument, size);

    /// <summary>Steps that make no plan; the id is the core's name for what is wrong.</summary>
    internal static ErrorRecord NoPlan(MemoryPlanException exception) => new(
        exception, exception.Error.ToString(),
        exception.Error is MemoryPlanError.ObjectNotMade or MemoryPlanError.StepNotFound ? ErrorCategory.ObjectNotFound
            : ErrorCategory.InvalidArgument,
        exception.Subject);

    internal static ErrorRecord ScriptNotParsed(string message, string place) => new(
        new ParseException(message), nameof(ScriptNotParsed), ErrorCategory.ParserError, place);
}
