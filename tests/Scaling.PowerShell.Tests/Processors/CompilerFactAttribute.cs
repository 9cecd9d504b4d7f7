using Xunit;

namespace Scaling.PowerShell.Tests.Processors;

/// <summary>A test of a library that it makes itself, with gcc on Linux.</summary>
public sealed class CompilerFactAttribute : FactAttribute
{
    public CompilerFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!OperatingSystem.IsLinux()) Skip = "Needs Linux.";
        else if (!folders.Any(folder => File.Exists(Path.Combine(folder, "gcc")))) Skip = "No gcc on PATH.";
    }
}
