namespace Scaling.Native.Memory.Peaks;

/// <summary>The processes below one, on Linux.</summary>
/// <param name="root">The process; it is not one of them.</param>
/// <param name="proc">The folder of the process file system.</param>
internal sealed class ProcessTree(int root, string proc = "/proc")
{
    private readonly bool _hasChildrenFiles = File.Exists($"{proc}/{root}/task/{root}/children");

    /// <summary>
    /// Descendants that run programs of their own. A child between fork and exec is still a copy of its parent, whose memory it
    /// shares; one that stays so for longer is left out only where it is a child of the root, which is .NET and never does that.
    /// </summary>
    /// <param name="isSettled">Whether no child was on its way to a program of its own.</param>
    internal List<int> Descendants(out bool isSettled)
    {
        isSettled = true;
        var parents = _hasChildrenFiles ? null : Parents();
        var found = new List<int>();
        foreach (var child in Children(root, parents))
        {
            if (ProcText.HasNotCalledExec(ProcFile.ReadOnce($"{proc}/{child}/stat"))) isSettled = false;
            else found.Add(child);
        }

        for (var i = 0; i < found.Count; i++) found.AddRange(Children(found[i], parents));
        return found;
    }

    /// <summary>The high-water mark and what is in memory now; zeros where the process has ended.</summary>
    internal (long HighWater, long Resident) MemoryOf(int process)
    {
        var status = ProcFile.ReadOnce($"{proc}/{process}/status");
        return (ProcText.Bytes(status, "VmHWM:"u8) ?? 0, ProcText.Bytes(status, "VmRSS:"u8) ?? 0);
    }

    private List<int> Children(int process, ILookup<int, int>? parents)
    {
        if (parents is not null) return [.. parents[process]];
        // A child hangs below the thread that started it.
        var found = new List<int>();
        foreach (var thread in Folders($"{proc}/{process}/task")) found.AddRange(ProcText.Children(ProcFile.ReadOnce($"{thread}/children")));
        return found;
    }

    /// <summary>None where the process, or the right to look at it, has gone.</summary>
    private static string[] Folders(string path)
    {
        try
        {
            return Directory.GetDirectories(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>All processes by parent, for kernels without CONFIG_PROC_CHILDREN.</summary>
    private ILookup<int, int> Parents() =>
        Folders(proc)
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var process) ? process : 0)
            .Where(process => process > 0)
            .Select(process => (Process: process, Parent: ProcText.Parent(ProcFile.ReadOnce($"{proc}/{process}/stat"))))
            .Where(pair => pair.Parent is not null)
            .ToLookup(pair => pair.Parent!.Value, pair => pair.Process);
}
