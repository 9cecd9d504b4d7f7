using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace Scaling.Host;

/// <summary>Writes what scripts write: errors and progress to standard error, everything else to standard output, as pwsh does.</summary>
internal sealed class HostUserInterface : PSHostUserInterface
{
    private readonly ConsoleStreams _streams;
    private readonly ConsolePrompt _prompt;
    private readonly ProgressLine? _progress;
    private readonly Lock _gate = new();
    private bool _allToError;

    internal HostUserInterface(ConsoleStreams streams, ConsolePrompt prompt)
    {
        _streams = streams;
        _prompt = prompt;
        _progress = streams.ErrorIsTerminal ? new ProgressLine(streams.Error) : null;
        RawUI = new HostRawUserInterface(streams);
        // https://no-color.org: set and not empty.
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
    }

    public override PSHostRawUserInterface RawUI { get; }

    public override bool SupportsVirtualTerminal => _streams.UnderstandsAnsi;

    public override void Write(string value) => WriteOutput(value, newLine: false);

    public override void WriteLine(string value) => WriteOutput(value, newLine: true);

    public override void WriteLine() => WriteOutput("", newLine: true);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        if (!_streams.OutputIsTerminal || PSStyle.Instance.OutputRendering == OutputRendering.PlainText)
        {
            WriteOutput(value, newLine: false);
            return;
        }
        lock (_gate)
        {
            _progress?.Clear();
            Console.ForegroundColor = foregroundColor;
            // Black is what callers pass who have asked RawUI for the background: on a terminal it means "as it is".
            if (backgroundColor != ConsoleColor.Black) Console.BackgroundColor = backgroundColor;
            _streams.Output.Write(value);
            Console.ResetColor();
        }
    }

    public override void WriteErrorLine(string value)
    {
        lock (_gate)
        {
            _progress?.Clear();
            _streams.Error.WriteLine(Rendered(value, _streams.ErrorIsTerminal));
        }
    }

    public override void WriteWarningLine(string message) => WriteTagged(PSStyle.Instance.Formatting.Warning, "WARNING", message);

    public override void WriteVerboseLine(string message) => WriteTagged(PSStyle.Instance.Formatting.Verbose, "VERBOSE", message);

    public override void WriteDebugLine(string message) => WriteTagged(PSStyle.Instance.Formatting.Debug, "DEBUG", message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (_progress is null) return;
        lock (_gate) _progress.Show(sourceId, record);
    }

    /// <summary>Sends all output to standard error until the result is disposed of: an error shown as an object is still one.</summary>
    internal IDisposable ToError()
    {
        _allToError = true;
        return new Scope(this);
    }

    internal void ClearProgress()
    {
        lock (_gate) _progress?.Clear();
    }

    public override string ReadLine() => Asking(() => _prompt.ReadLine());

    public override SecureString ReadLineAsSecureString() => Asking(() => _prompt.ReadSecureLine());

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        Asking(() => _prompt.ForFields(caption, message, descriptions));

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        Asking(() => _prompt.ForChoice(caption, message, choices, defaultChoice));

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        Asking(() => _prompt.ForCredential(caption, message, userName));

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => PromptForCredential(caption, message, userName, targetName);

    private T Asking<T>(Func<T> question)
    {
        ClearProgress();
        return question();
    }

    private void WriteTagged(string style, string tag, string message) =>
        WriteOutput($"{style}{tag}: {message}{PSStyle.Instance.Reset}", newLine: true);

    private void WriteOutput(string value, bool newLine)
    {
        lock (_gate)
        {
            _progress?.Clear();
            var writer = _allToError ? _streams.Error : _streams.Output;
            var text = Rendered(value, _allToError ? _streams.ErrorIsTerminal : _streams.OutputIsTerminal);
            if (newLine) writer.WriteLine(text);
            else writer.Write(text);
        }
    }

    /// <summary>pwsh leaves the colours of errors in a redirected stream; here a file gets none unless $PSStyle asks for them.</summary>
    private string Rendered(string value, bool isTerminal)
    {
        var ansi = PSStyle.Instance.OutputRendering switch
        {
            OutputRendering.Ansi => true,
            OutputRendering.PlainText => false,
            _ => isTerminal && _streams.UnderstandsAnsi,
        };
        return ansi ? value : new StringDecorated(value).ToString(OutputRendering.PlainText);
    }

    private sealed class Scope(HostUserInterface owner) : IDisposable
    {
        public void Dispose() => owner._allToError = false;
    }
}
