using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Memory;

/// <summary>A test that starts pwsh; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PwshFactAttribute : FactAttribute
{
    public PwshFactAttribute()
    {
        if (Programs.Pwsh is null) Skip = "No pwsh on PATH.";
    }
}

/// <summary>A test that compares with GNU time; skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TimedPwshFactAttribute : FactAttribute
{
    public TimedPwshFactAttribute()
    {
        if (Programs.Pwsh is null) Skip = "No pwsh on PATH.";
        else if (!File.Exists(Programs.Time)) Skip = "No /usr/bin/time; on Debian it is the package time.";
    }
}

internal static class Endings
{
    /// <summary>The error that ended a script, or that ended its only statement.</summary>
    internal static ErrorRecord Ending(this EngineResult result) => result.Terminating ?? Assert.Single(result.Errors);
}

internal static class Programs
{
    internal const string Time = "/usr/bin/time";

    internal static string? Pwsh { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh")).FirstOrDefault(File.Exists);
}
