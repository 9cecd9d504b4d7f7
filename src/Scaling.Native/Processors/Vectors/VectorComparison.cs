using System.Numerics;
using Scaling.Native.Kernels;
using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Vectors;

/// <summary>One operation over arrays of one type and length, done in several ways.</summary>
public abstract class VectorComparison : IDisposable
{
    private protected VectorComparison(KernelOperation operation, ElementType type, long count) =>
        (Operation, Type, Count) = (operation, type, count);

    /// <summary>What is done.</summary>
    public KernelOperation Operation { get; }

    /// <summary>Of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>Elements of each array.</summary>
    public long Count { get; }

    /// <summary>Bytes of all arrays.</summary>
    public long WorkingSetBytes => Count * Operation.BytesPerElement(Type);

    /// <summary>Makes and fills the arrays.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="type">Of the elements.</param>
    /// <param name="count">Elements of each array, at least 1.</param>
    /// <param name="crew">Threads, caches, and what was measured before.</param>
    /// <param name="stop">Looked at every few milliseconds.</param>
    /// <exception cref="NotSupportedException">The operation is not there for the type.</exception>
    /// <exception cref="OutOfMemoryException">The arrays are too large.</exception>
    public static VectorComparison Create(KernelOperation operation, ElementType type, long count, VectorCrew crew, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (!operation.IsFor(type)) throw new NotSupportedException($"{operation} is not there for {type}.");
        return type switch
        {
            ElementType.Single => new VectorComparison<float>(operation, type, count, crew, stop),
            ElementType.Double => new VectorComparison<double>(operation, type, count, crew, stop),
            ElementType.Int32 => new VectorComparison<int>(operation, type, count, crew, stop),
            ElementType.Int64 => new VectorComparison<long>(operation, type, count, crew, stop),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }

    /// <summary>Whether the variant has the operation; TensorPrimitives has no counting of elements.</summary>
    public static bool IsThere(VectorVariant variant, KernelOperation operation) =>
        variant is not TensorVariant || TensorKernels.Of(operation, 0.0) is not null;

    /// <summary>Measures variants in turns.</summary>
    /// <param name="session">Of which this is one comparison.</param>
    /// <param name="variants">Those that have the operation.</param>
    /// <exception cref="OperationCanceledException">The measurement was stopped.</exception>
    public abstract IReadOnlyList<VectorTiming> Compare(MeasuringSession session, IReadOnlyList<VectorVariant> variants);

    /// <summary>Frees the arrays.</summary>
    public abstract void Dispose();
}

internal sealed class VectorComparison<T> : VectorComparison
    where T : unmanaged, INumber<T>
{
    private readonly VectorArrays<T> _arrays;
    private readonly VectorCrew _crew;
    private readonly CancellationToken _stop;

    internal VectorComparison(KernelOperation operation, ElementType type, long count, VectorCrew crew, CancellationToken stop)
        : base(operation, type, count)
    {
        (_crew, _stop) = (crew, stop);
        _arrays = new VectorArrays<T>(operation, count, stop, crew.Team(crew.MostWorkers));
    }

    public override IReadOnlyList<VectorTiming> Compare(MeasuringSession session, IReadOnlyList<VectorVariant> variants)
    {
        if (variants.OfType<TensorVariant>().Any() && _crew.Rehearsed.Add((Operation, Type))) TensorKernels.Rehearse<T>(Operation, _stop);
        var mode = ChooseStores();
        var copies = (_crew.MemoryLimit - WorkingSetBytes) / Math.Max(1, variants.OfType<ScriptVariant>().Count());
        var trials = variants.Select(variant => new VectorTrial<T>(variant, Operation, _arrays, mode, copies, _crew, _stop)).ToList();
        var limits = variants.Select(v => v.Workers).Distinct().ToDictionary(w => w, w => new LimitTrials<T>(Operation, Type, _arrays, w, _crew, _stop));
        var measured = session.Compare([.. trials.Select(t => t.Variant), .. limits.Values.SelectMany(l => l.Variants)]);

        var next = trials.Count;
        var found = new Dictionary<int, VectorLimit>();
        foreach (var (workers, trial) in limits)
        {
            found[workers] = trial.Read([.. measured.Skip(next).Take(trial.Variants.Count)]);
            next += trial.Variants.Count;
        }

        return
        [
            .. trials.Select((trial, i) => new VectorTiming
            {
                Variant = variants[i],
                Measurement = measured[i],
                Path = trial.Path,
                Stores = trial.Stores,
                Elements = trial.Elements,
                Level = _crew.Caches.LevelOf(WorkingSetBytes, variants[i].Workers),
                Limit = found[variants[i].Workers],
            }),
        ];
    }

    public override void Dispose() => _arrays.Dispose();

    /// <summary>Stores past the caches where the output is larger than the last of them and they are faster there: some processors make one thread wait for them.</summary>
    private StoreMode ChooseStores()
    {
        const int Rounds = 3;
        if (_arrays.OutputBytes <= _crew.Caches.LastLevel) return StoreMode.Cached;
        var best = new double[2];
        Array.Fill(best, double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var mode in Enum.GetValues<StoreMode>())
            {
                var run = new ArrayRun<T>(PartKernels.Traffic(Operation, InstructionPath.Best.For<T>(), mode), _arrays, null, _stop);
                var begin = TimeProvider.System.GetTimestamp();
                run.Run(1);
                best[(int)mode] = Math.Min(best[(int)mode], TimeProvider.System.GetElapsedTime(begin).TotalSeconds);
            }
        }

        return best[(int)StoreMode.NonTemporal] < best[(int)StoreMode.Cached] ? StoreMode.NonTemporal : StoreMode.Cached;
    }
}
