using System.Diagnostics;
using System.Runtime.CompilerServices;
using Scaling.Native.Memory.Peaks;
using Xunit;

namespace Scaling.Native.Tests.Memory.Peaks;

[Collection(MeasuresTheProcess.Name)]
public sealed class MemoryMeterTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void A_timeline_may_have_an_interval_of_months()
    {
        using var meter = MemoryMeter.Start(new MemoryMeterOptions { CollectFirst = false, WatchChildren = false, TimelineInterval = TimeSpan.FromDays(60) });
        Assert.Single(meter.Stop().Timeline!);
    }

    [Fact]
    public void The_peak_is_seen_although_the_memory_is_gone_before_anyone_looks()
    {
        var peak = Measure(() => TouchAndFree(200 * MiB));
        Assert.InRange(peak.PeakBytes - peak.StartBytes, 198 * MiB, 215 * MiB);
        Assert.InRange(peak.EndBytes - peak.StartBytes, -20 * MiB, 20 * MiB);
        if (OperatingSystem.IsLinux()) Assert.Equal(PeakSource.ResetHighWaterMark, peak.Source);
    }

    [Fact]
    public void An_earlier_peak_does_not_count()
    {
        TouchAndFree(300 * MiB);
        var peak = Measure(() => TouchAndFree(50 * MiB));
        Assert.InRange(peak.PeakBytes - peak.StartBytes, 49 * MiB, 70 * MiB);
    }

    [Fact]
    public void Garbage_and_reserves_of_earlier_work_do_not_hide_what_is_needed_now()
    {
        Allocate(100);
        var peak = Measure(() => Allocate(60));
        Assert.InRange(peak.PeakBytes - peak.StartBytes, 50 * MiB, 90 * MiB);
    }

    [Fact]
    public void Allocated_bytes_count_what_died_and_the_managed_peak_counts_what_was_there()
    {
        var held = HeldByOtherTests();
        var peak = Measure(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                Allocate(10);
                GC.Collect();
            }
        });
        Assert.InRange(peak.AllocatedBytes, 200 * MiB, 202 * MiB);
        Assert.InRange(peak.ManagedPeakBytes, 10 * MiB, held + 80 * MiB);
        Assert.InRange(peak.Collections[2], 20, 40);
        Assert.True(peak.Pause > TimeSpan.Zero);
        Assert.InRange(peak.SurvivedPeakBytes!.Value, 1, peak.ManagedPeakBytes);
    }

    [Fact]
    public void The_managed_heap_is_seen_before_a_collection_in_the_midst()
    {
        var held = HeldByOtherTests();
        var peak = Measure(() =>
        {
            Allocate(120);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        });
        Assert.InRange(peak.ManagedPeakBytes, 120 * MiB, held + 180 * MiB);
        Assert.NotNull(peak.SurvivedPeakBytes);
    }

    [Fact]
    public void Collections_count_once_with_the_highest_generation_they_collected()
    {
        var peak = Measure(() =>
        {
            for (var i = 0; i < 3; i++) GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        });
        Assert.Equal(3, peak.Collections.Sum());
    }

    [Fact]
    public void Without_an_interval_there_is_no_timeline_and_with_one_it_rises_with_the_work()
    {
        Assert.Null(Measure(() => { }).Timeline);
        using var meter = MemoryMeter.Start(new MemoryMeterOptions { TimelineInterval = TimeSpan.FromMilliseconds(1) });
        var block = Touch(64 * MiB);
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 30) Thread.Yield();
        block.Free();
        var peak = meter.Stop();
        Assert.True(peak.Timeline!.Count >= 3, $"{peak.Timeline.Count}");
        Assert.Equal(peak.Timeline.Select(s => s.Seconds).Order(), peak.Timeline.Select(s => s.Seconds));
        Assert.InRange(peak.Timeline.Max(s => s.ResidentBytes), peak.StartBytes + 60 * MiB, peak.PeakBytes + MiB);
        Assert.True(peak.Timeline[^1].ManagedBytes > 0);
    }

    [Fact]
    public void A_child_process_counts_with_its_own_peak()
    {
        if (!OperatingSystem.IsLinux()) return;
        // dd has filled its block when it begins to write it, and waits for whoever reads the rest: it is there when the meter ends.
        var start = new ProcessStartInfo("sh", ["-c", "dd if=/dev/zero bs=80M count=1 2>/dev/null; true"]) { RedirectStandardOutput = true };
        Process? process = null;
        var peak = Measure(() =>
        {
            process = Process.Start(start)!;
            Assert.Equal(0, process.StandardOutput.BaseStream.ReadByte());
        });
        using (process)
        {
            process!.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        Assert.InRange(peak.ChildPeakBytes!.Value, 80 * MiB, 110 * MiB);
        Assert.Equal(2, peak.ChildProcesses);
        Assert.True(peak.PeakBytes - peak.StartBytes < 30 * MiB, $"{peak.PeakBytes - peak.StartBytes}");
    }

    [Fact]
    public void What_it_costs_to_make_ready_does_not_put_off_the_first_looks()
    {
        if (!OperatingSystem.IsLinux()) return;
        // A process that is there already is looked at while everything is compiled.
        using var process = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        var watch = new ChildWatch(ProcessMemory.Current);
        watch.Prepare();
        process.Kill();
        process.WaitForExit();
        Assert.Equal(TimeSpan.FromMilliseconds(20), watch.Pause);
    }

    [Fact]
    public void Without_children_their_peak_is_zero_and_unwatched_it_is_unknown()
    {
        if (!OperatingSystem.IsLinux()) return;
        var peak = Measure(() => { });
        Assert.Equal((0L, 0), (peak.ChildPeakBytes, peak.ChildProcesses));
        using var meter = MemoryMeter.Start(new MemoryMeterOptions { WatchChildren = false });
        Assert.Null(meter.Stop().ChildPeakBytes);
    }

    private static long HeldByOtherTests() => GC.GetTotalMemory(forceFullCollection: true);

    [Fact]
    public void An_interval_below_a_millisecond_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => MemoryMeter.Start(new MemoryMeterOptions { TimelineInterval = TimeSpan.FromTicks(9999) }));

    [Fact]
    public void A_meter_stops_once()
    {
        using var meter = MemoryMeter.Start(new MemoryMeterOptions());
        meter.Stop();
        Assert.Throws<ObjectDisposedException>(() => meter.Stop());
    }

    private static MemoryPeak Measure(Action work)
    {
        using var meter = MemoryMeter.Start(new MemoryMeterOptions());
        work();
        return meter.Stop();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Allocate(int mebibytes)
    {
        var blocks = new List<byte[]>();
        for (var i = 0; i < mebibytes; i++)
        {
            blocks.Add(new byte[MiB]);
            blocks[^1].AsSpan().Fill(1);
        }

        GC.KeepAlive(blocks);
    }

    private static void TouchAndFree(long bytes) => Touch(bytes).Free();

    private static unsafe Block Touch(long bytes)
    {
        var start = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)bytes);
        for (long i = 0; i < bytes; i += 4096) start[i] = 1;
        return new Block((nint)start);
    }

    private readonly record struct Block(nint Start)
    {
        internal unsafe void Free() => System.Runtime.InteropServices.NativeMemory.Free((void*)Start);
    }
}
