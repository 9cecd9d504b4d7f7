using System.Diagnostics;
using Xunit;

namespace Scaling.Native.Tests.Storage;

/// <summary>A folder of files with chosen sizes and times, gone after the test.</summary>
internal sealed class TemporaryTree : IDisposable
{
    internal static readonly DateTime June2015 = new(2015, 6, 15, 12, 0, 0, DateTimeKind.Utc);

    internal string Root { get; } = Directory.CreateTempSubdirectory("scaling-tree-").FullName;

    internal string Folder(string relativePath) => Directory.CreateDirectory(Path.Combine(Root, relativePath)).FullName;

    internal string File(string relativePath, long bytes, DateTime? modifiedUtc = null)
    {
        var path = Path.Combine(Root, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var stream = System.IO.File.Create(path)) stream.SetLength(bytes);
        System.IO.File.SetLastWriteTimeUtc(path, modifiedUtc ?? June2015);
        return path;
    }

    internal static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose()
    {
        // rm knows names that are not text and paths that are too long for the framework.
        if (OperatingSystem.IsWindows()) Directory.Delete(Root, recursive: true);
        else Run("rm", "-rf", Root);
    }
}
