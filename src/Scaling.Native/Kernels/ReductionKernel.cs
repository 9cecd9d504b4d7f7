using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Kernels;

/// <summary>One loop for all operations that bring elements together.</summary>
internal static unsafe class ReductionKernel<TOperator, TWidth, TVector, T>
    where TOperator : struct, IReductionOperator<T>
    where TWidth : struct, IWidth<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    // As many chains as hide the time of one addition where two are begun in each cycle.
    private const int Unroll = 8;

    internal static T Sum(T* x, T* y, T scalar, nint count) =>
        count < TWidth.Count ? RunScalar(x, y, scalar, count) : TWidth.Sum(Run(x, y, scalar, count));

    internal static long Count(T* x, T* y, T scalar, nint count) =>
        count < TWidth.Count ? WidthScalar<T>.SumCounts(RunScalar(x, y, scalar, count)) : TWidth.SumCounts(Run(x, y, scalar, count));

    private static T RunScalar(T* x, T* y, T scalar, nint count)
    {
        var sum = T.Zero;
        for (nint i = 0; i < count; i++)
            sum = TOperator.Accumulate<WidthScalar<T>, T>(sum, x[i], TOperator.HasSecond ? y[i] : default, scalar);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector Run(T* x, T* y, T scalar, nint count)
    {
        var lanes = TWidth.Count;
        var s = TWidth.Create(scalar);

        // From i on no load of x crosses a cache line. Of the ends, which overlap what the loop reads, the elements are kept that it leaves out.
        var i = lanes - (nint)((nuint)x / (nuint)sizeof(T) % (nuint)lanes);
        var sum0 = TWidth.KeepFirst(Accumulate(TWidth.Zero, x, y, s, 0), (int)i);
        var sum1 = TWidth.Zero;
        var sum2 = TWidth.Zero;
        var sum3 = TWidth.Zero;
        if (i <= count - Unroll * lanes)
        {
            var sum4 = TWidth.Zero;
            var sum5 = TWidth.Zero;
            var sum6 = TWidth.Zero;
            var sum7 = TWidth.Zero;
            for (; i <= count - Unroll * lanes; i += Unroll * lanes)
            {
                sum0 = Accumulate(sum0, x, y, s, i);
                sum1 = Accumulate(sum1, x, y, s, i + lanes);
                sum2 = Accumulate(sum2, x, y, s, i + 2 * lanes);
                sum3 = Accumulate(sum3, x, y, s, i + 3 * lanes);
                sum4 = Accumulate(sum4, x, y, s, i + 4 * lanes);
                sum5 = Accumulate(sum5, x, y, s, i + 5 * lanes);
                sum6 = Accumulate(sum6, x, y, s, i + 6 * lanes);
                sum7 = Accumulate(sum7, x, y, s, i + 7 * lanes);
            }

            sum0 = TOperator.Combine<TWidth, TVector>(sum0, sum4);
            sum1 = TOperator.Combine<TWidth, TVector>(sum1, sum5);
            sum2 = TOperator.Combine<TWidth, TVector>(sum2, sum6);
            sum3 = TOperator.Combine<TWidth, TVector>(sum3, sum7);
        }

        if (i <= count - 4 * lanes)
        {
            sum0 = Accumulate(sum0, x, y, s, i);
            sum1 = Accumulate(sum1, x, y, s, i + lanes);
            sum2 = Accumulate(sum2, x, y, s, i + 2 * lanes);
            sum3 = Accumulate(sum3, x, y, s, i + 3 * lanes);
            i += 4 * lanes;
        }

        if (i <= count - 2 * lanes)
        {
            sum0 = Accumulate(sum0, x, y, s, i);
            sum1 = Accumulate(sum1, x, y, s, i + lanes);
            i += 2 * lanes;
        }

        if (i <= count - lanes)
        {
            sum2 = Accumulate(sum2, x, y, s, i);
            i += lanes;
        }

        if (i < count)
        {
            var tail = TWidth.KeepLast(Accumulate(TWidth.Zero, x, y, s, count - lanes), (int)(count - i));
            sum3 = TOperator.Combine<TWidth, TVector>(sum3, tail);
        }

        sum0 = TOperator.Combine<TWidth, TVector>(sum0, sum1);
        sum2 = TOperator.Combine<TWidth, TVector>(sum2, sum3);
        return TOperator.Combine<TWidth, TVector>(sum0, sum2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Accumulate(TVector sum, T* x, T* y, TVector scalar, nint i) =>
        TOperator.Accumulate<TWidth, TVector>(sum, TWidth.Load(x + i), TOperator.HasSecond ? TWidth.Load(y + i) : default, scalar);
}
