using Scaling.Native.Memory.Peaks;
using Xunit;

namespace Scaling.Native.Tests.Memory.Peaks;

public sealed class ProcTextTests
{
    /// <summary>/proc/PID/status of a python process on Linux 6.18, shortened.</summary>
    private static ReadOnlySpan<byte> Status => "Name:\tpython3\nUmask:\t0022\nState:\tR (running)\nVmPeak:\t  231512 kB\nVmHWM:\t  218348 kB\nVmRSS:\t   13544 kB\nThreads:\t1\n"u8;

    [Fact]
    public void Sizes_of_status_are_bytes()
    {
        Assert.Equal(218348L * 1024, ProcText.Bytes(Status, "VmHWM:"u8));
        Assert.Equal(13544L * 1024, ProcText.Bytes(Status, "VmRSS:"u8));
    }

    [Fact]
    public void A_zombie_has_no_sizes()
    {
        Assert.Null(ProcText.Bytes("Name:\tgone\nState:\tZ (zombie)\nThreads:\t1\n"u8, "VmHWM:"u8));
        Assert.Null(ProcText.Bytes([], "VmHWM:"u8));
        Assert.Null(ProcText.Bytes("VmHWM:\tmuch kB"u8, "VmHWM:"u8));
    }

    [Theory]
    [InlineData("12 (cat) S 7 12 12 0 -1 4194304 95 0", 7, false)]
    [InlineData("12 (a) S 9) S (x)) R 8 12 12 0 -1 4194368 95 0", 8, true)]
    [InlineData("", null, false)]
    [InlineData("12 (cat)", null, false)]
    public void Parent_and_flags_come_behind_the_name_whatever_that_is(string stat, int? parent, bool isCopy)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(stat);
        Assert.Equal(parent, ProcText.Parent(bytes));
        Assert.Equal(isCopy, ProcText.HasNotCalledExec(bytes));
    }

    [Fact]
    public void Children_are_numbers_with_blanks_between()
    {
        Assert.Equal([17, 4194303], ProcText.Children("17 4194303 "u8));
        Assert.Empty(ProcText.Children([]));
    }

    [Fact]
    public void The_youngest_task_is_the_last_word_of_the_load_average()
    {
        Assert.Equal(28171, ProcText.YoungestTask("0.52 0.58 0.59 1/389 28171\n"u8));
        Assert.Null(ProcText.YoungestTask([]));
    }

    [Fact]
    public void The_tree_below_a_process_is_found_with_and_without_children_files()
    {
        var proc = Directory.CreateTempSubdirectory("scaling-proc-").FullName;
        try
        {
            Add(1, 0, "2");
            Add(2, 1, "5 3");
            Add(3, 2, "4", status: "VmHWM:\t 40 kB\nVmRSS:\t 30 kB\n");
            Add(4, 3, "");
            Add(5, 2, "", flags: 0x40);
            Add(6, 1, "");
            Assert.Equal([3, 4], new ProcessTree(2, proc).Descendants(out _).Order());
            Assert.Equal((40L * 1024, 30L * 1024), new ProcessTree(2, proc).MemoryOf(3));
            Assert.Equal((0, 0), new ProcessTree(2, proc).MemoryOf(99));

            foreach (var file in Directory.GetFiles(proc, "children", SearchOption.AllDirectories)) File.Delete(file);
            Assert.Equal([3, 4], new ProcessTree(2, proc).Descendants(out _).Order());
        }
        finally
        {
            Directory.Delete(proc, recursive: true);
        }

        void Add(int process, int parent, string children, int flags = 0, string status = "")
        {
            var folder = Path.Combine(proc, $"{process}");
            Directory.CreateDirectory(Path.Combine(folder, "task", $"{process}"));
            File.WriteAllText(Path.Combine(folder, "task", $"{process}", "children"), children);
            File.WriteAllText(Path.Combine(folder, "stat"), $"{process} (p) S {parent} 1 1 0 -1 {flags} 0");
            File.WriteAllText(Path.Combine(folder, "status"), status);
        }
    }
}
