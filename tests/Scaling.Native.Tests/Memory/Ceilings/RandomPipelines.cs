using Scaling.Native.Memory.Ceilings;

namespace Scaling.Native.Tests.Memory.Ceilings;

/// <summary>Pipelines of any shape: several inputs, names given anew, things let go, things that refer to others.</summary>
internal static class RandomPipelines
{
    internal static IReadOnlyList<MemoryStep> Next(Random random)
    {
        var steps = new List<MemoryStep>();
        var present = new List<string>();
        var count = random.Next(1, 9);
        for (var s = 0; s < count; s++)
        {
            var reads = present.Where(_ => random.Next(3) == 0).ToList();
            var makes = new List<MadeObject>();
            foreach (var name in Enumerable.Range(0, 6).Select(i => $"o{i}").Where(_ => random.Next(5) == 0))
            {
                var size = present.Count > 0 && random.Next(3) == 0
                    ? MemorySize.Ratio(random.Next(5) / 4.0, present[random.Next(present.Count)])
                    : MemorySize.Bytes(4 * random.Next(1, 100));
                makes.Add(new MadeObject(name, size, [.. present.Where(_ => random.Next(6) == 0)]));
            }

            present = [.. present.Union(makes.Select(m => m.Name))];
            var releases = present.Where(_ => random.Next(8) == 0).ToList();
            present = [.. present.Except(releases)];
            steps.Add(new MemoryStep
            {
                Name = $"s{s}",
                Reads = reads,
                Makes = makes,
                Releases = releases,
                Temporary = random.Next(3) == 0 ? MemorySize.Bytes(random.Next(300)) : MemorySize.Zero,
            });
        }

        return steps;
    }
}

/// <summary>Runs a pipeline with a memory of objects and references, in place of intervals: what a policy does not need is swept away after
/// every step.</summary>
internal sealed class SimulatedMemory(IReadOnlyList<MemoryStep> steps)
{
    private readonly List<Thing> _things = [];
    private readonly List<(List<Thing> Reads, List<Thing> Makes, List<Thing> Gone, List<Thing> Overwritten)> _events = [];

    internal List<long> Ceilings(CeilingPolicy policy, int? cut = null)
    {
        Prepare();
        var ceilings = new List<long>();
        var memory = new HashSet<Thing>();
        for (var s = 0; s < steps.Count; s++)
        {
            if (cut is { } end && s == end + 1) memory.Clear();
            foreach (var read in _events[s].Reads) memory.UnionWith(Reach(read));
            memory.UnionWith(_events[s].Makes);
            ceilings.Add(memory.Sum(t => t.Bytes) + ((FixedSize)steps[s].Temporary).ByteCount);
            var kept = Roots(policy, s, cut).SelectMany(Reach).ToHashSet();
            memory.IntersectWith(kept);
        }

        return ceilings;
    }

    private IEnumerable<Thing> Roots(CeilingPolicy policy, int step, int? cut)
    {
        if (policy is CeilingPolicy.Release or CeilingPolicy.Checkpoint)
        {
            var end = cut is { } c && step <= c ? c : steps.Count - 1;
            var needed = _events.Take(end + 1).Skip(step + 1).SelectMany(e => e.Reads);
            return end == steps.Count - 1 ? needed.Concat(_things.Where(IsResult)) : needed;
        }

        var done = _events.Take(step + 1).ToList();
        var lost = done.SelectMany(e => policy == CeilingPolicy.Keep ? e.Overwritten : e.Overwritten.Concat(e.Gone)).ToHashSet();
        return done.SelectMany(e => e.Makes).Where(t => !lost.Contains(t));
    }

    /// <summary>Nobody reads it or what refers to it, lets it go or takes its name.</summary>
    private bool IsResult(Thing thing) => !_events.Any(e =>
        e.Gone.Contains(thing) || e.Overwritten.Contains(thing) || e.Reads.SelectMany(Reach).Contains(thing));

    private void Prepare()
    {
        if (_events.Count > 0) return;
        var names = new Dictionary<string, Thing>();
        foreach (var step in steps)
        {
            var before = new Dictionary<string, Thing>(names);
            var reads = step.Reads.Select(r => before[r]).ToList();
            var makes = new List<Thing>();
            var overwritten = new List<Thing>();
            foreach (var made in step.Makes)
            {
                var bytes = made.Size is RatioSize ratio
                    ? (long)Math.Round(ratio.Factor * before[ratio.ObjectName].Bytes)
                    : ((FixedSize)made.Size).ByteCount;
                var thing = new Thing(bytes, [.. made.Holds.Select(h => before[h])]);
                reads.AddRange(thing.Holds);
                if (names.TryGetValue(made.Name, out var old)) overwritten.Add(old);
                names[made.Name] = thing;
                makes.Add(thing);
            }

            var gone = step.Releases.Select(r => names[r]).ToList();
            foreach (var name in step.Releases) names.Remove(name);
            _things.AddRange(makes);
            _events.Add((reads, makes, gone, overwritten));
        }
    }

    private static IEnumerable<Thing> Reach(Thing thing) => thing.Holds.SelectMany(Reach).Append(thing);

    private sealed class Thing(long bytes, List<Thing> holds)
    {
        internal long Bytes { get; } = bytes;

        internal List<Thing> Holds { get; } = holds;
    }
}
