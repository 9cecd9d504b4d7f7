using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Kernels;

/// <summary>One loop for all operations on single elements.</summary>
internal static unsafe class ElementwiseKernel<TOperator, TWidth, TVector, TStore, T>
    where TOperator : struct, IElementwiseOperator<T>
    where TWidth : struct, IWidth<TVector, T>
    where TVector : struct
    where TStore : struct, IStore
    where T : unmanaged, INumber<T>
{
    private const int Unroll = 4;

    /// <summary>Reads x (and y), which are z or lie apart from it, and writes z.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run(T* x, T* y, T scalar, T* z, nint count)
    {
        var lanes = TWidth.Count;
        if (count < lanes)
        {
            for (nint j = 0; j < count; j++)
                z[j] = TOperator.Apply<WidthScalar<T>, T>(x[j], TOperator.HasSecond ? y[j] : default, scalar);
            return;
        }

        // Both ends are whole registers that overlap what the loop writes. They are computed before, because z may be x, and stored after it.
        var s = TWidth.Create(scalar);
        var last = count - lanes;
        var head = Apply(x, y, s, 0);
        var tail = Apply(x, y, s, last);

        // From here on no store crosses a cache line.
        var i = lanes - (nint)((nuint)z / (nuint)sizeof(T) % (nuint)lanes);
        for (; i <= count - Unroll * lanes; i += Unroll * lanes)
        {
            // Constants behind one computed address each become part of the instructions.
            T* xi = x + i, yi = y + i, zi = z + i;
            var v0 = Apply(xi, yi, s, 0);
            var v1 = Apply(xi, yi, s, lanes);
            var v2 = Apply(xi, yi, s, 2 * lanes);
            var v3 = Apply(xi, yi, s, 3 * lanes);
            TStore.Store<TWidth, TVector, T>(v0, zi);
            TStore.Store<TWidth, TVector, T>(v1, zi + lanes);
            TStore.Store<TWidth, TVector, T>(v2, zi + 2 * lanes);
            TStore.Store<TWidth, TVector, T>(v3, zi + 3 * lanes);
        }

        for (; i < last; i += lanes) TStore.Store<TWidth, TVector, T>(Apply(x, y, s, i), z + i);
        TWidth.Store(tail, z + last);
        TWidth.Store(head, z);

        // Stores past the caches are not ordered by themselves: another thread that is told that they are done must find them.
        if (!TStore.IsNonTemporal) return;
        if (Sse.IsSupported) Sse.StoreFence();
        else Interlocked.MemoryBarrier();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Apply(T* x, T* y, TVector scalar, nint i) =>
        TOperator.Apply<TWidth, TVector>(TWidth.Load(x + i), TOperator.HasSecond ? TWidth.Load(y + i) : default, scalar);
}
