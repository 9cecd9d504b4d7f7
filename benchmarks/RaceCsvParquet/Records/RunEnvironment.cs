using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scaling.Benchmarks.RaceCsvParquet.Records;

/// <summary>Where and when a race was run.</summary>
internal sealed record RunEnvironment(
    DateTimeOffset Date,
    string Processor,
    int UsableProcessors,
    int VectorBits,
    long MemoryBytes,
    string Kernel,
    string OperatingSystem,
    string DataFileSystem,
    string Dotnet,
    string Commit,
    double LoadBefore)
{
    internal static RunEnvironment Now(string root, string folder) => new(
        DateTimeOffset.UtcNow,
        FirstLine("/proc/cpuinfo", "model name"),
        UsableProcessorNumbers().Count,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        1024 * long.Parse(FirstLine("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.OSDescription,
        new DriveInfo(folder).DriveFormat,
        RuntimeInformation.FrameworkDescription,
        CommitOf(root),
        Load());

    /// <summary>Processes that ran or wanted to, averaged over the last minute.</summary>
    internal static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    internal static string InformationalVersion(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+')[0];

    internal static IReadOnlyList<int> UsableProcessorNumbers()
    {
        var numbers = new List<int>();
        foreach (var range in FirstLine("/proc/self/status", "Cpus_allowed_list").Split(','))
        {
            var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            numbers.AddRange(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }

        return numbers;
    }

    private static string FirstLine(string path, string name) =>
        File.ReadLines(path).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault("unknown");

    private static string CommitOf(string root)
    {
        try
        {
            return Git(root, "rev-parse", "--short=12", "HEAD") + (Git(root, "status", "--porcelain", "--", "src").Length == 0 ? "" : " with changes");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    private static string Git(string root, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return git.StandardOutput.ReadToEnd().Trim();
    }
}
