using System.Globalization;
using System.Management.Automation.Host;

namespace Scaling.Host;

/// <summary>What the engine sees of this process: where to write, whom to ask, how to ask for the end.</summary>
internal sealed class ScriptHost : PSHost
{
    private readonly HostUserInterface _ui;

    internal ScriptHost(HostUserInterface ui) => _ui = ui;

    /// <summary>The code of the last <c>exit</c> that reached the top, or null.</summary>
    internal int? RequestedExitCode { get; private set; }

    public override string Name => "Scaling.Host";

    public override Version Version { get; } = typeof(ScriptHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _ui;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt() => _ui.WriteErrorLine("This host has no nested prompt to suspend to.");

    public override void ExitNestedPrompt()
    {
    }

    public override void NotifyBeginApplication() => _ui.ClearProgress();

    public override void NotifyEndApplication()
    {
    }
}
