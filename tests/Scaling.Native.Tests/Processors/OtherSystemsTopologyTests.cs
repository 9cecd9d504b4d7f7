using System.Buffers.Binary;
using Scaling.Native.Processors;
using Xunit;

namespace Scaling.Native.Tests.Processors;

public class OtherSystemsTopologyTests
{
    [Fact]
    public void Records_of_Windows_give_packages_dies_cores_nodes_and_caches_over_processor_groups()
    {
        // Two packages of two cores of two threads each; the second package is in processor group 1.
        byte[] records =
        [
            .. Processor(0, 0, (0, 0b0011)), .. Processor(0, 0, (0, 0b1100)), .. Processor(0, 0, (1, 0b0011)), .. Processor(0, 0, (1, 0b1100)),
            .. Processor(3, 0, (0, 0b1111)), .. Processor(3, 0, (1, 0b1111)),
            .. Processor(5, 0, (0, 0b0011)), .. Processor(5, 0, (0, 0b1100)), .. Processor(5, 0, (1, 0b1111)),
            .. Node(1, 0, 0, (0, 0b1111)), .. Node(1, 1, 1, (1, 0b1111)),
            .. Cache(1, 2, 32 << 10, 8, 1, (0, 0b0011)), .. Cache(1, 1, 32 << 10, 8, 0, (0, 0b0011)), .. Cache(3, 0, 16 << 20, 0xFF, 1, (0, 0b1111)),
            .. new byte[] { 99, 0, 0, 0, 12, 0, 0, 0, 1, 2, 3, 4 },
        ];
        var topology = WindowsTopology.Parse(records, "A processor", isVirtual: true);
        Assert.Equal(["0.0.0:0,1", "0.1.0:2,3", "1.0.0:64,65", "1.0.1:66,67"], topology.Cores.Select(c => $"{c.Package}.{c.Die}.{c.Core}:{string.Join(',', c.Threads)}"));
        Assert.Equal(["0:0,1,2,3", "1:64,65,66,67"], topology.NumaNodes.Select(n => $"{n.Node}:{string.Join(',', n.Threads)}"));
        Assert.Equal([(1, CacheKind.Data, 8), (1, CacheKind.Instruction, 8), (3, CacheKind.Unified, (int?)null)], topology.Caches.Select(c => (c.Level, c.Kind, c.Ways)));
        Assert.Equal([32L << 10, 16L << 20], topology.DataCaches.Select(c => c.Bytes));
        Assert.Equal(64, topology.DataCaches[0].LineBytes);
        Assert.Equal(("A processor", true), (topology.ModelName, topology.IsVirtual));
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(6, 1)]
    public void A_node_of_several_groups_has_the_threads_of_the_record_that_tells_of_all(int first, int second)
    {
        byte[] primary = Node(1, 0, 0, (0, 0b11)), all = Node(6, 0, 2, (0, 0b11), (1, 0b11));
        byte[] records = [.. Processor(0, 0, (0, 0b11)), .. first < second ? primary : all, .. first < second ? all : primary];
        Assert.Equal([0, 1, 64, 65], Assert.Single(WindowsTopology.Parse(records, null, false).NumaNodes).Threads);
    }

    [Fact]
    public void Efficiency_classes_of_Windows_are_kinds_of_cores()
    {
        var topology = WindowsTopology.Parse([.. Processor(0, 1, (0, 0b11)), .. Processor(0, 0, (0, 0b100))], null, false);
        Assert.Equal([CoreKind.Performance, CoreKind.Efficiency], topology.Cores.Select(c => c.Kind));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(20)]
    public void Records_that_are_cut_off_are_left_out(int length)
    {
        byte[] records = [.. Processor(0, 0, (0, 1)), .. Processor(0, 0, (0, 2))];
        Assert.Single(WindowsTopology.Parse(records.AsSpan(0, records.Length / 2 + length), null, false).Cores);
        Assert.Empty(WindowsTopology.Parse(records.AsSpan(0, length), null, false).Cores);
    }

