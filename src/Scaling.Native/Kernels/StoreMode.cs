using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Kernels;

/// <summary>Where stored elements go.</summary>
public enum StoreMode
{
    /// <summary>Into the caches. A line that is not there is read first.</summary>
    Cached,

    /// <summary>Past the caches to memory, whole lines at a time, which saves that reading. Where the processor has no such stores, or the address of the
    /// output is not a multiple of its elements' size, into the caches.</summary>
    NonTemporal,
}

internal unsafe interface IStore
{
    static abstract bool IsNonTemporal { get; }

    static abstract void Store<TWidth, TVector, T>(TVector vector, T* destination)
        where TWidth : IWidth<TVector, T>
        where TVector : struct
        where T : unmanaged, INumber<T>;
}

internal readonly unsafe struct CachedStore : IStore
{
    public static bool IsNonTemporal => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TWidth, TVector, T>(TVector vector, T* destination)
        where TWidth : IWidth<TVector, T>
        where TVector : struct
        where T : unmanaged, INumber<T> => TWidth.Store(vector, destination);
}

internal readonly unsafe struct NonTemporalStore : IStore
{
    public static bool IsNonTemporal => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TWidth, TVector, T>(TVector vector, T* destination)
        where TWidth : IWidth<TVector, T>
        where TVector : struct
        where T : unmanaged, INumber<T> => TWidth.StoreNonTemporal(vector, destination);
}
