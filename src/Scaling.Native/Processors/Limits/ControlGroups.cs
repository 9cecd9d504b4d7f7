namespace Scaling.Native.Processors;

/// <summary>The control groups that this process is in, version 1 and 2, each with the folders of its ancestors.</summary>
internal static class ControlGroups
{
    /// <summary>Folders of the groups of a controller, from the process's own up to the top that is visible here; none without that controller.</summary>
    /// <param name="system">Where to look.</param>
    /// <param name="controller">Its name in version 1, such as <c>memory</c>; null for the single hierarchy of version 2.</param>
    internal static IReadOnlyList<string> Folders(SystemView system, string? controller)
    {
        if (GroupPath(system, controller) is not { } group || Mount(system, controller) is not { } mount) return [];

        // In a container the mount may show a part of the hierarchy only, whose own path is the prefix of the group's.
        var relative = mount.Root is "/" or "" ? group
            : group == mount.Root ? "/"
            : group.StartsWith(mount.Root + "/", StringComparison.Ordinal) ? group[mount.Root.Length..]
            : "/";
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
    private static string? GroupPath(SystemView system, string? controller)
    {
        foreach (var line in Lines(system.Text("/proc/self/cgroup")))
        {
            var parts = line.Split(':', 3);
            if (parts.Length < 3) continue;
            if (controller is null ? parts[0] == "0" && parts[1].Length == 0 : parts[1].Split(',').Contains(controller)) return parts[2];
        }

        return null;
    }

    /// <summary>Where the hierarchy is mounted: proc(5), /proc/pid/mountinfo.</summary>
    private static (string Root, string Point)? Mount(SystemView system, string? controller)
    {
        foreach (var line in Lines(system.Text("/proc/self/mountinfo")))
        {
            var dash = line.IndexOf(" - ", StringComparison.Ordinal);
            if (dash < 0) continue;
            var (before, after) = (line[..dash].Split(' '), line[(dash + 3)..].Split(' '));
            if (before.Length < 5 || after.Length < 3) continue;
            if (controller is null ? after[0] == "cgroup2" : after[0] == "cgroup" && after[2].Split(',').Contains(controller))
                return (Unescape(before[3]), Unescape(before[4]).TrimEnd('/'));
        }

        return null;
    }

    private static string[] Lines(string? text) => text?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Blanks, tabs, line ends and backslashes stand in mountinfo as octal numbers.</summary>
    private static string Unescape(string path) => !path.Contains('\\') ? path
        : path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\");
}
