using System.Management.Automation;
using System.Management.Automation.Language;
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

    /// <summary>A script that is none; the first error tells where.</summary>
    internal static ErrorRecord ScriptNotParsed(string path, ParseError[] errors)
    {
        var first = errors[0].Extent;
        var more = errors.Length > 1 ? FormattableString.Invariant($" There are {errors.Length - 1} more errors.") : "";
        return new ErrorRecord(
            new ParseException(FormattableString.Invariant(
                $"'{path}' is not a script: line {first.StartLineNumber}, column {first.StartColumnNumber}: {errors[0].Message}{more}")),
            nameof(ScriptNotParsed), ErrorCategory.ParserError, path);
    }
}
