using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Kernels;

/// <summary>e^x = 2^k e^r with k = x / ln 2 rounded to a whole number and r = x − k ln 2, taken off in two parts (Cody and Waite, Software Manual for the
/// Elementary Functions, 1980), and e^r = 1 + r + r² q(r) for |r| ≤ ln 2 / 2. The coefficients of q are those of the least greatest relative error
/// (Remez): 2^-57.9 of degree 9 for doubles, 2^-28.2 of degree 4 for singles.</summary>
internal readonly struct ExponentialOperator<T> : IElementwiseOperator<T>
    where T : unmanaged, INumber<T>
{
    // Beyond them the results are 0 and infinite.
    private const double DoubleLeast = -746;
    private const double DoubleGreatest = 710;
    private const float SingleLeast = -105;
    private const float SingleGreatest = 89;

    // The high parts end in so many zeros that their products with k are exact.
    private const double DoubleLn2High = 6.93147180369123816490e-01;
    private const double DoubleLn2Low = 1.90821492927058770002e-10;
    private const float SingleLn2High = 0.693359375f;
    private const float SingleLn2Low = -2.12194440e-4f;

    public static bool HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TWidth, TVector>(TVector x, TVector y, TVector scalar)
        where TWidth : IWidth<TVector, T>
        where TVector : struct
    {
        if (typeof(T) == typeof(double))
        {
            x = TWidth.Clamp(x, Constant<TWidth, TVector>(DoubleLeast), Constant<TWidth, TVector>(DoubleGreatest));
            var shifted = TWidth.MultiplyAdd(x, Constant<TWidth, TVector>(1.4426950408889634), Constant<TWidth, TVector>(PowerOfTwo.DoubleShift));
            var k = TWidth.Add(shifted, Constant<TWidth, TVector>(-PowerOfTwo.DoubleShift));
            var r = TWidth.MultiplyAdd(k, Constant<TWidth, TVector>(-DoubleLn2High), x);
            r = TWidth.MultiplyAdd(k, Constant<TWidth, TVector>(-DoubleLn2Low), r);
            var q = TWidth.MultiplyAdd(r, Constant<TWidth, TVector>(2.5000015510719588e-08), Constant<TWidth, TVector>(2.7630306178626537e-07));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(2.7557586812894924e-06));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(2.480149294987594e-05));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.0001984126950576586));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.001388888894375969));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.00833333333349498));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.04166666666652973));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.1666666666666641));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.5000000000000011));
            q = TWidth.MultiplyAdd(TWidth.Multiply(r, r), q, r);
            return TWidth.ScaleByPowerOfTwo(TWidth.Add(q, Constant<TWidth, TVector>(1)), k, shifted);
        }
        else
        {
            x = TWidth.Clamp(x, Constant<TWidth, TVector>(SingleLeast), Constant<TWidth, TVector>(SingleGreatest));
            var shifted = TWidth.MultiplyAdd(x, Constant<TWidth, TVector>(1.44269504f), Constant<TWidth, TVector>(PowerOfTwo.SingleShift));
            var k = TWidth.Add(shifted, Constant<TWidth, TVector>(-PowerOfTwo.SingleShift));
            var r = TWidth.MultiplyAdd(k, Constant<TWidth, TVector>(-SingleLn2High), x);
            r = TWidth.MultiplyAdd(k, Constant<TWidth, TVector>(-SingleLn2Low), r);
            var q = TWidth.MultiplyAdd(r, Constant<TWidth, TVector>(0.0013814317441872542), Constant<TWidth, TVector>(0.00836885103641699));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.04166840113396463));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.16666519524533577));
            q = TWidth.MultiplyAdd(q, r, Constant<TWidth, TVector>(0.4999999337294493));
            q = TWidth.MultiplyAdd(TWidth.Multiply(r, r), q, r);
            return TWidth.ScaleByPowerOfTwo(TWidth.Add(q, Constant<TWidth, TVector>(1)), k, shifted);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Constant<TWidth, TVector>(double value)
        where TWidth : IWidth<TVector, T>
        where TVector : struct => TWidth.Create(typeof(T) == typeof(double) ? (T)(object)value : (T)(object)(float)value);
}
