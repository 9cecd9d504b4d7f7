using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Sampling.Resampling;

/// <summary>What is kept of the statistics of some resamples, about the estimate; added up in the order of the blocks.</summary>
internal struct BlockFigures
{
    private const int Sums = 8;

    private CompensatedSum _differences;
    private CompensatedSum _squares;

    internal long Count { get; private set; }

    /// <summary>Statistics below the estimate.</summary>
    internal long Below { get; private set; }

    /// <summary>Statistics equal to the estimate.</summary>
    internal long Equal { get; private set; }

    /// <summary>Resamples without a statistic.</summary>
    internal long Undefined { get; private set; }

    /// <summary>The mean of the statistics less the estimate.</summary>
    internal readonly double MeanDifference => _differences.Value / Count;

    /// <summary>Variance of the statistics with divisor n − 1.</summary>
    internal readonly double Variance => Math.Max(0, (_squares.Value - _differences.Value * MeanDifference) / (Count - 1));

    /// <summary>Of the statistics of one block.</summary>
    internal static BlockFigures Of(ReadOnlySpan<double> values, double estimate)
    {
        // Eight sums, so that one addition need not wait for the other; which number goes to which is part of the digits.
        Span<double> sums = stackalloc double[Sums];
        Span<double> squares = stackalloc double[Sums];
        sums.Clear();
        squares.Clear();
        var whole = values.Length - values.Length % Sums;
        var (below, equal) = Vector256.IsHardwareAccelerated
            ? AddVectors(values[..whole], estimate, sums, squares)
            : AddEach(values[..whole], estimate, sums, squares);
        var (belowRest, equalRest) = AddEach(values[whole..], estimate, sums, squares);
        var sum = Total(sums);
        var undefined = 0;
        if (double.IsNaN(sum))
            foreach (var value in values) undefined += double.IsFinite(value) ? 0 : 1;
        var figures = new BlockFigures
        {
            Count = values.Length,
            Below = below + belowRest,
            Equal = equal + equalRest,
            Undefined = undefined,
        };
        figures._differences.Add(sum);
        figures._squares.Add(Total(squares));
        return figures;
    }

    private static double Total(ReadOnlySpan<double> sums) =>
        sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Below, int Equal) AddEach(ReadOnlySpan<double> values, double estimate, Span<double> sums, Span<double> squares)
    {
        var (below, equal) = (0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            var difference = values[i] - estimate;
            sums[i % Sums] += difference;
            squares[i % Sums] += difference * difference;
            below += difference < 0 ? 1 : 0;
            equal += difference == 0 ? 1 : 0;
        }

        return (below, equal);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Below, int Equal) AddVectors(ReadOnlySpan<double> values, double estimate, Span<double> sums, Span<double> squares)
    {
        const int Half = Sums / 2;
        var center = Vector256.Create(estimate);
        var (firstSum, secondSum) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var (firstSquare, secondSquare) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var (below, equal) = (Vector256<long>.Zero, Vector256<long>.Zero);
        for (var i = 0; i < values.Length; i += Sums)
        {
            var first = Vector256.Create(values[i..]) - center;
            var second = Vector256.Create(values[(i + Half)..]) - center;
            firstSum += first;
            secondSum += second;
            firstSquare += first * first;
            secondSquare += second * second;
            // True is minus one.
            below -= Vector256.LessThan(first, Vector256<double>.Zero).AsInt64() + Vector256.LessThan(second, Vector256<double>.Zero).AsInt64();
            equal -= Vector256.Equals(first, Vector256<double>.Zero).AsInt64() + Vector256.Equals(second, Vector256<double>.Zero).AsInt64();
        }

        firstSum.CopyTo(sums);
        secondSum.CopyTo(sums[Half..]);
        firstSquare.CopyTo(squares);
        secondSquare.CopyTo(squares[Half..]);
        return ((int)Vector256.Sum(below), (int)Vector256.Sum(equal));
    }

    internal void Add(in BlockFigures other)
    {
        _differences.Add(other._differences.Value);
        _squares.Add(other._squares.Value);
        (Count, Below) = (Count + other.Count, Below + other.Below);
        (Equal, Undefined) = (Equal + other.Equal, Undefined + other.Undefined);
    }
}