    [Fact]
    public void Values_of_sysctl_give_the_cores_and_caches_of_an_M1()
    {
        var values = new Dictionary<string, string>
        {
            ["hw.nperflevels"] = "2",
            ["hw.perflevel0.physicalcpu"] = "4",
            ["hw.perflevel0.logicalcpu"] = "4",
            ["hw.perflevel0.l1dcachesize"] = "131072",
            ["hw.perflevel0.l1icachesize"] = "196608",
            ["hw.perflevel0.l2cachesize"] = "12582912",
            ["hw.perflevel0.cpusperl2"] = "4",
            ["hw.perflevel1.physicalcpu"] = "4",
            ["hw.perflevel1.logicalcpu"] = "4",
            ["hw.perflevel1.l1dcachesize"] = "65536",
            ["hw.perflevel1.l1icachesize"] = "131072",
            ["hw.perflevel1.l2cachesize"] = "4194304",
            ["hw.perflevel1.cpusperl2"] = "4",
            ["hw.cachelinesize"] = "128",
            ["hw.memsize"] = "17179869184",
            ["machdep.cpu.brand_string"] = "Apple M1",
            ["kern.hv_vmm_present"] = "0",
        };
        var topology = MacTopology.Read(values.GetValueOrDefault);
        Assert.Equal((8, "Apple M1", false), (topology.Cores.Count, topology.ModelName, topology.IsVirtual));
        Assert.Equal([CoreKind.Performance, CoreKind.Efficiency], topology.Cores.Select(c => c.Kind).Distinct());
        Assert.Equal([131072L, 12582912L], topology.DataCaches.Select(c => c.Bytes));
        Assert.Equal((128, 2), (topology.DataCaches[0].LineBytes, topology.Caches.Count(c => c.Level == 2)));
        Assert.Equal(17179869184L, Assert.Single(topology.NumaNodes).MemoryBytes);
    }

    [Fact]
    public void Values_of_sysctl_give_the_threads_of_an_Intel_Mac()
    {
        var values = new Dictionary<string, string>
        {
            ["hw.physicalcpu"] = "6",
            ["hw.logicalcpu"] = "12",
            ["hw.l1dcachesize"] = "32768",
            ["hw.l2cachesize"] = "262144",
            ["hw.l3cachesize"] = "12582912",
            ["hw.cachelinesize"] = "64",
            ["hw.cpufrequency_max"] = "2600000000",
        };
        var topology = MacTopology.Read(values.GetValueOrDefault);
        Assert.Equal((6, 12, 2.6e9), (topology.Cores.Count, topology.Threads.Count, topology.MaximumHertz));
        Assert.All(topology.Cores, c => Assert.Equal((2, CoreKind.Uniform), (c.Threads.Count, c.Kind)));
        Assert.Equal((6, 12), (topology.Caches.Count(c => c.Level == 2), topology.Caches.Single(c => c.Level == 3).Threads.Count));
    }

    [Fact]
    public void A_mac_that_tells_nothing_has_one_core() => Assert.Single(MacTopology.Read(_ => null).Cores);

    private static byte[] Processor(int relationship, byte efficiency, params (ushort Group, ulong Mask)[] affinity)
    {
        var record = Record(relationship, 30, affinity);
        record[9] = efficiency;
        return record;
    }

    /// <param name="relationship">1, or 6 in newer systems.</param>
    /// <param name="node">Its number.</param>
    /// <param name="groups">Number of groups that the record states: older systems leave it at 0.</param>
    /// <param name="affinity">Its threads.</param>
    private static byte[] Node(int relationship, int node, ushort groups, params (ushort Group, ulong Mask)[] affinity)
    {
        var record = Record(relationship, 30, affinity);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), node);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(30), groups);
        return record;
    }

    private static byte[] Cache(byte level, int type, uint bytes, byte ways, ushort groups, params (ushort Group, ulong Mask)[] affinity)
    {
        var record = Record(2, 38, affinity);
        (record[8], record[9]) = (level, ways);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(10), 64);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), bytes);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(16), type);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(38), groups);
        return record;
    }

    private static byte[] Record(int relationship, int countAt, (ushort Group, ulong Mask)[] affinity)
    {
        var record = new byte[countAt + 2 + 16 * affinity.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, relationship);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), record.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(countAt), (ushort)affinity.Length);
        for (var i = 0; i < affinity.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(countAt + 2 + 16 * i), affinity[i].Mask);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(countAt + 10 + 16 * i), affinity[i].Group);
        }

        return record;
    }
}
