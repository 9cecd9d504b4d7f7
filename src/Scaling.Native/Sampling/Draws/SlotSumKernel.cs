using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Draws;

/// <summary>Sums over draws from a <see cref="SlotTable"/>.</summary>
internal sealed unsafe class SlotSumKernel : SumKernel
{
    private const int Tile = DrawPath.Tile;

    private readonly SlotDraws _draws;
    private readonly long[] _codes;
    private readonly CodeTable? _table;
    private readonly NarrowTable? _narrow;

    /// <param name="table">Over the rows.</param>
    /// <param name="codes">One a row.</param>
    /// <param name="path">How to draw.</param>
    internal SlotSumKernel(SlotTable table, long[] codes, DrawPath path)
    {
        (_draws, _codes) = (new(table, path), codes);
        var ofNumbers = Array.ConvertAll(table.Categories, row => codes[row]);
        if (table.Columns == SlotTable.FewColumns && codes.Max() <= DrawPath.LargestNarrow) _narrow = new(table, ofNumbers);
        else _table = new(ofNumbers, table.Columns);
    }

    internal override string PathName => _draws.Path.Name;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Add(in StreamKey key, int stratum, int draws, int count, Span<long> sums, CancellationToken cancellationToken)
    {
        var state = stackalloc ulong[DrawPath.StateWords];
        SlotDraws.Open(key, stratum, state);
        var rest = key.Open(StreamPurpose.Rests, (ulong)stratum);
        var numbers = stackalloc byte[_narrow is null ? Math.Min(draws, DrawPath.MostDraws) * Tile : 1];
        var drawn = stackalloc ushort[Tile];
        var rests = stackalloc byte[Tile];
        for (var first = 0; first < count; first += Tile)
        {
            for (int done = 0, pass = 0; done < draws; done += DrawPath.MostDraws, pass++)
            {
                if (pass % SlotDraws.PassesPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
                var some = Math.Min(draws - done, DrawPath.MostDraws);
                var tile = sums.Slice(first, Tile);
                ulong any;
                if (_narrow is null)
                {
                    any = _draws.Draw(state, some, numbers, rests);
                    fixed (long* all = tile) _draws.Path.Sum(numbers, some, _table!, all);
                }
                else
                {
                    any = _draws.Path.SumNarrow(state, _narrow, some, drawn, rests);
                    for (var resample = 0; resample < Tile; resample++) tile[resample] += drawn[resample];
                }

                // In the order of the resamples, which no path changes.
                for (; any != 0; any &= any - 1)
                {
                    var resample = BitOperations.TrailingZeroCount(any);
                    for (int draw = rests[resample]; draw > 0; draw--) tile[resample] += _codes[_draws.Table.Rest!.Draw(ref rest)];
                }
            }
        }
    }
}
