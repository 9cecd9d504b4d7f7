using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Kernels;

/// <summary>What is done to each element.</summary>
internal interface IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Whether there is a y.</summary>
    static abstract bool HasSecond { get; }

    static abstract TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct;
}

/// <summary>x.</summary>
internal readonly struct CopyOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => x;
}

/// <summary>s x.</summary>
internal readonly struct ScaleOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Multiply(x, scalar);
}

/// <summary>x + y.</summary>
internal readonly struct AddOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Add(x, y);
}

/// <summary>x + s.</summary>
internal readonly struct AddScalarOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Add(x, scalar);
}

/// <summary>s x + y.</summary>
internal readonly struct MultiplyAddOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.MultiplyAdd(x, scalar, y);
}

/// <summary>The bits of x and y together: the least that needs both.</summary>
internal readonly struct MergeOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Or(x, y);
}

/// <summary>√x.</summary>
internal readonly struct SquareRootOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.SquareRoot(x);
}
