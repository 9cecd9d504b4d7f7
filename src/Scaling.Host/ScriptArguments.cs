using System.Management.Automation.Runspaces;

namespace Scaling.Host;

/// <summary>
/// Turns the words after a script's name into parameters, as pwsh does: every value is a string, whatever it looks like, and only
/// <c>-Name:true</c> and <c>-Name:$false</c> become booleans, because a switch would not take a string.
/// </summary>
internal static class ScriptArguments
{
    internal static List<CommandParameter> Parse(IEnumerable<string> words)
    {
        var parameters = new List<CommandParameter>();
        string? awaitingValue = null;
        foreach (var word in words)
        {
            if (awaitingValue is not null)
            {
                parameters.Add(new CommandParameter(awaitingValue, word));
                awaitingValue = null;
            }
            else if (word.Length < 2 || !IsDash(word[0]))
            {
                parameters.Add(new CommandParameter(null, word));
            }
            else if (word.IndexOf(':') is var colon && colon < 0)
            {
                parameters.Add(new CommandParameter(word));
            }
            else if (colon == word.Length - 1)
            {
                awaitingValue = word.TrimEnd(':');
            }
            else
            {
                parameters.Add(new CommandParameter(word[..colon], Value(word[(colon + 1)..])));
            }
        }
        if (awaitingValue is not null) parameters.Add(new CommandParameter(awaitingValue));
        return parameters;
    }

    /// <summary>PowerShell takes the longer dashes for a hyphen too: text copied from a web page brings them along.</summary>
    internal static bool IsDash(char c) => c is '-' or '\u2013' or '\u2014' or '\u2015';

    private static object Value(string text) =>
        bool.TryParse(text.AsSpan(text[0] == '$' ? 1 : 0), out var truth) ? truth : text;
}
