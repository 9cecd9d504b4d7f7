namespace Scaling.Native.Processors;

/// <summary>The control groups that this process is in, version 1 and 2, each with the folders of its ancestors.</summary>
internal sealed class ControlGroups(SystemView system)
{
    private readonly string[] _groups = Lines(system.Text("/proc/self/cgroup"));
    private readonly string[] _mounts = Lines(system.Text("/proc/self/mountinfo"));

    /// <summary>Folders of the groups of a controller, from the process's own up to the top that is visible here; none without that controller.</summary>
    /// <param name="controller">Its name in version 1, such as <c>memory</c>; null for the single hierarchy of version 2.</param>
    internal IReadOnlyList<string> Folders(string? controller)
    {
        if (GroupPath(controller) is not { } group || Mount(controller, group) is not { } mount) return [];

        // In a container the mount may show a part of the hierarchy only, whose own path is the prefix of the group's.
        var relative = Holds(mount.Root, group) ? group[mount.Root.Length..] : "";
        var folders = new List<string>();
        for (var at = relative.TrimEnd('/'); ; at = at[..at.LastIndexOf('/')])
        {
            if (at.Contains("/..", StringComparison.Ordinal)) at = "";
            if (system.HasFolder(mount.Point + at)) folders.Add(mount.Point + at);
            if (at.LastIndexOf('/') < 0) break;
        }

        return folders;
    }

    /// <summary>The group's path: cgroups(7), /proc/pid/cgroup, <c>hierarchy-ID:controller-list:path</c>.</summary>
    private string? GroupPath(string? controller)
    {
        foreach (var line in _groups)
        {
            var parts = line.Split(':', 3);
            if (parts.Length < 3) continue;
            if (controller is null ? parts[0] == "0" && parts[1].Length == 0 : parts[1].Split(',').Contains(controller)) return parts[2];
        }

        return null;
    }

    /// <summary>Where the hierarchy is mounted (proc(5), /proc/pid/mountinfo): of several mounts the first that shows the group, else the first.</summary>
    private (string Root, string Point)? Mount(string? controller, string group)
    {
        (string Root, string Point)? first = null;
        foreach (var line in _mounts)
        {
            if (!line.Contains(" - cgroup", StringComparison.Ordinal)) continue;
            var dash = line.IndexOf(" - ", StringComparison.Ordinal);
            var (before, after) = (line[..dash].Split(' '), line[(dash + 3)..].Split(' '));
            if (before.Length < 5 || after.Length < 3) continue;
            if (!(controller is null ? after[0] == "cgroup2" : after[0] == "cgroup" && after[2].Split(',').Contains(controller))) continue;
            var mount = (Root: Unescape(before[3]).TrimEnd('/'), Point: Unescape(before[4]).TrimEnd('/'));
            if (Holds(mount.Root, group)) return mount;
            first ??= mount;
        }

        return first;
    }

    private static bool Holds(string root, string group) =>
        group.StartsWith(root, StringComparison.Ordinal) && (group.Length == root.Length || group[root.Length] == '/');

    private static string[] Lines(string? text) => text?.Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Blanks, tabs, line ends and backslashes stand in mountinfo as octal numbers.</summary>
    private static string Unescape(string path) => !path.Contains('\\') ? path
        : path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\");
}
