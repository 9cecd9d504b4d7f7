using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Draws;

/// <summary>Any number of rows in proportion to their weights, by an alias table.</summary>
/// <param name="table">Over the rows.</param>
/// <param name="codes">One a row.</param>
/// <param name="path">How to draw.</param>
internal sealed unsafe class AliasSumKernel(AliasTable table, long[] codes, DrawPath path) : LaneSumKernel(codes, path)
{
    private readonly AliasColumns _columns = new(table, codes);

    private protected override long Sum(ulong* bits, int draws, int lane, OpenDraws open)
    {
        fixed (AliasColumns.Column* first = _columns.Columns)
            return Sum(bits, first, _columns.ColumnShift, _columns.FractionMask, draws, lane, open);
    }

    private protected override long Correction(int place, ref Xoshiro256PlusPlus rest) =>
        Codes[table.Resolve(place, ref rest)] - Codes[table.Aliases[place]];

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Sum(ulong* bits, AliasColumns.Column* columns, int columnShift, uint fractionMask, int draws, int lane, OpenDraws open)
    {
        long lowerSum = 0, upperSum = 0;
        for (var draw = 0; draw < draws; draw++, bits += Lanes)
        {
            var half = (uint)*bits;
            var column = columns + (half >> columnShift);
            // Negative where the fraction is below the threshold. No branch: which of the two it is cannot be foreseen.
            var difference = (long)((ulong)(half & fractionMask) << AliasColumns.CodeBits) + (AliasColumns.CodeMask - column->Own);
            lowerSum += column->Alias ^ ((column->Own ^ column->Alias) & (difference >> 63) & AliasColumns.CodeMask);
            if ((ulong)difference <= AliasColumns.CodeMask) open.Draws.Add((lane, (int)(half >> columnShift)));
            if (++draw == draws) break;
            half = (uint)(*bits >> 32);
            column = columns + (half >> columnShift);
            difference = (long)((ulong)(half & fractionMask) << AliasColumns.CodeBits) + (AliasColumns.CodeMask - column->Own);
            upperSum += column->Alias ^ ((column->Own ^ column->Alias) & (difference >> 63) & AliasColumns.CodeMask);
            if ((ulong)difference <= AliasColumns.CodeMask) open.Draws.Add((lane, (int)(half >> columnShift)));
        }

        return lowerSum + upperSum;
    }
}
