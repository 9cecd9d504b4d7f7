using System.Diagnostics;
using System.Numerics;
using Scaling.Native.Kernels;
using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Vectors;

/// <summary>A way to do an operation, made ready to be measured.</summary>
internal sealed class VectorTrial<T>
    where T : unmanaged, INumber<T>
{
    private readonly VectorArrays<T> _arrays;

    /// <param name="variant">The way.</param>
    /// <param name="operation">What is done.</param>
    /// <param name="arrays">What it is done on.</param>
    /// <param name="mode">How results are stored.</param>
    /// <param name="copies">Most bytes of the copies that a script gets.</param>
    /// <param name="crew">Threads.</param>
    /// <param name="stop">Looked at every few milliseconds.</param>
    internal VectorTrial(
        VectorVariant variant, KernelOperation operation, VectorArrays<T> arrays, StoreMode mode, long copies, VectorCrew crew, CancellationToken stop)
    {
        _arrays = arrays;
        Elements = arrays.Count;
        switch (variant)
        {
            case PathVariant { Path: var path } way:
                Path = path.InstructionSet;
                if (operation.Writes() > 0) Stores = mode;
                var kernels = PartKernels.Of(operation, path.For<T>(), arrays.Scalar, mode);
                Variant = Of(way, new ArrayRun<T>(kernels, arrays, crew.Team(way.Workers), stop), stop);
                break;
            case TensorVariant:
                Path = InstructionPath.Best.InstructionSet;
                var tensors = TensorKernels.Of(operation, arrays.Scalar) ?? throw new NotSupportedException($"TensorPrimitives has no {operation}.");
                Variant = Of(variant, new ArrayRun<T>(tensors, arrays, null, stop), stop);
                break;
            case ScriptVariant { Script: var script }:
                Path = script.Path;
                Variant = Of(script, copies, stop);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(variant));
        }
    }

    internal Variant Variant { get; }

    internal string Path { get; }

    internal StoreMode? Stores { get; }

    internal long Elements { get; private set; }

    private Variant Of(VectorVariant variant, ArrayRun<T> run, CancellationToken stop) => new()
    {
        Name = variant.Name,
        Begin = () =>
        {
            run.Rehearse();
            _arrays.Poison(stop);
        },
        Run = run.Run,
        Judge = () => new OutcomeJudgement(_arrays.Difference(run.Total, stop), _arrays.Tolerance),
    };

    private Variant Of(ArrayScript script, long copies, CancellationToken stop)
    {
        var loop = ScriptLoop<T>.Rehearse(script, _arrays, copies, stop);
        Elements = loop.Elements;
        return new()
        {
            Name = script.Name,
            Run = loop.Run,
            Judge = () => new OutcomeJudgement(loop.Difference(), _arrays.Tolerance),
        };
    }
}

/// <summary>A loop outside of the core, over managed copies of as many of the first elements as it does in a short time.</summary>
internal sealed class ScriptLoop<T>
    where T : unmanaged, INumber<T>
{
    private const int FewElements = 1024;
    private const int Growth = 4;

    // A run is to last milliseconds, so that there can be many; a loop that is faster than this takes all elements.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    private readonly ArrayScript _script;
    private readonly VectorArrays<T> _arrays;
    private readonly T[] _x;
    private readonly T[]? _y;
    private readonly T[]? _z;
    private readonly CancellationToken _stop;
    private double _total;

    private ScriptLoop(ArrayScript script, VectorArrays<T> arrays, int count, CancellationToken stop)
    {
        (_script, _arrays, _stop) = (script, arrays, stop);
        (_x, _y, _z) = arrays.Managed(count, stop);
    }

    internal int Elements => _x.Length;

    /// <summary>Runs it over more and more elements, which also lets its engine compile it.</summary>
    internal static ScriptLoop<T> Rehearse(ArrayScript script, VectorArrays<T> arrays, long bytes, CancellationToken stop)
    {
        // While the last arrays are made, those of a quarter of the length, and what is not collected before them, may be there still.
        var fitting = Math.Max(FewElements, bytes / 4 * 3 / arrays.BytesPerElement);
        var most = (int)Math.Min(Math.Min(arrays.Count, fitting), Array.MaxLength);
        for (var count = Math.Min(most, FewElements); ;)
        {
            var loop = new ScriptLoop<T>(script, arrays, count, stop);
            var best = TimeSpan.MaxValue;
            for (var i = 0; i < 3; i++)
            {
                stop.ThrowIfCancellationRequested();
                var begin = Stopwatch.GetTimestamp();
                loop.Run(1);
                var elapsed = Stopwatch.GetElapsedTime(begin);
                if (elapsed < best) best = elapsed;
            }

            if (count == most || Growth * best > Longest) return loop;
            count = (int)Math.Min(most, (long)count * Growth);
        }
    }

    internal void Run(long times) => _total = _script.Run(_x, _y, _z, _arrays.Scalar, times);

    internal double Difference() => _arrays.Difference(_z, _total, Elements, _stop);
}
