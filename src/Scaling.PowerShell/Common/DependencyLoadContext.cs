using System.Reflection;
using System.Runtime.Loader;

namespace Scaling.PowerShell.Common;

/// <summary>Loads the dlls of the folder <c>Dependencies</c>, and nothing else; the framework comes from the default context.</summary>
internal sealed class DependencyLoadContext : AssemblyLoadContext
{
    internal const string EngineName = "Scaling.Native";
    private readonly string _folder;

    private DependencyLoadContext(string folder) : base("Scaling") => _folder = folder;

    internal string EnginePath => Path.Combine(_folder, EngineName + ".dll");

    internal static DependencyLoadContext Beside(Assembly assembly) =>
        new(Path.Combine(Path.GetDirectoryName(assembly.Location)!, "Dependencies"));

    /// <summary>The dependency of this simple name, or null where the folder has none.</summary>
    internal Assembly? LoadDependency(string name)
    {
        // Without the test a missing file would raise Resolving again, without end.
        var path = Path.Combine(_folder, name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name ? LoadDependency(name) : null;
}
