namespace Scaling.Native.LinearAlgebra.Kernels;

/// <summary>One register of doubles in one set of instructions.</summary>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    static abstract string Name { get; }

    static abstract bool IsSupported { get; }

    /// <summary>Doubles in a register.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(double* source);

    static abstract void Store(TVector vector, double* destination);

    static abstract TVector Broadcast(double value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a · b + c; rounded once where the instructions have it.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>Asks for the cache line of an address that is written soon.</summary>
    static abstract void Prefetch(double* address);
}
