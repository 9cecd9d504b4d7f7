using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Kernels;

/// <summary>The kernels of one width.</summary>
internal sealed unsafe class WidthKernels<TWidth, TVector, T>(InstructionPath path) : VectorKernels<T>
    where TWidth : struct, IWidth<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    // Memory gives a core more where it reads two parts at once, and no cache gives less: 1.05 times as much for a sum and 1.2 for a count on Zen 4.
    private const nint LeastBytesInHalves = 1 << 18;

    private const int CacheLineBytes = 64;

    public override InstructionPath Path => path;

    public override void Copy(T* x, T* z, nint count, StoreMode mode) => Run<CopyOperator<T>>(x, null, default, z, count, mode);

    public override void Scale(T* x, T scalar, T* z, nint count, StoreMode mode) => Run<ScaleOperator<T>>(x, null, scalar, z, count, mode);

    public override void Add(T* x, T* y, T* z, nint count, StoreMode mode) => Run<AddOperator<T>>(x, y, default, z, count, mode);

    public override void AddScalar(T* x, T scalar, T* z, nint count, StoreMode mode) =>
        Run<AddScalarOperator<T>>(x, null, scalar, z, count, mode);

    public override void MultiplyAdd(T* x, T scalar, T* y, T* z, nint count, StoreMode mode) =>
        Run<MultiplyAddOperator<T>>(x, y, scalar, z, count, mode);

    public override void SquareRoot(T* x, T* z, nint count, StoreMode mode)
    {
        ThrowIfInteger();
        Run<SquareRootOperator<T>>(x, null, default, z, count, mode);
    }

    public override void Exponential(T* x, T* z, nint count, StoreMode mode)
    {
        ThrowIfInteger();
        Run<ExponentialOperator<T>>(x, null, default, z, count, mode);
    }

    public override T Sum(T* x, nint count)
    {
        var half = HalfOf(count);
        var rest = ReductionKernel<SumOperator<T>, TWidth, TVector, T>.Sum(x + 2 * half, null, default, count - 2 * half);
        return half == 0 ? rest : rest + ReductionKernel<InTwoOperator<SumOperator<T>, T>, TWidth, TVector, T>.Sum(x, x + half, default, half);
    }

    public override T Dot(T* x, T* y, nint count) => ReductionKernel<DotOperator<T>, TWidth, TVector, T>.Sum(x, y, default, count);

    public override long CountGreater(T* x, T threshold, nint count)
    {
        if (TWidth.Count == 1) return CountOneByOne(x, threshold, count);
        var half = HalfOf(count);
        var rest = ReductionKernel<CountGreaterOperator<T>, TWidth, TVector, T>.Count(x + 2 * half, null, threshold, count - 2 * half);
        return half == 0 ? rest : rest + ReductionKernel<InTwoOperator<CountGreaterOperator<T>, T>, TWidth, TVector, T>.Count(x, x + half, threshold, half);
    }

    internal override void Merge(T* x, T* y, T* z, nint count, StoreMode mode) => Run<MergeOperator<T>>(x, y, default, z, count, mode);

    internal override T Gather(T* x, nint count)
    {
        var half = HalfOf(count);
        var rest = ReductionKernel<GatherOperator<T>, TWidth, TVector, T>.Sum(x + 2 * half, null, default, count - 2 * half);
        return half == 0 ? rest : WidthScalar<T>.Or(rest, Gather(x, x + half, half));
    }

    internal override T Gather(T* x, T* y, nint count) => ReductionKernel<InTwoOperator<GatherOperator<T>, T>, TWidth, TVector, T>.Sum(x, y, default, count);

    internal override int SpinElements => TWidth.Count * RegisterKernel<ElementwiseStep<AddOperator<T>, T>, TWidth, TVector, T>.Chains;

    internal override T Spin(KernelOperation operation, T* seeds, T operand, nint turns) => operation switch
    {
        KernelOperation.Add => Spin<ElementwiseStep<AddOperator<T>, T>>(seeds, operand, turns),
        KernelOperation.AddScalar => Spin<ElementwiseStep<AddScalarOperator<T>, T>>(seeds, operand, turns),
        KernelOperation.MultiplyAdd => Spin<ElementwiseStep<MultiplyAddOperator<T>, T>>(seeds, operand, turns),
        KernelOperation.Sum => Spin<ReductionStep<SumOperator<T>, T>>(seeds, operand, turns),
        KernelOperation.Dot => Spin<ReductionStep<DotOperator<T>, T>>(seeds, operand, turns),
        KernelOperation.SquareRoot => Spin<ElementwiseStep<SquareRootOperator<T>, T>>(seeds, operand, turns),
        KernelOperation.Exponential => Spin<ElementwiseStep<ExponentialOperator<T>, T>>(seeds, operand, turns),
        KernelOperation.CompareCount => Spin<ReductionStep<CountGreaterOperator<T>, T>>(seeds, operand, turns),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static T Spin<TStep>(T* seeds, T operand, nint turns)
        where TStep : struct, IRegisterStep<T> => RegisterKernel<TStep, TWidth, TVector, T>.Run(seeds, operand, turns);

    private static void Run<TOperator>(T* x, T* y, T scalar, T* z, nint count, StoreMode mode)
        where TOperator : struct, IElementwiseOperator<T>
    {
        // A store past the caches needs an aligned address, which elements at odd places never come to.
        if (mode == StoreMode.NonTemporal && (nuint)z % (nuint)sizeof(T) == 0)
            ElementwiseKernel<TOperator, TWidth, TVector, NonTemporalStore, T>.Run(x, y, scalar, z, count);
        else
            ElementwiseKernel<TOperator, TWidth, TVector, CachedStore, T>.Run(x, y, scalar, z, count);
    }

    /// <summary>Elements of two parts that are read side by side, and lie alike in cache lines; 0 where all are read in one go.</summary>
    private static nint HalfOf(nint count)
    {
        var line = CacheLineBytes / sizeof(T);
        return TWidth.Count == 1 || count < LeastBytesInHalves / sizeof(T) ? 0 : count / (2 * line) * line;
    }

    // Counts in the bits of single floating-point numbers would go from one kind of register to the other at each step.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long CountOneByOne(T* x, T threshold, nint count)
    {
        long count0 = 0, count1 = 0, count2 = 0, count3 = 0;
        nint i = 0;
        for (; i <= count - 4; i += 4)
        {
            var xi = x + i;
            count0 += xi[0] > threshold ? 1 : 0;
            count1 += xi[1] > threshold ? 1 : 0;
            count2 += xi[2] > threshold ? 1 : 0;
            count3 += xi[3] > threshold ? 1 : 0;
        }

        for (; i < count; i++) count0 += x[i] > threshold ? 1 : 0;
        return count0 + count1 + count2 + count3;
    }

    private static void ThrowIfInteger()
    {
        if (typeof(T) != typeof(double) && typeof(T) != typeof(float))
            throw new NotSupportedException($"The operation is for floating-point numbers, not for {typeof(T).Name}.");
    }
}
