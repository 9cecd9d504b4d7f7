using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Scaling.Native.Processors;

/// <summary>The topology that Windows gives as SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX records. A hardware thread's number is 64 times its
/// processor group plus its bit in the group.</summary>
internal static partial class WindowsTopology
{
    private const int ThreadsOfGroup = 64;

    private enum Relationship
    {
        Core = 0,
        Node = 1,
        Cache = 2,
        Package = 3,
        Die = 5,
        NodeEx = 6,
        All = 0xFFFF,
    }

    internal static ProcessorTopology Read()
    {
        uint length = 0;
        GetLogicalProcessorInformationEx((int)Relationship.All, null, ref length);
        var buffer = new byte[length];
        if (length == 0 || !GetLogicalProcessorInformationEx((int)Relationship.All, buffer, ref length)) buffer = [];
        return Parse(buffer.AsSpan(0, (int)Math.Min(length, (uint)buffer.Length)), CpuIdentification.ModelName, CpuIdentification.IsVirtual);
    }

    internal static ProcessorTopology Parse(ReadOnlySpan<byte> records, string? modelName, bool isVirtual)
    {
        var (cores, nodes, caches) = (new List<(byte Efficiency, List<int> Threads)>(), new List<NumaNode>(), new List<ProcessorCache>());
        var (packages, dies) = (new List<List<int>>(), new List<List<int>>());
        while (records.Length >= 8)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(records[4..]);
            if (size < 8 || size > records.Length) break;
            var record = records[..size];
            switch ((Relationship)BinaryPrimitives.ReadInt32LittleEndian(record))
            {
                case Relationship.Core:
                    cores.Add((record[9], Threads(record, 30)));
                    break;
                case Relationship.Package:
                    packages.Add(Threads(record, 30));
                    break;
                case Relationship.Die:
                    dies.Add(Threads(record, 30));
                    break;
                case Relationship.Node or Relationship.NodeEx:
                    // Of the two records of a node, the older may tell of its threads in one processor group only.
                    var node = new NumaNode(BinaryPrimitives.ReadInt32LittleEndian(record[8..]), null, Threads(record, 30));
                    var known = nodes.FindIndex(n => n.Node == node.Node);
                    if (known < 0) nodes.Add(node);
                    else if (nodes[known].Threads.Count < node.Threads.Count) nodes[known] = node;
                    break;
                case Relationship.Cache:
                    caches.Add(Cache(record));
                    break;
            }

            records = records[size..];
        }

        return new ProcessorTopology
        {
            ModelName = modelName,
            IsVirtual = isVirtual,
            Cores = Number(cores, packages, dies),
            NumaNodes = [.. nodes.OrderBy(n => n.Node)],
            Caches = [.. caches.OrderBy(c => c.Level).ThenBy(c => c.Kind).ThenBy(c => c.Threads is [var first, ..] ? first : int.MaxValue)],
        };
    }

    /// <summary>Windows numbers no cores: they are counted within their die, in the order of its records.</summary>
    private static List<ProcessorCore> Number(List<(byte Efficiency, List<int> Threads)> cores, List<List<int>> packages, List<List<int>> dies)
    {
        var isHybrid = cores.Select(c => c.Efficiency).Distinct().Count() > 1;
        var best = cores.Count == 0 ? 0 : cores.Max(c => c.Efficiency);
        var counts = new Dictionary<(int, int), int>();
        var numbered = new List<ProcessorCore>();
        foreach (var (efficiency, threads) in cores)
        {
            var package = Math.Max(0, packages.FindIndex(p => p.Contains(threads[0])));
            var ownDies = dies.FindAll(d => packages.Count == 0 || packages[package].Contains(d[0]));
            var die = Math.Max(0, ownDies.FindIndex(d => d.Contains(threads[0])));
            var core = counts[(package, die)] = counts.GetValueOrDefault((package, die), -1) + 1;

            // A greater efficiency class is a faster core that is less efficient.
            var kind = !isHybrid ? CoreKind.Uniform : efficiency == best ? CoreKind.Performance : CoreKind.Efficiency;
            numbered.Add(new(package, die, core, kind, threads));
        }

        return [.. numbered.OrderBy(c => c.Package).ThenBy(c => c.Die).ThenBy(c => c.Core)];
    }

    private static ProcessorCache Cache(ReadOnlySpan<byte> record)
    {
        const byte fullyAssociative = 0xFF;
        var kind = BinaryPrimitives.ReadInt32LittleEndian(record[16..]) switch { 1 => CacheKind.Instruction, 2 => CacheKind.Data, _ => CacheKind.Unified };
        var (bytes, line) = (BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), BinaryPrimitives.ReadUInt16LittleEndian(record[10..]));
        return new(record[8], kind, bytes, line == 0 ? null : line, record[9] is 0 or fullyAssociative ? null : record[9], Threads(record, 38));
    }

    /// <summary>GROUP_AFFINITY records after their number at <paramref name="at"/>; older systems leave the number of a node or cache at 0 and give one.</summary>
    private static List<int> Threads(ReadOnlySpan<byte> record, int at)
    {
        var threads = new List<int>();
        int count = Math.Max((ushort)1, BinaryPrimitives.ReadUInt16LittleEndian(record[at..]));
        for (var place = at + 2; count > 0 && place + 16 <= record.Length; count--, place += 16)
        {
            var (mask, group) = (BinaryPrimitives.ReadUInt64LittleEndian(record[place..]), BinaryPrimitives.ReadUInt16LittleEndian(record[(place + 8)..]));
            for (; mask != 0; mask &= mask - 1) threads.Add(group * ThreadsOfGroup + BitOperations.TrailingZeroCount(mask));
        }

        return threads;
    }

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetLogicalProcessorInformationEx(int relationship, [Out] byte[]? buffer, ref uint length);
}
