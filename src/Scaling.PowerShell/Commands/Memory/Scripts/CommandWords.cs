using System.Management.Automation.Language;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>The words of a command: its name and its arguments, as far as they can be told apart without the command.</summary>
internal sealed class CommandWords
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["%"] = "ForEach-Object",
        ["foreach"] = "ForEach-Object",
        ["?"] = "Where-Object",
        ["where"] = "Where-Object",
        ["sort"] = "Sort-Object",
        ["select"] = "Select-Object",
        ["group"] = "Group-Object",
        ["measure"] = "Measure-Object",
        ["tee"] = "Tee-Object",
        ["gc"] = "Get-Content",
        ["cat"] = "Get-Content",
        ["type"] = "Get-Content",
        ["ipcsv"] = "Import-Csv",
        ["epcsv"] = "Export-Csv",
        ["iex"] = "Invoke-Expression",
        ["icm"] = "Invoke-Command",
        ["sv"] = "Set-Variable",
        ["set"] = "Set-Variable",
        ["nv"] = "New-Variable",
        ["rv"] = "Remove-Variable",
        ["clv"] = "Clear-Variable",
        ["gv"] = "Get-Variable",
        ["ri"] = "Remove-Item",
        ["rm"] = "Remove-Item",
        ["del"] = "Remove-Item",
        ["echo"] = "Write-Output",
        ["write"] = "Write-Output",
        ["gci"] = "Get-ChildItem",
        ["ls"] = "Get-ChildItem",
        ["dir"] = "Get-ChildItem",
        ["gi"] = "Get-Item",
        ["sleep"] = "Start-Sleep",
        ["cls"] = "Clear-Host",
    };

    // Parameters that take no value, of the commands that are looked at here.
    private static readonly HashSet<string> Switches = new(
        ("Raw Force UseCulture AsByteStream NoHeader ValueOnly PassThru NoTypeInformation Unique Descending Recurse File Directory Verbose Debug "
        + "WhatIf Confirm CaseSensitive Wait Append NoClobber AsHashTable AsString NoElement Stable Quiet NoNewWindow").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private readonly List<(string? Parameter, ExpressionAst Value)> _arguments = [];

    internal CommandWords(CommandAst command, Func<string, bool>? isSwitch = null)
    {
        Name = command.GetCommandName() is { } name ? Aliases.GetValueOrDefault(name, name) : null;
        if (Name?.LastIndexOf('\\') is { } module and >= 0 && !Name.Contains('.', StringComparison.Ordinal)) Name = Name[(module + 1)..];
        for (var i = 1; i < command.CommandElements.Count; i++)
        {
            switch (command.CommandElements[i])
            {
                case CommandParameterAst { Argument: { } value } parameter: _arguments.Add((parameter.ParameterName, value)); break;
                case CommandParameterAst parameter when !(isSwitch ?? Switches.Contains)(parameter.ParameterName)
                    && i + 1 < command.CommandElements.Count && command.CommandElements[i + 1] is ExpressionAst value:
                    _arguments.Add((parameter.ParameterName, value));
                    i++;
                    break;
                case CommandParameterAst parameter: SwitchesGiven.Add(parameter.ParameterName); break;
                case ExpressionAst value: _arguments.Add((null, value)); break;
            }
        }
    }

    /// <summary>The name, aliases resolved; null where it is worked out at run time.</summary>
    internal string? Name { get; }

    internal List<string> SwitchesGiven { get; } = [];

    internal IReadOnlyList<(string? Parameter, ExpressionAst Value)> Arguments => _arguments;

    internal bool Is(string name) => name.Equals(Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The argument of a parameter, whose beginning is enough, or at a place among those without.</summary>
    internal ExpressionAst? Argument(string parameter, int place = -1)
    {
        foreach (var (name, value) in _arguments)
            if (name is { Length: > 0 } && parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase)) return value;
        return place < 0 ? null : _arguments.Where(a => a.Parameter is null).Select(a => a.Value).ElementAtOrDefault(place);
    }

    internal bool HasSwitch(string name) => SwitchesGiven.Exists(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase));
}
