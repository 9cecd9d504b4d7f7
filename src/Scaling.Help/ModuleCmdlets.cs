using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.Help;

/// <summary>The cmdlets of a module as the engine sees them.</summary>
internal static class ModuleCmdlets
{
    /// <summary>Imports the module and returns its cmdlets by name.</summary>
    /// <exception cref="RuntimeException">The module cannot be imported.</exception>
    public static List<CmdletInfo> Import(string manifest)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var engine = Engine.Create(runspace);
        engine.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("PassThru").AddParameter("ErrorAction", "Stop");
        var module = (PSModuleInfo)engine.Invoke().Single().BaseObject;
        return [.. module.ExportedCmdlets.Values.OrderBy(c => c.Name, StringComparer.Ordinal).Select(Resolved)];
    }

    /// <summary>The parameters of a set in the order in which syntax is written, without the common ones.</summary>
    public static List<CommandParameterInfo> InDisplayOrder(CommandParameterSetInfo set) =>
    [
        .. set.Parameters.Where(p => !Cmdlet.CommonParameters.Contains(p.Name))
            .OrderBy(p => p.Position >= 0 ? p.Position : int.MaxValue)
            .ThenBy(p => p.Position < 0 && !p.IsMandatory)
            .ThenBy(p => Cmdlet.OptionalCommonParameters.Contains(p.Name)),
    ];

    // Parameter sets are built when they are first asked for, and need the runspace for it.
    private static CmdletInfo Resolved(CmdletInfo cmdlet)
    {
        _ = cmdlet.ParameterSets.Count;
        _ = cmdlet.OutputType.Count;
        return cmdlet;
    }
}
