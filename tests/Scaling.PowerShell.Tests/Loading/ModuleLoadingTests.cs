using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Xunit;

namespace Scaling.PowerShell.Tests.Loading;

public sealed class ModuleLoadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaling-module-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_module_folder_has_one_dll_at_its_root_and_no_dll_of_the_engine()
    {
        var root = Directory.GetFiles(EngineSession.ModuleFolder, "*.dll").Select(Path.GetFileName);
        var dependencies = Directory.GetFiles(Path.Combine(EngineSession.ModuleFolder, "Dependencies"), "*.dll").Select(Path.GetFileName);

        Assert.Equal(["Scaling.PowerShell.dll"], root);
        Assert.Contains("Scaling.Native.dll", dependencies);
        Assert.DoesNotContain("System.Management.Automation.dll", dependencies);
        Assert.Contains("Apache.Arrow.dll", dependencies);
        Assert.Empty(Directory.GetFiles(EngineSession.ModuleFolder, "*.psm1", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_a_measured_process_loads_refers_to_none_of_the_modules_other_assemblies()
    {
        using var file = File.OpenRead(Path.Combine(EngineSession.ModuleFolder, "Dependencies", "Scaling.Measuring.dll"));
        using var portable = new PEReader(file);
        var metadata = portable.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name));
        Assert.DoesNotContain(references, name => !name.StartsWith("System.", StringComparison.Ordinal));
    }

    [Fact]
    public void It_has_its_two_cmdlets_which_no_session_of_a_user_gets()
    {
        using var session = new EngineSession();

        Assert.Empty(session.Run("Get-Command Measure-Child, Send-Record -ErrorAction Ignore").ThrowOnError().Output);
        var path = Path.Combine(EngineSession.ModuleFolder, "Dependencies", "Scaling.Measuring.dll").Replace("'", "''", StringComparison.Ordinal);
        var module = (PSModuleInfo)session.Run($"Import-Module '{path}' -PassThru").ThrowOnError().Output.Single().BaseObject;
        Assert.Equal(["Measure-Child", "Send-Record"], module.ExportedCmdlets.Keys.Order());
    }

    [Fact]
    public void Importing_exports_the_cmdlets_of_the_manifest_and_nothing_else()
    {
        using var session = new EngineSession();

        var module = (PSModuleInfo)session.Run("Get-Module Scaling").Output.Single().BaseObject;

        Assert.Empty(module.ExportedFunctions);
        Assert.Empty(module.ExportedAliases);
        Assert.Empty(module.ExportedVariables);
        Assert.Equal(ModuleCmdlets(), module.ExportedCmdlets.Keys.Order());
    }

    [Fact]
    public void Every_public_type_is_a_cmdlet_or_its_base_a_record_a_parameter_enum_or_the_initializer()
    {
        // Read as the engine reads them: exported types, before anything of the core can be resolved.
        var context = new AssemblyLoadContext("bare", isCollectible: true);
        var assembly = context.LoadFromAssemblyPath(Path.Combine(EngineSession.ModuleFolder, "Scaling.PowerShell.dll"));

        foreach (var type in assembly.GetExportedTypes())
        {
            Assert.True(
                typeof(Cmdlet).IsAssignableFrom(type) || typeof(IModuleAssemblyInitializer).IsAssignableFrom(type) || type.IsEnum
                || type.Namespace == "Scaling.PowerShell.Results",
                type.FullName);
        }

        Assert.DoesNotContain(context.Assemblies, a => a.GetName().Name == "Scaling.Native");
        context.Unload();
    }

    [Fact]
    public void A_record_within_another_says_what_it_is_where_the_outer_one_is_listed()
    {
        var context = new AssemblyLoadContext("bare", isCollectible: true);
        var assembly = context.LoadFromAssemblyPath(Path.Combine(EngineSession.ModuleFolder, "Scaling.PowerShell.dll"));

        var inner = assembly.GetExportedTypes().Where(t => t.Namespace == "Scaling.PowerShell.Results")
            .SelectMany(t => t.GetProperties()).Select(p => p.PropertyType.GetElementType() ?? p.PropertyType)
            .Where(t => t.Assembly == assembly && t.IsClass).Distinct().ToList();

        Assert.NotEmpty(inner);
        Assert.All(inner, t => Assert.Equal(assembly, t.GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType!.Assembly));
        context.Unload();
    }

    [Fact]
    public void Exported_cmdlet_types_are_those_that_the_manifest_names()
    {
        var context = new AssemblyLoadContext("bare", isCollectible: true);
        var assembly = context.LoadFromAssemblyPath(Path.Combine(EngineSession.ModuleFolder, "Scaling.PowerShell.dll"));

        var found = assembly.GetExportedTypes()
            .Select(t => t.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>()
            .Select(a => $"{a.VerbName}-{a.NounName}").Order();

        Assert.Equal(ModuleCmdlets(), found);
        context.Unload();
    }

    [Fact]
    public void The_core_and_its_packages_live_in_a_load_context_of_the_module()
    {
        using var session = new EngineSession();
        session.WriteFile("a.csv", "x\n1\n");
        session.Run("Read-Dataset a.csv").ThrowOnError();

        var core = AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name == "Scaling.Native").ToList();

        Assert.All(core, a => Assert.Equal("Scaling", AssemblyLoadContext.GetLoadContext(a)!.Name));
        Assert.Single(core);
        Assert.Contains(AssemblyLoadContext.All.Single(c => c.Name == "Scaling").Assemblies, a => a.GetName().Name == "Apache.Arrow");
    }

    [Fact]
    public void Another_version_of_a_dependency_in_the_session_does_no_harm()
    {
        // CsvHelper is what other modules bring; Arrow is what ours needs as well.
        AssemblyLoadContext.Default.LoadFromAssemblyPath(EngineSession.Metadata("OtherCsvHelper"));
        var other = AssemblyLoadContext.Default.LoadFromAssemblyPath(EngineSession.Metadata("OtherArrow"));
        using var session = new EngineSession();
        session.WriteFile("a.csv", "x,y\n1,a\n2,\"b,c\"\n");

        var result = session.Run("Read-Dataset a.csv | Export-Dataset b.csv; Read-Dataset b.csv | Import-Dataset").ThrowOnError();

        Assert.Equal(["a", "b,c"], result.Output.Select(o => o.Properties["y"].Value));
        var ours = AssemblyLoadContext.All.Single(c => c.Name == "Scaling").Assemblies.Single(a => a.GetName().Name == "Apache.Arrow");
        Assert.NotEqual(other.GetName().Version, ours.GetName().Version);
    }

    [Fact]
    public void Removing_and_importing_again_works()
    {
        using var session = new EngineSession();
        session.WriteFile("a.csv", "x\n1\n2\n");

        for (var i = 0; i < 3; i++)
        {
            session.Run("Remove-Module Scaling").ThrowOnError();
            Assert.Equal(["CommandNotFoundException"], session.Run("Get-DatasetInfo a.csv").ErrorIds);
            session.Run("Import-Module $args[0]", EngineSession.ModuleFolder).ThrowOnError();
            Assert.Equal([1L, 2L], session.Run("Read-Dataset a.csv | Import-Dataset").ThrowOnError().Output.Select(o => o.Properties["x"].Value));
        }
    }

    [Fact]
    public void Runspaces_side_by_side_share_the_module()
    {
        using var first = new EngineSession();
        using var second = new EngineSession();
        first.Run("Remove-Module Scaling").ThrowOnError();
        var path = second.WriteFile("a.csv", "x\n7\n");

        Assert.Equal(7L, second.Run("Read-Dataset $args[0] | Import-Dataset", path).ThrowOnError().Output.Single().Properties["x"].Value);
    }

    [Theory]
    [InlineData("Scaling.Native.dll")]
    [InlineData("Apache.Arrow.dll")]
    [InlineData("Snappier.dll")]
    [InlineData("ZstdSharp.dll")]
    [InlineData("CsvHelper.dll")]
    public void A_missing_dependency_is_an_error_record_and_not_a_dead_process(string missing)
    {
        var copy = CopyModule();
        File.Delete(Path.Combine(copy, "Dependencies", missing));
        var data = Path.Combine(_folder, "a.csv");
        File.WriteAllText(data, "x\n1\n");
        var script = Path.Combine(_folder, "run.ps1");
        File.WriteAllText(script, $$"""
            try { Import-Module '{{copy}}' -ErrorAction Stop; Read-Dataset '{{data}}' -ErrorAction Stop | Export-Dataset '{{_folder}}/b.csv' -ErrorAction Stop
                Read-Dataset '{{data}}' | Export-Dataset '{{_folder}}/s.parquet' -ErrorAction Stop
                Read-Dataset '{{data}}' | Export-Dataset '{{_folder}}/z.parquet' -Compression Zstd -ErrorAction Stop
                Read-Dataset '{{data}}' -Quote None -ErrorAction Stop | Export-Dataset '{{_folder}}/c.csv' -ErrorAction Stop; 'no error' }
            catch { "caught: $_" }
            'still alive'
            """);

        var (exitCode, output) = RunHost(script);

        Assert.True(output.Contains("still alive", StringComparison.Ordinal), output);
        Assert.Equal(0, exitCode);
        Assert.Contains("caught:", output, StringComparison.Ordinal);
        if (missing is "Scaling.Native.dll") Assert.Contains("Install the module again", output, StringComparison.Ordinal);
    }

    /// <summary>The cmdlets that the manifest names.</summary>
    internal static IOrderedEnumerable<string> ModuleCmdlets()
    {
        using var session = new EngineSession(import: false);
        var text = File.ReadAllText(Path.Combine(EngineSession.ModuleFolder, "Scaling.psd1"));
        var manifest = (System.Collections.Hashtable)session.Run("& ([scriptblock]::Create($args[0]))", text).ThrowOnError().Output.Single().BaseObject;
        return ((object[])manifest["CmdletsToExport"]!).Select(o => o.ToString()!).Order();
    }

    private string CopyModule()
    {
        var target = Path.Combine(_folder, "Scaling");
        foreach (var file in Directory.GetFiles(EngineSession.ModuleFolder, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(target, Path.GetRelativePath(EngineSession.ModuleFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return target;
    }

    private static (int ExitCode, string Output) RunHost(string script)
    {
        var start = new ProcessStartInfo("dotnet", [EngineSession.Metadata("HostAssembly"), "-File", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        return (process.ExitCode, output + error.Result);
    }
}
