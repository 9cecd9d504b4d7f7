using Scaling.Native.Sampling.Draws;

namespace Scaling.Native.Sampling.Resampling;

/// <summary>Draws the rows of one stratum and adds the shares that they have in the means of terms.</summary>
internal abstract class TermSums
{
    private protected const int Block = SumKernel.BlockSize;

    /// <summary>Instruction set of the draws.</summary>
    internal abstract string PathName { get; }

    /// <summary>Adds to the means of a block's resamples.</summary>
    /// <param name="key">The block.</param>
    /// <param name="stratum">Its number and draws.</param>
    /// <param name="allDraws">Of a resample, in all strata.</param>
    /// <param name="count">Resamples, up to <see cref="SumKernel.BlockSize"/>.</param>
    /// <param name="means">Of resample i and term t at t × <see cref="SumKernel.BlockSize"/> + i.</param>
    /// <param name="cancellationToken">Looked at about every million draws.</param>
    internal abstract void AddMeans(
        in StreamKey key, (int Number, int Draws) stratum, long allDraws, int count, Span<double> means, CancellationToken cancellationToken);
}

/// <summary>One term in integers: the fastest way.</summary>
/// <param name="kernel">Over the term's codes.</param>
/// <param name="term">What the codes are.</param>
internal sealed class IntegerTermSums(SumKernel kernel, FixedPointTerm term) : TermSums
{
    internal override string PathName => kernel.PathName;

    internal override void AddMeans(
        in StreamKey key, (int Number, int Draws) stratum, long allDraws, int count, Span<double> means, CancellationToken cancellationToken)
    {
        Span<long> sums = stackalloc long[Block];
        sums.Clear();
        kernel.Add(key, stratum.Number, stratum.Draws, count, sums, cancellationToken);
        term.AddMeans(sums[..count], stratum.Draws, allDraws, means);
    }
}

/// <summary>Any terms of few rows, in doubles.</summary>
/// <param name="draws">Over the rows.</param>
/// <param name="terms">One number a row each.</param>
internal sealed unsafe class SlotTermSums(SlotDraws draws, IReadOnlyList<double[]> terms) : TermSums
{
    private const int Tile = DrawPath.Tile;

    private readonly double[][] _ofNumbers = [.. terms.Select(t => OfNumbers(draws.Table, t))];

    internal override string PathName => draws.Path.Name;

    internal override void AddMeans(
        in StreamKey key, (int Number, int Draws) stratum, long allDraws, int count, Span<double> means, CancellationToken cancellationToken)
    {
        var state = stackalloc ulong[DrawPath.StateWords];
        SlotDraws.Open(key, stratum.Number, state);
        var rest = key.Open(StreamPurpose.Rests, (ulong)stratum.Number);
        var numbers = stackalloc byte[Math.Min(stratum.Draws, DrawPath.MostDraws) * Tile];
        var rests = stackalloc byte[Tile];
        Span<double> sums = new double[terms.Count * Tile];
        for (var first = 0; first < count; first += Tile)
        {
            sums.Clear();
            for (int done = 0, pass = 0; done < stratum.Draws; done += DrawPath.MostDraws, pass++)
            {
                if (pass % SlotDraws.PassesPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
                var some = Math.Min(stratum.Draws - done, DrawPath.MostDraws);
                var any = draws.Draw(state, some, numbers, rests);
                for (var term = 0; term < terms.Count; term++)
                    fixed (double* table = _ofNumbers[term], tile = sums.Slice(term * Tile, Tile)) Columns.Add(numbers, some, table, tile);
                if (any != 0) AddRests(rests, ref rest, sums);
            }

            var resamples = Math.Min(Tile, count - first);
            for (var term = 0; term < terms.Count; term++)
                for (var i = 0; i < resamples; i++) means[term * Block + first + i] += sums[term * Tile + i] / allDraws;
        }
    }

    private static double[] OfNumbers(SlotTable table, double[] term)
    {
        var numbers = new double[table.Columns];
        for (var number = 0; number < table.Categories.Length; number++) numbers[number] = term[table.Categories[number]];
        return numbers;
    }

    private void AddRests(byte* rests, ref Xoshiro256PlusPlus stream, Span<double> sums)
    {
        for (var resample = 0; resample < Tile; resample++)
        {
            for (int draw = rests[resample]; draw > 0; draw--)
            {
                var row = draws.Table.Rest!.Draw(ref stream);
                for (var term = 0; term < terms.Count; term++) sums[term * Tile + resample] += terms[term][row];
            }
        }
    }

    private static class Columns
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
        internal static void Add(byte* numbers, int draws, double* table, double* sums)
        {
            for (var resample = 0; resample < Tile; resample += 4)
            {
                var (sum0, sum1, sum2, sum3) = (sums[resample], sums[resample + 1], sums[resample + 2], sums[resample + 3]);
                var drawn = numbers + resample;
                for (var draw = 0; draw < draws; draw++, drawn += Tile)
                {
                    var four = *(uint*)drawn;
                    sum0 += table[(byte)four];
                    sum1 += table[(byte)(four >> 8)];
                    sum2 += table[(byte)(four >> 16)];
                    sum3 += table[four >> 24];
                }

                (sums[resample], sums[resample + 1], sums[resample + 2], sums[resample + 3]) = (sum0, sum1, sum2, sum3);
            }
        }
    }
}

/// <summary>Any terms of any rows, drawn any way, in doubles.</summary>
/// <param name="source">Of rows.</param>
/// <param name="terms">One number a row each.</param>
internal sealed class IndexTermSums(IndexSource source, IReadOnlyList<double[]> terms) : TermSums
{
    internal override string PathName => "Scalar";

    internal override void AddMeans(
        in StreamKey key, (int Number, int Draws) stratum, long allDraws, int count, Span<double> means, CancellationToken cancellationToken)
    {
        var draws = source.Begin(key.Open(StreamPurpose.Draws, (ulong)stratum.Number * DrawPath.Lanes));
        var rows = System.Buffers.ArrayPool<int>.Shared.Rent(stratum.Draws);
        try
        {
            for (var resample = 0; resample < count; resample++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var drawn = rows.AsSpan(0, stratum.Draws);
                draws.Next(drawn);
                for (var term = 0; term < terms.Count; term++) means[term * Block + resample] += Sum(terms[term], drawn) / allDraws;
            }
        }
        finally
        {
            System.Buffers.ArrayPool<int>.Shared.Return(rows);
        }
    }

    private static double Sum(double[] term, ReadOnlySpan<int> rows)
    {
        // Two sums, so that one addition need not wait for the other.
        var (even, odd) = (0.0, 0.0);
        var i = 0;
        for (; i < rows.Length - 1; i += 2)
        {
            even += term[rows[i]];
            odd += term[rows[i + 1]];
        }

        return i < rows.Length ? even + term[rows[i]] + odd : even + odd;
    }
}
