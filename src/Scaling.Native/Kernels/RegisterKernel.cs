using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Kernels;

/// <summary>The arithmetic of an operation with all operands in registers, in chains that do not wait for each other: the most a processor can do of it.</summary>
internal static unsafe class RegisterKernel<TStep, TWidth, TVector, T>
    where TStep : struct, IRegisterStep<T>
    where TWidth : struct, IWidth<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    internal const int Chains = 8;

    /// <param name="seeds">A register for each chain.</param>
    /// <param name="operand">The other operand.</param>
    /// <param name="turns">In each, every chain takes one step: turns × chains × lanes elements in all.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static T Run(T* seeds, T operand, nint turns)
    {
        var lanes = TWidth.Count;
        var o = TWidth.Create(operand);
        var c0 = TWidth.Load(seeds);
        var c1 = TWidth.Load(seeds + lanes);
        var c2 = TWidth.Load(seeds + 2 * lanes);
        var c3 = TWidth.Load(seeds + 3 * lanes);
        var c4 = TWidth.Load(seeds + 4 * lanes);
        var c5 = TWidth.Load(seeds + 5 * lanes);
        var c6 = TWidth.Load(seeds + 6 * lanes);
        var c7 = TWidth.Load(seeds + 7 * lanes);
        for (nint turn = 0; turn < turns; turn++)
        {
            c0 = TStep.Next<TWidth, TVector>(c0, o);
            c1 = TStep.Next<TWidth, TVector>(c1, o);
            c2 = TStep.Next<TWidth, TVector>(c2, o);
            c3 = TStep.Next<TWidth, TVector>(c3, o);
            c4 = TStep.Next<TWidth, TVector>(c4, o);
            c5 = TStep.Next<TWidth, TVector>(c5, o);
            c6 = TStep.Next<TWidth, TVector>(c6, o);
            c7 = TStep.Next<TWidth, TVector>(c7, o);
        }

        c0 = TWidth.Or(TWidth.Or(c0, c1), TWidth.Or(c2, c3));
        c4 = TWidth.Or(TWidth.Or(c4, c5), TWidth.Or(c6, c7));
        return TWidth.Sum(TWidth.Or(c0, c4));
    }
}

/// <summary>A step of a chain; it must need the step before, or the compiler would take it only once.</summary>
internal interface IRegisterStep<T>
    where T : unmanaged, INumber<T>
{
    static abstract TVector Next<TWidth, TVector>(TVector chain, TVector operand)
        where TWidth : IWidth<TVector, T>
        where TVector : struct;
}

/// <summary>Of an operation on single elements, x is the chain.</summary>
internal readonly struct ElementwiseStep<TOperator, T> : IRegisterStep<T>
    where TOperator : struct, IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Next<TWidth, TVector>(TVector chain, TVector operand)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TOperator.Apply<TWidth, TVector>(chain, operand, operand);
}

/// <summary>Of an operation that brings elements together, sum and x are the chain.</summary>
internal readonly struct ReductionStep<TOperator, T> : IRegisterStep<T>
    where TOperator : struct, IReductionOperator<T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Next<TWidth, TVector>(TVector chain, TVector operand)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TOperator.Accumulate<TWidth, TVector>(chain, chain, operand, operand);
}
