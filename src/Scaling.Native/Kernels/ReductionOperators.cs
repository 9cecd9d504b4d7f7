using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Kernels;

/// <summary>What elements are brought together by.</summary>
internal interface IReductionOperator<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Whether there is a y.</summary>
    static abstract bool HasSecond { get; }

    static abstract TVector Accumulate<TWidth, TVector>(TVector sum, TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct;

    static abstract TVector Combine<TWidth, TVector>(TVector first, TVector second)
        where TWidth : IWidth<TVector, T>
        where TVector : struct;
}

/// <summary>Σ x.</summary>
internal readonly struct SumOperator<T> : IReductionOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Accumulate<TWidth, TVector>(TVector sum, TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Add(sum, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TWidth, TVector>(TVector first, TVector second)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Add(first, second);
}

/// <summary>Σ x y.</summary>
internal readonly struct DotOperator<T> : IReductionOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Accumulate<TWidth, TVector>(TVector sum, TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.MultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TWidth, TVector>(TVector first, TVector second)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Add(first, second);
}

/// <summary>How many x are greater than the scalar. Counts are integers in the bits of the elements.</summary>
internal readonly struct CountGreaterOperator<T> : IReductionOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Accumulate<TWidth, TVector>(TVector sum, TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.CountGreater(sum, x, scalar);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TWidth, TVector>(TVector first, TVector second)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.AddCounts(first, second);
}

/// <summary>The bits of all elements together: the least that needs each.</summary>
internal readonly struct GatherOperator<T> : IReductionOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Accumulate<TWidth, TVector>(TVector sum, TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Or(sum, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TWidth, TVector>(TVector first, TVector second)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Or(first, second);
}

/// <summary>What another operator makes of x, and then of y.</summary>
internal readonly struct InTwoOperator<TOperator, T> : IReductionOperator<T>
    where TOperator : struct, IReductionOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Accumulate<TWidth, TVector>(TVector sum, TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct =>
        TOperator.Accumulate<TWidth, TVector>(TOperator.Accumulate<TWidth, TVector>(sum, x, y, scalar), y, x, scalar);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TWidth, TVector>(TVector first, TVector second)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TOperator.Combine<TWidth, TVector>(first, second);
}
