using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace Scaling.PowerShell.Common;

/// <summary>
/// Connects the module to its engine: <c>Scaling.Native</c> and every package it uses live in a load context of the module's own,
/// so versions that other modules brought into the session neither win nor lose.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Lock Gate = new();
    private static DependencyLoadContext? _context;
    private static int _imports;

    /// <summary>Called by the engine for every import, in every runspace, after it has read the exported types.</summary>
    /// <exception cref="FileNotFoundException">The installed folder lacks <c>Dependencies/Scaling.Native.dll</c>.</exception>
    public void OnImport()
    {
        lock (Gate)
        {
            _context ??= DependencyLoadContext.Beside(typeof(ModuleInitializer).Assembly);
            if (!File.Exists(_context.EnginePath))
                throw new FileNotFoundException(
                    $"The Scaling module is incomplete: '{_context.EnginePath}' is missing. Install the module again.", _context.EnginePath);
            if (_imports++ == 0) AssemblyLoadContext.Default.Resolving += ResolveEngine;
        }
    }

    /// <summary>Called by the engine for every removal. The load context stays: a later import must meet the same types again.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (Gate)
        {
            if (_imports > 0 && --_imports == 0) AssemblyLoadContext.Default.Resolving -= ResolveEngine;
        }
    }

    private static Assembly? ResolveEngine(AssemblyLoadContext _, AssemblyName name) =>
        name.Name == DependencyLoadContext.EngineName ? _context?.LoadDependency(name.Name) : null;
}
