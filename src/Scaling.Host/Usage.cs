using System.Management.Automation;
using System.Reflection;

namespace Scaling.Host;

internal static class Usage
{
    internal const string Text = """
        Usage: Scaling.Host [-File] <script> [<arguments>]
               Scaling.Host -Command <text> ... | -Command -
               Scaling.Host -CommandWithArgs <text> [<arguments>]
               Scaling.Host -EncodedCommand <base64 of UTF-16LE text>
               Scaling.Host -Version | -Help

        Runs a script or a command on the PowerShell engine with the module Scaling at hand, and exits.
        Options before these: -WorkingDirectory <folder>, -NonInteractive, -ExecutionPolicy <policy> (Windows);
        -NoProfile, -NoLogo, -NoProfileLoadTime, -Login, -Interactive, -InputFormat Text, -OutputFormat Text,
        -STA and -MTA are accepted and change nothing.
        Names are case-insensitive and may be shortened as for pwsh: -f, -c, -e, -ec, -wd, -nop, -noni ...
        """;

    internal static string Version
    {
        get
        {
            var host = Informational(typeof(Usage).Assembly);
            return $"Scaling.Host {host} on the PowerShell engine {Informational(typeof(PSObject).Assembly)}";
        }
    }

    private static string Informational(Assembly assembly)
    {
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        // What follows the version names the commit it was built from, in more than one fashion.
        var end = text.AsSpan().IndexOfAny(" +");
        return end < 0 ? text : text[..end];
    }
}
