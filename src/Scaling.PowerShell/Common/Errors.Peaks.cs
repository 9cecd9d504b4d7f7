using System.Globalization;
using System.Management.Automation;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord TimelineIntervalOutOfRange(TimeSpan interval) => new(
        new ArgumentException(FormattableString.Invariant(
            $"-TimelineInterval is {interval.TotalSeconds} s, but must be at least 0.001 s.")),
        nameof(TimelineIntervalOutOfRange), ErrorCategory.InvalidArgument, interval);

    internal static ErrorRecord StepNotScript(string name, object? value) => new(
        new ArgumentException($"Step '{name}' has no script block to run: give one, or a hashtable with the keys Name and Script."),
        nameof(StepNotScript), ErrorCategory.InvalidArgument, value ?? name);

    internal static ErrorRecord StepsNotOrdered(object steps) => new(
        new ArgumentException("The entries of @{} are in no particular order, but steps have one: write [ordered]@{}."),
        nameof(StepsNotOrdered), ErrorCategory.InvalidArgument, steps);

    internal static ErrorRecord DuplicateStep(string name) => new(
        new ArgumentException($"Two steps have the name '{name}'."), nameof(DuplicateStep), ErrorCategory.InvalidArgument, name);

    internal static ErrorRecord StepNotPredicted(string name) => new(
        new ArgumentException($"-Prediction has no step '{name}' with CeilingBytes."), nameof(StepNotPredicted), ErrorCategory.ObjectNotFound, name);

    internal static ErrorRecord ScriptNotStatements(ScriptBlock script) => new(
        new ArgumentException("Only a plain list of statements can be measured statement by statement, without begin, process or other named blocks."),
        nameof(ScriptNotStatements), ErrorCategory.InvalidArgument, script);

    internal static ErrorRecord ShellNotFound() => new(
        new FileNotFoundException("No process of its own can be started: this session is run by neither pwsh nor Scaling.Host, and there is no pwsh on PATH."),
        nameof(ShellNotFound), ErrorCategory.ObjectNotFound, "pwsh");

    /// <param name="program">What was started.</param>
    /// <param name="exitCode">Null where it does not end.</param>
    /// <param name="highWaterBytes">The most that was seen of its memory; 0 where nothing was.</param>
    /// <param name="errorText">What it wrote to standard error.</param>
    internal static ErrorRecord ChildProcessEnded(string program, int? exitCode, long highWaterBytes, string errorText)
    {
        const int killed = 128 + 9;
        var seen = highWaterBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $" Until then it used at most {highWaterBytes} bytes.") : "";
        var why = exitCode == killed ? " It was killed, as the system does where memory runs out." : "";
        var code = exitCode is null ? "" : string.Create(CultureInfo.InvariantCulture, $", with exit code {exitCode}");
        var said = errorText.Length > 0 ? Environment.NewLine + errorText : "";
        return new ErrorRecord(
            new InvalidOperationException($"The process that ran the script ended before the script did{code}.{why}{seen}{said}"),
            nameof(ChildProcessEnded), ErrorCategory.ResourceUnavailable, program);
    }
}
