using System.Numerics;
using Scaling.Native.Kernels;
using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Vectors;

/// <summary>Measures what bounds an operation: on the one hand its reads and writes with next to no arithmetic, on the other its arithmetic with no reads and
/// writes, each in the widest registers and in those of half the width, and with either way to store where both may be the best. Workers do not wait for each other meanwhile.
/// The limit is the least time that was seen.</summary>
internal sealed unsafe class LimitTrials<T>
    where T : unmanaged, INumber<T>
{
    private const int PathsTried = 2;
    private const int SpinTurns = 20_000;

    private readonly VectorCrew _crew;
    private readonly (KernelOperation, ElementType, int) _key;
    private readonly List<Variant> _traffic = [];
    private readonly List<(Variant Variant, double Elements)> _arithmetic = [];
    private readonly long _count;

    internal LimitTrials(KernelOperation operation, ElementType type, VectorArrays<T> arrays, int workers, VectorCrew crew, CancellationToken stop)
    {
        (_crew, _key, _count) = (crew, (operation, type, workers), arrays.Count);
        var paths = InstructionPath.Supported.Take(PathsTried).ToList();
        StoreMode[] modes = arrays.OutputBytes > crew.Caches.LastLevel ? [StoreMode.Cached, StoreMode.NonTemporal] : [StoreMode.Cached];
        foreach (var path in paths)
        {
            foreach (var mode in modes)
            {
                var run = new ArrayRun<T>(PartKernels.Traffic(operation, path.For<T>(), mode), arrays, crew.Team(workers), stop);
                _traffic.Add(new Variant { Name = $"traffic, {path}, {mode}", Begin = run.Rehearse, Run = run.RunFreely });
            }
        }

        if (crew.ArithmeticSeconds.ContainsKey(_key)) return;
        foreach (var path in paths) _arithmetic.Add(Arithmetic(operation, path.For<T>(), workers, crew));
    }

    internal IReadOnlyList<Variant> Variants => [.. _traffic, .. _arithmetic.Select(a => a.Variant)];

    /// <param name="measured">Of the variants, in their order.</param>
    internal VectorLimit Read(IReadOnlyList<Measurement> measured)
    {
        var traffic = measured.Take(_traffic.Count).Min(m => m.MinimumSeconds) / _count;
        if (_arithmetic.Count > 0)
            _crew.ArithmeticSeconds[_key] = _arithmetic.Zip(measured.Skip(_traffic.Count), (a, m) => m.MinimumSeconds / a.Elements).Min();
        return new VectorLimit(traffic, _crew.ArithmeticSeconds[_key]);
    }

    private static (Variant Variant, double Elements) Arithmetic(KernelOperation operation, VectorKernels<T> kernels, int workers, VectorCrew crew)
    {
        var team = crew.Team(workers);
        var seeds = new T[kernels.SpinElements];
        Array.Fill(seeds, T.One);
        void Repeat(long times, int turns)
        {
            fixed (T* seed = seeds)
            {
                for (; times > 0; times--) kernels.Spin(operation, seed, T.One, turns);
            }
        }

        var variant = new Variant
        {
            Name = $"arithmetic, {kernels.Path}",
            Begin = () => Repeat(1, turns: 1),
            Run = times =>
            {
                if (team is null) Repeat(times, SpinTurns);
                else team.Run(_ => Repeat(times, SpinTurns));
            },
        };
        return (variant, (double)workers * kernels.SpinElements * SpinTurns);
    }
}
