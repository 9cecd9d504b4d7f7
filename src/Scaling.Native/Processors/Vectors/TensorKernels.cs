using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime;
using System.Runtime.CompilerServices;
using Scaling.Native.Kernels;

namespace Scaling.Native.Processors.Vectors;

/// <summary>The operations of System.Numerics.Tensors. It chooses width and stores itself.</summary>
internal static unsafe class TensorKernels
{
    private const int RehearsedElements = 512;
    private const int RehearsedCalls = 16;

    // What is compiled quickly, or not yet for good, is slower than this.
    private const int MostTimesOwn = 3;

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRehearsal = TimeSpan.FromMilliseconds(1500);

    /// <summary>Null where the package has no such operation.</summary>
    internal static PartKernel<T>? Of<T>(KernelOperation operation, T scalar)
        where T : unmanaged, INumber<T> => operation switch
        {
            KernelOperation.Add => (x, y, z, n) =>
            {
                TensorPrimitives.Add(In(x, n), In(y, n), Out(z, n));
                return 0;
            }
            ,
            KernelOperation.AddScalar => (x, y, z, n) =>
            {
                TensorPrimitives.Add(In(x, n), scalar, Out(z, n));
                return 0;
            }
            ,
            KernelOperation.MultiplyAdd => (x, y, z, n) =>
            {
                if (typeof(T) == typeof(double)) TensorPrimitives.MultiplyAddEstimate(In((double*)x, n), (double)(object)scalar, In((double*)y, n), Out((double*)z, n));
                else if (typeof(T) == typeof(float)) TensorPrimitives.MultiplyAddEstimate(In((float*)x, n), (float)(object)scalar, In((float*)y, n), Out((float*)z, n));
                else TensorPrimitives.MultiplyAdd(In(x, n), scalar, In(y, n), Out(z, n));
                return 0;
            }
            ,
            KernelOperation.SquareRoot => (x, y, z, n) =>
            {
                if (typeof(T) == typeof(double)) TensorPrimitives.Sqrt(In((double*)x, n), Out((double*)z, n));
                else TensorPrimitives.Sqrt(In((float*)x, n), Out((float*)z, n));
                return 0;
            }
            ,
            KernelOperation.Exponential => (x, y, z, n) =>
            {
                if (typeof(T) == typeof(double)) TensorPrimitives.Exp(In((double*)x, n), Out((double*)z, n));
                else TensorPrimitives.Exp(In((float*)x, n), Out((float*)z, n));
                return 0;
            }
            ,
            KernelOperation.Sum => (x, y, z, n) => double.CreateTruncating(TensorPrimitives.Sum(In(x, n))),
            KernelOperation.Dot => (x, y, z, n) => double.CreateTruncating(TensorPrimitives.Dot(In(x, n), In(y, n))),
            _ => null,
        };

    /// <summary>Calls an operation until the runtime has compiled it well. That comes in stages, each of which waits until other code is no longer new, for a
    /// quarter of a second and more: what is much slower than our own kernel is not taken for compiled, however long nothing was.</summary>
    internal static void Rehearse<T>(KernelOperation operation, CancellationToken stop)
        where T : unmanaged, INumber<T>
    {
        if (Of(operation, T.One) is not { } kernel) return;
        var own = PartKernels.Of(operation, InstructionPath.Best.For<T>(), T.One, StoreMode.Cached);
        var (x, y, z) = (new T[RehearsedElements], new T[RehearsedElements], new T[RehearsedElements]);
        fixed (T* px = x, py = y, pz = z)
        {
            var (least, goal) = (long.MaxValue, long.MaxValue);
            for (var i = 0; i < RehearsedCalls; i++) goal = Math.Min(goal, MostTimesOwn * Ticks(own, px, py, pz));
            var begin = Stopwatch.GetTimestamp();
            var (compiled, quietSince) = (0L, TimeSpan.Zero);
            for (var elapsed = TimeSpan.Zero; elapsed < LongestRehearsal && !(elapsed - quietSince >= Quiet && least <= goal); elapsed = Stopwatch.GetElapsedTime(begin))
            {
                stop.ThrowIfCancellationRequested();
                least = Math.Min(least, Ticks(kernel, px, py, pz));
                var now = JitInfo.GetCompiledMethodCount();
                if (now != compiled) (compiled, quietSince) = (now, elapsed);
            }
        }
    }

    private static long Ticks<T>(PartKernel<T> kernel, T* x, T* y, T* z)
        where T : unmanaged, INumber<T>
    {
        var begin = Stopwatch.GetTimestamp();
        for (var call = 0; call < RehearsedCalls; call++) kernel(x, y, z, RehearsedElements);
        return Stopwatch.GetTimestamp() - begin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<T> In<T>(T* pointer, nint count)
        where T : unmanaged => new(pointer, (int)count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<T> Out<T>(T* pointer, nint count)
        where T : unmanaged => new(pointer, (int)count);
}
