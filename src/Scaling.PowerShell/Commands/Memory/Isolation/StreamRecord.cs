using System.Globalization;
using System.Management.Automation;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>Records of PowerShell's streams as texts, and back.</summary>
internal static class StreamRecord
{
    private const char Separator = '\0';
    private const char SeparatorShown = '\u2400';
    private const string HostTag = "PSHOST";

    internal static (MessageKind Kind, string Text) Write(object? value) => value switch
    {
        PSObject { BaseObject: ErrorRecord or WarningRecord or VerboseRecord or DebugRecord or InformationRecord } wrapped => Write(wrapped.BaseObject),
        ErrorRecord error => (MessageKind.Error, Write(error)),
        WarningRecord warning => (MessageKind.Warning, warning.Message),
        VerboseRecord verbose => (MessageKind.Verbose, verbose.Message),
        DebugRecord debug => (MessageKind.Debug, debug.Message),
        InformationRecord { MessageData: var data } said when said.Tags.Contains(HostTag) => (MessageKind.HostText, data?.ToString() ?? ""),
        InformationRecord said => (MessageKind.Information, Join([said.MessageData?.ToString(), .. said.Tags])),
        _ => (MessageKind.Output, PSSerializer.Serialize(value)),
    };

    internal static string Write(ErrorRecord error) => Join(
    [
        error.ToString(),
        error.FullyQualifiedErrorId,
        ((int)error.CategoryInfo.Category).ToString(CultureInfo.InvariantCulture),
        error.TargetObject?.ToString(),
        Position(error),
    ]);

    private static string Join(string?[] fields)
    {
        for (var i = 0; i < fields.Length; i++) fields[i] = fields[i]?.Replace(Separator, SeparatorShown);
        return string.Join(Separator, fields);
    }

    /// <summary>Where in the script it was; null where that is the call of the script itself.</summary>
    private static string? Position(ErrorRecord error) =>
        error.InvocationInfo is { } at && !at.Line.Contains(ScriptRunner.BlockName, StringComparison.Ordinal) ? at.PositionMessage : null;

    internal static ErrorRecord ReadError(string text)
    {
        var fields = text.Split(Separator);
        return new ErrorRecord(
            new RuntimeException(fields[0]), fields[1], (ErrorCategory)int.Parse(fields[2], CultureInfo.InvariantCulture), fields[3])
        {
            // The record's own place is that of the cmdlet.
            ErrorDetails = fields[4].Length > 0 ? new ErrorDetails($"{fields[0]}\n{fields[4]}") : null,
        };
    }

    /// <summary>Writes a record to the stream that it was on in the child.</summary>
    internal static void Replay(PSCmdlet command, MessageKind kind, string text)
    {
        switch (kind)
        {
            case MessageKind.Output: command.WriteObject(PSSerializer.Deserialize(text)); break;
            case MessageKind.Error: command.WriteError(ReadError(text)); break;
            case MessageKind.Warning: command.WriteWarning(text); break;
            case MessageKind.Verbose: command.WriteVerbose(text); break;
            case MessageKind.Debug: command.WriteDebug(text); break;
            case MessageKind.HostText: command.Host?.UI?.WriteLine(text); break;
            case MessageKind.Information:
                var fields = text.Split(Separator);
                command.WriteInformation(fields[0], fields[1..]);
                break;
        }
    }
}
