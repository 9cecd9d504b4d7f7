using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Kernels;

/// <summary>Registers of 128 bits.</summary>
internal readonly unsafe struct Width128<T> : IWidth<Vector128<T>, T>
    where T : unmanaged, INumber<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count
    {
        [MethodImpl(Inline)]
        get => Vector128<T>.Count;
    }

    public static Vector128<T> Zero
    {
        [MethodImpl(Inline)]
        get => Vector128<T>.Zero;
    }

    [MethodImpl(Inline)]
    public static Vector128<T> Create(T value) => Vector128.Create(value);

    [MethodImpl(Inline)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(Inline)]
    public static void Store(Vector128<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(Inline)]
    public static void StoreNonTemporal(Vector128<T> vector, T* destination) => vector.StoreAlignedNonTemporal(destination);

    [MethodImpl(Inline)]
    public static Vector128<T> KeepFirst(Vector128<T> vector, int count) =>
        vector & Vector128.LessThan(Vector128<T>.Indices, Vector128.Create(T.CreateTruncating(count)));

    [MethodImpl(Inline)]
    public static Vector128<T> KeepLast(Vector128<T> vector, int count) =>
        vector & Vector128.GreaterThanOrEqual(Vector128<T>.Indices, Vector128.Create(T.CreateTruncating(Count - count)));

    [MethodImpl(Inline)]
    public static Vector128<T> Add(Vector128<T> x, Vector128<T> y) => x + y;

    [MethodImpl(Inline)]
    public static Vector128<T> Multiply(Vector128<T> x, Vector128<T> y) => x * y;

    [MethodImpl(Inline)]
    public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> z)
    {
        if (typeof(T) == typeof(double)) return Vector128.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
        if (typeof(T) == typeof(float)) return Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();
        return x * y + z;
    }

    [MethodImpl(Inline)]
    public static Vector128<T> Or(Vector128<T> x, Vector128<T> y) => x | y;

    [MethodImpl(Inline)]
    public static Vector128<T> SquareRoot(Vector128<T> x) => Vector128.Sqrt(x);

    // The processor's own minimum and maximum give their second operand where one is not a number.
    [MethodImpl(Inline)]
    public static Vector128<T> Clamp(Vector128<T> x, Vector128<T> least, Vector128<T> greatest) =>
        Vector128.MinNative(greatest, Vector128.MaxNative(least, x));

    [MethodImpl(Inline)]
    public static Vector128<T> ScaleByPowerOfTwo(Vector128<T> x, Vector128<T> k, Vector128<T> shifted)
    {
        if (typeof(T) == typeof(double))
        {
            if (Avx512F.VL.IsSupported) return Avx512F.VL.Scale(x.AsDouble(), k.AsDouble()).As<double, T>();
            var power = shifted.AsInt64() - Vector128.Create(PowerOfTwo.DoubleShiftBits);
            var half = power >>> 1;
            return (x.AsDouble() * DoublePower(half) * DoublePower(power - half)).As<double, T>();
        }
        else
        {
            if (Avx512F.VL.IsSupported) return Avx512F.VL.Scale(x.AsSingle(), k.AsSingle()).As<float, T>();
            var power = shifted.AsInt32() - Vector128.Create(PowerOfTwo.SingleShiftBits);
            var half = power >>> 1;
            return (x.AsSingle() * SinglePower(half) * SinglePower(power - half)).As<float, T>();
        }
    }

    [MethodImpl(Inline)]
    public static Vector128<T> CountGreater(Vector128<T> counts, Vector128<T> x, Vector128<T> threshold) => sizeof(T) == sizeof(long)
        ? (counts.AsInt64() - Vector128.GreaterThan(x, threshold).AsInt64()).As<long, T>()
        : (counts.AsInt32() - Vector128.GreaterThan(x, threshold).AsInt32()).As<int, T>();

    [MethodImpl(Inline)]
    public static Vector128<T> AddCounts(Vector128<T> x, Vector128<T> y) => sizeof(T) == sizeof(long)
        ? (x.AsInt64() + y.AsInt64()).As<long, T>()
        : (x.AsInt32() + y.AsInt32()).As<int, T>();

    [MethodImpl(Inline)]
    public static long SumCounts(Vector128<T> counts)
    {
        if (sizeof(T) == sizeof(long)) return Vector128.Sum(counts.AsInt64());
        var (low, high) = Vector128.Widen(counts.AsInt32());
        return Vector128.Sum(low + high);
    }

    [MethodImpl(Inline)]
    public static T Sum(Vector128<T> x) => Vector128.Sum(x);

    [MethodImpl(Inline)]
    private static Vector128<double> DoublePower(Vector128<long> biased) => ((biased - Vector128<long>.One) << PowerOfTwo.DoubleFractionBits).AsDouble();

    [MethodImpl(Inline)]
    private static Vector128<float> SinglePower(Vector128<int> biased) => ((biased - Vector128<int>.One) << PowerOfTwo.SingleFractionBits).AsSingle();
}
