using System.Buffers.Text;

namespace Scaling.Native.Memory.Peaks;

/// <summary>Figures in the texts of /proc (proc_pid_status(5), proc_pid_stat(5), proc_pid_task(5), proc_loadavg(5)).</summary>
internal static class ProcText
{
    private const int FlagsField = 9;
    private const int ParentField = 4;

    /// <summary>The kernel's PF_FORKNOEXEC: the process has not called exec since it was forked.</summary>
    private const long ForkedWithoutExec = 0x40;

    /// <summary>A field of /proc/PID/status that the kernel gives in kB; null where there is none, as of a zombie.</summary>
    /// <param name="status">The whole text.</param>
    /// <param name="field">Its name with the colon.</param>
    internal static long? Bytes(ReadOnlySpan<byte> status, ReadOnlySpan<byte> field)
    {
        while (!status.IsEmpty)
        {
            var end = status.IndexOf((byte)'\n');
            var line = end < 0 ? status : status[..end];
            if (line.StartsWith(field))
                return Utf8Parser.TryParse(line[field.Length..].TrimStart(" \t"u8), out long kilobytes, out _) ? kilobytes * 1024 : null;
            status = end < 0 ? [] : status[(end + 1)..];
        }

        return null;
    }

    /// <summary>The parent in /proc/PID/stat; null where the text is none.</summary>
    internal static int? Parent(ReadOnlySpan<byte> stat) => (int?)StatField(stat, ParentField);

    /// <summary>Whether a process is still a copy of its parent, by /proc/PID/stat.</summary>
    internal static bool HasNotCalledExec(ReadOnlySpan<byte> stat) => StatField(stat, FlagsField) is { } flags && (flags & ForkedWithoutExec) != 0;

    /// <summary>The processes of /proc/PID/task/TID/children.</summary>
    internal static List<int> Children(ReadOnlySpan<byte> children)
    {
        var found = new List<int>();
        while (Utf8Parser.TryParse(children, out int process, out var length))
        {
            found.Add(process);
            children = children[length..].TrimStart((byte)' ');
        }

        return found;
    }

    /// <summary>The youngest task of the system, by /proc/loadavg: while it is the same, none has been started.</summary>
    internal static int? YoungestTask(ReadOnlySpan<byte> loadAverage)
    {
        var text = loadAverage.TrimEnd((byte)'\n');
        return Utf8Parser.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out int task, out _) ? task : null;
    }

    private static long? StatField(ReadOnlySpan<byte> stat, int field)
    {
        // The second field is the program's name in parentheses, which may hold blanks and parentheses itself.
        var rest = stat[(stat.LastIndexOf((byte)')') + 1)..].TrimStart((byte)' ');
        for (var i = 3; i < field; i++)
        {
            var blank = rest.IndexOf((byte)' ');
            if (blank < 0) return null;
            rest = rest[(blank + 1)..];
        }

        return Utf8Parser.TryParse(rest, out long value, out _) ? value : null;
    }
}
