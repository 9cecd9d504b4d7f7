using System.Management.Automation;
using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord ParallelFractionOutOfRange(double fraction) => new(
        new ArgumentException(FormattableString.Invariant($"The parallel fraction {fraction} does not lie within 0 to 1, such as 0.95.")),
        nameof(ParallelFractionOutOfRange), ErrorCategory.InvalidArgument, fraction);

    internal static ErrorRecord ParallelFractionMissing() => new(
        new ArgumentException("-ParallelFraction is null: it takes numbers from 0 to 1, such as 0.95."), nameof(ParallelFractionMissing), ErrorCategory.InvalidArgument, null);

    internal static ErrorRecord ContentionOutOfRange(double contention) => new(
        new ArgumentException(FormattableString.Invariant($"The contention {contention} does not lie within 0 to 1, such as 0.05.")),
        nameof(ContentionOutOfRange), ErrorCategory.InvalidArgument, contention);

    internal static ErrorRecord CoherencyOutOfRange(double coherency) => new(
        new ArgumentException(FormattableString.Invariant($"The coherency {coherency} is not a number from 0 on, such as 0.001.")),
        nameof(CoherencyOutOfRange), ErrorCategory.InvalidArgument, coherency);

    internal static ErrorRecord PropertyNotFound(string property, object? input) => new(
        new ItemNotFoundException(FormattableString.Invariant($"The object '{input}' has no property '{property}', and was left out.")),
        nameof(PropertyNotFound), ErrorCategory.ObjectNotFound, input);

    internal static ErrorRecord WorkersNotValid(object? value, object? input) => new(
        new ArgumentException(FormattableString.Invariant(
            $"'{value ?? "(null)"}' is not a number of workers, 1 to 1,048,576; the object '{input}' was left out.")),
        nameof(WorkersNotValid), ErrorCategory.InvalidData, value ?? input);

    internal static ErrorRecord SecondsNotValid(object? value, object? input) => new(
        new ArgumentException(FormattableString.Invariant(
            $"'{value ?? "(null)"}' is not a time above zero, in seconds or as [days-]hours:minutes:seconds; the object '{input}' was left out.")),
        nameof(SecondsNotValid), ErrorCategory.InvalidData, value ?? input);

    internal static ErrorRecord TaskFailed(ErrorRecord failure, int task, int workers, object? item) => new(
        new InvalidOperationException(OfTask(failure, task, workers), failure.Exception), nameof(TaskFailed), ErrorCategory.OperationStopped, item);

    internal static ErrorRecord TaskWroteError(ErrorRecord error, int task, int workers, object? item) => new(
        new InvalidOperationException(OfTask(error, task, workers), error.Exception), nameof(TaskWroteError), error.CategoryInfo.Category, item);

    internal static ErrorRecord AllTasksFailed(ErrorRecord first, object script) => new(
        new InvalidOperationException($"No task came to its end. The first one: {first}", first.Exception),
        nameof(AllTasksFailed), ErrorCategory.InvalidOperation, script);

    internal static ErrorRecord InitializationFailed(ErrorRecord failure, object script) => new(
        new InvalidOperationException($"-InitializationScript failed: {failure}", failure.Exception),
        nameof(InitializationFailed), ErrorCategory.InvalidOperation, script);

    internal static ErrorRecord InitializationWroteError(ErrorRecord error, object script) => new(
        new InvalidOperationException($"-InitializationScript: {error}", error.Exception), nameof(InitializationWroteError), error.CategoryInfo.Category, script);

    internal static ErrorRecord UsingVariableNotFound(string variable) => new(
        new ItemNotFoundException($"There is no variable for '{variable}'."), nameof(UsingVariableNotFound), ErrorCategory.ObjectNotFound, variable);

    internal static ErrorRecord UsingVariableIsScriptBlock(object given) => new(
        new ArgumentException($"'{given}' is a script block, which cannot leave its session. Hand over its text, or define a function with -InitializationScript."),
        nameof(UsingVariableIsScriptBlock), ErrorCategory.InvalidType, given);

    private static string OfTask(ErrorRecord error, int task, int workers) =>
        FormattableString.Invariant($"Task {task}, with {Wording.Count(workers, "worker")}: {error}");
}
