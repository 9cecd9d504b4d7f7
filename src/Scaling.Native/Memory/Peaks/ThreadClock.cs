using System.Runtime.InteropServices;

namespace Scaling.Native.Memory.Peaks;

/// <summary>Processor time of the calling thread, on Linux (clock_gettime(2)).</summary>
internal static unsafe partial class ThreadClock
{
    private const int ProcessorTimeOfThread = 3;

    internal static TimeSpan Now
    {
        get
        {
            // struct timespec of 64-bit systems: seconds and nanoseconds.
            var time = stackalloc long[2];
            return Read(ProcessorTimeOfThread, time) == 0
                ? TimeSpan.FromTicks(time[0] * TimeSpan.TicksPerSecond + time[1] / TimeSpan.NanosecondsPerTick)
                : TimeSpan.Zero;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, long* time);
}
