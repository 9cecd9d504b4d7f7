using System.Globalization;
using System.Management.Automation;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Runspaces;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>Script blocks as texts that another process can run, with the values of their <c>$using:</c> variables.</summary>
/// <param name="command">The cmdlet whose caller's variables they are.</param>
internal sealed class RequestScript(PSCmdlet command)
{
    private const string Prefix = "__using_";
    private readonly Dictionary<string, object?> _values = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Values by the names that they have in the texts.</summary>
    internal IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>The text, its lines numbered as in the file that it stands in.</summary>
    internal string Text(ScriptBlock script) =>
        new string('\n', script.Ast.Extent.StartLineNumber - 1) + UsingText.Replace(script, variable => NameOf(variable, script)).Text;

    /// <summary>By a number, since a name such as env:HOME would be one of a drive.</summary>
    private string NameOf(VariablePath variable, ScriptBlock script)
    {
        if (_names.TryGetValue(variable.UserPath, out var name)) return name;
        name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_names.Count + 1}");
        if (!UsingVariables.TryFind(UsingVariables.SessionOf(script, command), variable, out var value))
            command.ThrowTerminatingError(Errors.UsingVariableNotFound($"$using:{variable.UserPath}"));
        _values.Add(name, value);
        _names.Add(variable.UserPath, name);
        return name;
    }
}
