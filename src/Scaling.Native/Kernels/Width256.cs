using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Kernels;

/// <summary>Registers of 256 bits.</summary>
internal readonly unsafe struct Width256<T> : IWidth<Vector256<T>, T>
    where T : unmanaged, INumber<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count
    {
        [MethodImpl(Inline)]
        get => Vector256<T>.Count;
    }

    public static Vector256<T> Zero
    {
        [MethodImpl(Inline)]
        get => Vector256<T>.Zero;
    }

    [MethodImpl(Inline)]
    public static Vector256<T> Create(T value) => Vector256.Create(value);

    [MethodImpl(Inline)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(Inline)]
    public static void Store(Vector256<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(Inline)]
    public static void StoreNonTemporal(Vector256<T> vector, T* destination) => vector.StoreAlignedNonTemporal(destination);

    [MethodImpl(Inline)]
    public static Vector256<T> KeepFirst(Vector256<T> vector, int count) =>
        vector & Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(count)));

    [MethodImpl(Inline)]
    public static Vector256<T> KeepLast(Vector256<T> vector, int count) =>
        vector & Vector256.GreaterThanOrEqual(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(Count - count)));

    [MethodImpl(Inline)]
    public static Vector256<T> Add(Vector256<T> x, Vector256<T> y) => x + y;

    [MethodImpl(Inline)]
    public static Vector256<T> Multiply(Vector256<T> x, Vector256<T> y) => x * y;

    [MethodImpl(Inline)]
    public static Vector256<T> MultiplyAdd(Vector256<T> x, Vector256<T> y, Vector256<T> z)
    {
        if (typeof(T) == typeof(double)) return Vector256.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
        if (typeof(T) == typeof(float)) return Vector256.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();
        return x * y + z;
    }

    [MethodImpl(Inline)]
    public static Vector256<T> Or(Vector256<T> x, Vector256<T> y) => x | y;

    [MethodImpl(Inline)]
    public static Vector256<T> SquareRoot(Vector256<T> x) => Vector256.Sqrt(x);

    // The processor's own minimum and maximum give their second operand where one is not a number.
    [MethodImpl(Inline)]
    public static Vector256<T> Clamp(Vector256<T> x, Vector256<T> least, Vector256<T> greatest) =>
        Vector256.MinNative(greatest, Vector256.MaxNative(least, x));

    [MethodImpl(Inline)]
    public static Vector256<T> ScaleByPowerOfTwo(Vector256<T> x, Vector256<T> k, Vector256<T> shifted)
    {
        if (typeof(T) == typeof(double))
        {
            if (Avx512F.VL.IsSupported) return Avx512F.VL.Scale(x.AsDouble(), k.AsDouble()).As<double, T>();
            var power = shifted.AsInt64() - Vector256.Create(PowerOfTwo.DoubleShiftBits);
            var half = power >>> 1;
            return (x.AsDouble() * DoublePower(half) * DoublePower(power - half)).As<double, T>();
        }
        else
        {
            if (Avx512F.VL.IsSupported) return Avx512F.VL.Scale(x.AsSingle(), k.AsSingle()).As<float, T>();
            var power = shifted.AsInt32() - Vector256.Create(PowerOfTwo.SingleShiftBits);
            var half = power >>> 1;
            return (x.AsSingle() * SinglePower(half) * SinglePower(power - half)).As<float, T>();
        }
    }

    [MethodImpl(Inline)]
    public static Vector256<T> CountGreater(Vector256<T> counts, Vector256<T> x, Vector256<T> threshold) => sizeof(T) == sizeof(long)
        ? (counts.AsInt64() - Vector256.GreaterThan(x, threshold).AsInt64()).As<long, T>()
        : (counts.AsInt32() - Vector256.GreaterThan(x, threshold).AsInt32()).As<int, T>();

    [MethodImpl(Inline)]
    public static Vector256<T> AddCounts(Vector256<T> x, Vector256<T> y) => sizeof(T) == sizeof(long)
        ? (x.AsInt64() + y.AsInt64()).As<long, T>()
        : (x.AsInt32() + y.AsInt32()).As<int, T>();

    [MethodImpl(Inline)]
    public static long SumCounts(Vector256<T> counts)
    {
        if (sizeof(T) == sizeof(long)) return Vector256.Sum(counts.AsInt64());
        var (low, high) = Vector256.Widen(counts.AsInt32());
        return Vector256.Sum(low + high);
    }

    [MethodImpl(Inline)]
    public static T Sum(Vector256<T> x) => Vector256.Sum(x);

    [MethodImpl(Inline)]
    private static Vector256<double> DoublePower(Vector256<long> biased) => ((biased - Vector256<long>.One) << PowerOfTwo.DoubleFractionBits).AsDouble();

    [MethodImpl(Inline)]
    private static Vector256<float> SinglePower(Vector256<int> biased) => ((biased - Vector256<int>.One) << PowerOfTwo.SingleFractionBits).AsSingle();
}
