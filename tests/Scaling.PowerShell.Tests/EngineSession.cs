using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests;

/// <summary>A runspace of the real engine with the built module imported, and a temporary folder as its location.</summary>
public sealed class EngineSession : IDisposable
{
    private readonly Runspace _runspace;

    public EngineSession() : this(import: true)
    {
    }

    public EngineSession(bool import)
    {
        Folder = Directory.CreateTempSubdirectory("scaling-").FullName;
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(Folder);
        if (!import) return;
        try
        {
            Run("Import-Module $args[0]", ModuleFolder).ThrowOnError();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The staged module folder, importable by path.</summary>
    public static string ModuleFolder { get; } = Metadata("ModuleFolder").TrimEnd('/', '\\');

    /// <summary>An empty folder of this session; it is the location, and is removed at the end.</summary>
    public string Folder { get; }

    public Runspace Runspace => _runspace;

    public static string Metadata(string key) => typeof(EngineSession).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>Runs a script with arguments as $args; nothing it does throws here.</summary>
    public EngineResult Run(string script, params object?[] arguments)
    {
        using var engine = Engine.Create(_runspace);
        engine.AddScript(script);
        foreach (var argument in arguments) engine.AddArgument(argument);
        Collection<PSObject> output = [];
        ErrorRecord? terminating = null;
        try
        {
            output = engine.Invoke();
        }
        catch (RuntimeException e)
        {
            terminating = e.ErrorRecord;
        }

        return new EngineResult(
            output,
            [.. engine.Streams.Error],
            terminating,
            [.. engine.Streams.Warning.Select(w => w.Message)],
            [.. engine.Streams.Verbose.Select(v => v.Message)]);
    }

    /// <summary>Writes a text file into the folder and returns its full path.</summary>
    public string WriteFile(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        _runspace.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>What a script left behind.</summary>
public sealed record EngineResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    ErrorRecord? Terminating,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose)
{
    /// <summary>Ids of the non-terminating errors, without the command's name.</summary>
    public IEnumerable<string> ErrorIds => Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]);

    /// <summary>The output's base objects.</summary>
    public IEnumerable<object?> Values => Output.Select(o => o?.BaseObject);

    public EngineResult ThrowOnError()
    {
        if (Terminating is not null) throw new InvalidOperationException(Terminating.ToString(), Terminating.Exception);
        return Errors.Count == 0 ? this : throw new InvalidOperationException(string.Join("\n", Errors), Errors[0].Exception);
    }
}
