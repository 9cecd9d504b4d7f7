using System.Numerics;

namespace Scaling.Native.Sampling.Draws;

/// <summary>Draws from a <see cref="SlotTable"/>, 64 resamples side by side.</summary>
internal sealed unsafe class SlotSumKernel : SumKernel
{
    private const int Tile = DrawPath.Tile;

    /// <summary>Passes of a tile between two looks at the token.</summary>
    private const int PassesPerLook = 64;

    private readonly SlotTable _table;
    private readonly DrawPath _path;
    private readonly IReadOnlyList<long[]> _terms;
    private readonly CodeTable[] _codes;
    private readonly NarrowTable? _narrow;

    /// <param name="table">Over the rows.</param>
    /// <param name="terms">The codes of each term, one a row.</param>
    /// <param name="path">How to draw.</param>
    internal SlotSumKernel(SlotTable table, IReadOnlyList<long[]> terms, DrawPath path)
    {
        (_table, _terms, _path, _codes) = (table, terms, path, []);
        if (terms.Count == 1 && table.Columns == SlotTable.FewColumns && terms[0].Max() <= DrawPath.LargestNarrow)
            _narrow = new(table, OfNumbers(terms[0]));
        else
            _codes = [.. terms.Select(term => new CodeTable(OfNumbers(term), table.Columns))];
    }

    internal override string PathName => _path.Name;

    internal override void Add(in StreamKey key, int stratum, int draws, int count, Span<long> sums, CancellationToken cancellationToken)
    {
        var state = stackalloc ulong[DrawPath.StateWords];
        for (var lane = 0; lane < Lanes; lane++) Open(key, stratum, lane).CopyTo(state + lane, Lanes);
        var rest = key.Open(StreamPurpose.Rests, (ulong)stratum);
        var numbers = stackalloc byte[_narrow is null ? Math.Min(draws, DrawPath.MostDraws) * Tile : 1];
        for (var first = 0; first < count; first += Tile)
        {
            for (int done = 0, pass = 0; done < draws; done += DrawPath.MostDraws, pass++)
            {
                if (pass % PassesPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
                var some = Math.Min(draws - done, DrawPath.MostDraws);
                if (_narrow is null) AddPass(state, numbers, some, ref rest, sums[first..]);
                else AddNarrowPass(state, some, ref rest, sums[first..]);
            }
        }
    }

    private void AddNarrowPass(ulong* state, int draws, ref Xoshiro256PlusPlus rest, Span<long> sums)
    {
        var drawn = stackalloc ushort[Tile];
        var rests = stackalloc byte[Tile];
        var any = _path.SumNarrow(state, _narrow!, draws, drawn, rests);
        for (var resample = 0; resample < Tile; resample++) sums[resample] += drawn[resample];
        AddRests(any, rests, ref rest, sums);
    }

    private void AddPass(ulong* state, byte* numbers, int draws, ref Xoshiro256PlusPlus rest, Span<long> sums)
    {
        _path.Draw(state, _table, draws, numbers);
        fixed (long* all = sums)
            for (var term = 0; term < _codes.Length; term++) _path.Sum(numbers, draws, _codes[term], all + term * BlockSize);
        if (_table.Rest is null) return;
        var rests = stackalloc byte[Tile];
        _path.Count(numbers, draws, (byte)_table.RestNumber, rests);
        ulong any = 0;
        for (var resample = 0; resample < Tile; resample++) any |= rests[resample] != 0 ? 1UL << resample : 0;
        AddRests(any, rests, ref rest, sums);
    }

    // In the order of the resamples, which no path changes.
    private void AddRests(ulong any, byte* rests, ref Xoshiro256PlusPlus stream, Span<long> sums)
    {
        for (; any != 0; any &= any - 1)
        {
            var resample = BitOperations.TrailingZeroCount(any);
            for (int draw = rests[resample]; draw > 0; draw--)
            {
                var row = _table.Rest!.Draw(ref stream);
                for (var term = 0; term < _terms.Count; term++) sums[term * BlockSize + resample] += _terms[term][row];
            }
        }
    }

    private long[] OfNumbers(long[] term) => Array.ConvertAll(_table.Categories, row => term[row]);
}
