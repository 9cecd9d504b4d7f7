using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Sampling;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>The statistics that have a name, completed at the prompt.</summary>
internal sealed class StatisticNames : IArgumentCompleter
{
    internal static IReadOnlyList<string> All { get; } = Enum.GetNames<BootstrapStatistic>();

    /// <summary>False for what is no name, numbers of the enumeration included.</summary>
    internal static bool TryParse(object? text, out BootstrapStatistic statistic)
    {
        statistic = default;
        return text is string name && All.Contains(name, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(name, ignoreCase: true, out statistic);
    }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from name in All
        where name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(name);
}
