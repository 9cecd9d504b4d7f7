using System.Management.Automation;

namespace Scaling.Help;

/// <summary>Writes the help file of the module from its assembly, the documentation comments and the pages.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [var manifest, var comments, var docs, var target])
        {
            Console.Error.WriteLine("Usage: Scaling.Help <Scaling.psd1> <Scaling.PowerShell.xml> <docs folder> <help file to write>");
            return 64;
        }

        try
        {
            var builder = new HelpBuilder(comments, docs);
            var cmdlets = builder.Build(ModuleCmdlets.Import(manifest));
            foreach (var problem in builder.Problems) Console.Error.WriteLine(problem);
            if (builder.Problems.Count > 0) return 1;
            MamlWriter.Write(cmdlets, target);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RuntimeException)
        {
            Console.Error.WriteLine($"{target} : error HELP002: {e.Message}");
            return 1;
        }
    }
}
