using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Scaling.Native.Memory.Peaks;

/// <summary>
/// The memory of the processes that this one starts, on Linux. A process's high-water mark is gone with it, so the marks are read again
/// and again while it runs.
/// </summary>
internal sealed unsafe partial class ChildWatch
{
    private const int AllChildren = 0;

    // WNOHANG | WEXITED | WNOWAIT: nobody is waited for, and who has ended can still be waited for.
    private const int JustLook = 0x1 | 0x4 | 0x1000000;
    private const int InformationSize = 128;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan WithoutChildren = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SearchAtLeastEvery = TimeSpan.FromMilliseconds(50);

    private readonly ProcessMemory _memory;
    private readonly ProcessTree _tree = new(Environment.ProcessId);
    private readonly HashSet<int> _known = [];
    private LookPause _pause = new();
    private List<int> _descendants = [];
    private int? _youngest;
    private long _searched;
    private readonly long _endedAtStart;

    internal ChildWatch(ProcessMemory memory)
    {
        _memory = memory;
        _endedAtStart = memory.EndedChildBytes;
    }

    internal static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>When to look again.</summary>
    internal TimeSpan Pause { get; private set; } = WithoutChildren;

    /// <summary>The most of the sum of the marks of processes that were there at the same time, in bytes.</summary>
    internal long PeakBytes { get; private set; }

    /// <summary>What was in memory of them at the last look.</summary>
    internal long ResidentBytes { get; private set; }

    internal int Count => _known.Count;

    /// <summary>Does once what looks do, so that what is compiled and allocated for it is not memory of what is measured.</summary>
    internal void Prepare()
    {
        Look(TimeSpan.Zero);
        Search();
        _tree.MemoryOf(Environment.ProcessId);
        _youngest = null;

        // What compiling cost would put off the next looks.
        (_pause, Pause) = (new LookPause(), WithoutChildren);
    }

    /// <param name="wakingTime">Processor time that coming here took.</param>
    internal void Look(TimeSpan wakingTime)
    {
        var start = ThreadClock.Now;
        var shortest = TryLook() ? Shortest : WithoutChildren;
        Pause = _pause.After(wakingTime + (ThreadClock.Now - start), shortest);
    }

    /// <returns>False where there are no children.</returns>
    private bool TryLook()
    {
        if (!HaveAny())
        {
            (ResidentBytes, _youngest) = (0, null);
            return false;
        }

        Search();
        long marks = 0, resident = 0;
        foreach (var process in _descendants)
        {
            var (mark, now) = _tree.MemoryOf(process);
            if (mark > 0) _known.Add(process);
            marks += mark;
            resident += now;
        }

        PeakBytes = Math.Max(PeakBytes, marks);
        ResidentBytes = resident;
        return true;
    }

    /// <summary>Takes in what the kernel kept of children that have ended: the mark of the largest.</summary>
    /// <param name="ownPeakBytes">The peak of this process.</param>
    internal void End(long ownPeakBytes)
    {
        TryLook();
        var ended = _memory.EndedChildBytes;
        // The kernel counts a child as being as large as its parent until it calls exec: a lesser figure may be the parent's.
        if (ended > _endedAtStart && ended > ownPeakBytes) PeakBytes = Math.Max(PeakBytes, ended);
    }

    /// <summary>Looks for processes that were not there before. Going through all threads costs more than the marks.</summary>
    private void Search()
    {
        var youngest = ProcText.YoungestTask(ProcFile.ReadOnce("/proc/loadavg"));
        if (youngest is not null && youngest == _youngest && Stopwatch.GetElapsedTime(_searched) < SearchAtLeastEvery) return;
        _descendants = _tree.Descendants(out var isSettled);
        (_youngest, _searched) = (isSettled ? youngest : null, Stopwatch.GetTimestamp());
    }

    /// <summary>One call of the kernel, for the usual case that there are none.</summary>
    private static bool HaveAny()
    {
        var information = stackalloc byte[InformationSize];
        return WaitForId(AllChildren, 0, information, JustLook) == 0;
    }

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int WaitForId(int kind, uint id, byte* information, int options);
}
