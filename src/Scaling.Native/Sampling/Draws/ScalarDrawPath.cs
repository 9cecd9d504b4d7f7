using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Draws;

/// <summary>One slot looked up in memory a draw; sums of eight resamples in two words of 16-bit fields.</summary>
internal sealed unsafe class ScalarDrawPath : DrawPath
{
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
    private const ulong EvenBytes = 0x00FF00FF00FF00FF;
    private const ulong LowBits = 0x0101010101010101;
    private const ulong NarrowBits = 0x007F007F007F007F;
    private const ulong FewColumnBits = 0x3F3F3F3F3F3F3F3F;
    private const int FewColumnsLog2 = 6;

    internal override string Name => "Scalar";

    internal override bool IsSupported => BitConverter.IsLittleEndian;

    internal override void Draw(ulong* state, SlotTable table, int draws, byte* numbers)
    {
        fixed (byte* slots = table.SlotsFor(Tile * draws), thresholds = table.Thresholds, aliases = table.Aliases)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                if (slots is null) DrawColumns(state + lane, thresholds, aliases, (byte)(table.Columns - 1), draws, numbers + Lanes * lane);
                else if (table.Columns == SlotTable.FewColumns) DrawFew(state + lane, slots, draws, numbers + Lanes * lane);
                else DrawMany(state + lane, slots, draws, numbers + Lanes * lane);
            }
        }
    }

    internal override void Sum(byte* numbers, int draws, CodeTable codes, long* sums)
    {
        fixed (long* table = codes.Codes) Sum(numbers, draws, table, sums);
    }

    internal override void Count(byte* numbers, int draws, byte number, byte* counts)
    {
        for (var resample = 0; resample < Tile; resample++)
        {
            var count = 0;
            for (var draw = 0; draw < draws; draw++) count += numbers[draw * Tile + resample] == number ? 1 : 0;
            counts[resample] = (byte)count;
        }
    }

    internal override ulong SumNarrow(ulong* state, NarrowTable table, int draws, ushort* sums, byte* rests)
    {
        ulong any = 0;
        fixed (byte* slots = table.SlotsFor(Tile * draws), bytes = table.Bytes)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                if (slots is null) SumColumns(state + lane, bytes, draws, sums + Lanes * lane, rests + Lanes * lane);
                else SumNarrow(state + lane, slots, draws, sums + Lanes * lane, rests + Lanes * lane);
            }
        }

        for (var resample = 0; resample < Tile; resample++) any |= rests[resample] != 0 ? 1UL << resample : 0;
        return any;
    }

    [MethodImpl(Kernel)]
    private static void SumNarrow(ulong* state, byte* slots, int draws, ushort* sums, byte* rests)
    {
        var lane = new Xoshiro256PlusPlus(state[0], state[Lanes], state[2 * Lanes], state[3 * Lanes]);
        ulong evenSums = 0, oddSums = 0, flags = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var columns = lane.Next() & FewColumnBits;
            var heights = lane.Next();
            var even = ((heights & EvenBytes) << FewColumnsLog2) | (columns & EvenBytes);
            var odd = (((heights >> 8) & EvenBytes) << FewColumnsLog2) | ((columns >> 8) & EvenBytes);
            var evenCodes = Four(slots, even);
            var oddCodes = Four(slots, odd);
            flags += ((evenCodes | (oddCodes << 8)) >> 7) & LowBits;
            evenSums += evenCodes & NarrowBits;
            oddSums += oddCodes & NarrowBits;
        }

        lane.CopyTo(state, Lanes);
        *(ulong*)rests = flags;
        for (var pair = 0; pair < Lanes / 2; pair++)
        {
            sums[2 * pair] = (ushort)(evenSums >> (16 * pair));
            sums[2 * pair + 1] = (ushort)(oddSums >> (16 * pair));
        }
    }

    [MethodImpl(Kernel)]
    private static void SumColumns(ulong* state, byte* tables, int draws, ushort* sums, byte* rests)
    {
        var lane = new Xoshiro256PlusPlus(state[0], state[Lanes], state[2 * Lanes], state[3 * Lanes]);
        new Span<ushort>(sums, Lanes).Clear();
        new Span<byte>(rests, Lanes).Clear();
        for (var draw = 0; draw < draws; draw++)
        {
            var columns = lane.Next();
            var heights = lane.Next();
            for (var resample = 0; resample < Lanes; resample++, columns >>= 8, heights >>= 8)
            {
                var column = (int)columns & (SlotTable.FewColumns - 1);
                var code = tables[column + ((byte)heights < tables[column] ? SlotTable.FewColumns : 2 * SlotTable.FewColumns)];
                sums[resample] += (ushort)(code & LargestNarrow);
                rests[resample] += (byte)(code >> 7);
            }
        }

        lane.CopyTo(state, Lanes);
    }

    [MethodImpl(Kernel)]
    private static void DrawColumns(ulong* state, byte* thresholds, byte* aliases, byte mask, int draws, byte* numbers)
    {
        var lane = new Xoshiro256PlusPlus(state[0], state[Lanes], state[2 * Lanes], state[3 * Lanes]);
        for (var draw = 0; draw < draws; draw++)
        {
            var columns = lane.Next();
            var heights = lane.Next();
            for (var resample = 0; resample < Lanes; resample++, columns >>= 8, heights >>= 8)
            {
                var column = (byte)((byte)columns & mask);
                numbers[draw * Tile + resample] = (byte)heights < thresholds[column] ? column : aliases[column];
            }
        }

        lane.CopyTo(state, Lanes);
    }

    [MethodImpl(Kernel)]
    private static void DrawFew(ulong* state, byte* slots, int draws, byte* numbers)
    {
        var lane = new Xoshiro256PlusPlus(state[0], state[Lanes], state[2 * Lanes], state[3 * Lanes]);
        for (var draw = 0; draw < draws; draw++)
        {
            var columns = lane.Next() & FewColumnBits;
            var heights = lane.Next();
            var even = ((heights & EvenBytes) << FewColumnsLog2) | (columns & EvenBytes);
            var odd = (((heights >> 8) & EvenBytes) << FewColumnsLog2) | ((columns >> 8) & EvenBytes);
            *(ulong*)(numbers + draw * Tile) = Four(slots, even) | (Four(slots, odd) << 8);
        }

        lane.CopyTo(state, Lanes);
    }

    [MethodImpl(Kernel)]
    private static void DrawMany(ulong* state, byte* slots, int draws, byte* numbers)
    {
        var lane = new Xoshiro256PlusPlus(state[0], state[Lanes], state[2 * Lanes], state[3 * Lanes]);
        for (var draw = 0; draw < draws; draw++)
        {
            var columns = lane.Next();
            var heights = lane.Next();
            var even = ((heights & EvenBytes) << 8) | (columns & EvenBytes);
            var odd = (heights & ~EvenBytes) | ((columns >> 8) & EvenBytes);
            *(ulong*)(numbers + draw * Tile) = Four(slots, even) | (Four(slots, odd) << 8);
        }

        lane.CopyTo(state, Lanes);
    }

    // The slots of four 16-bit fields, in the same fields.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Four(byte* slots, ulong fields) =>
        slots[(ushort)fields] | ((ulong)slots[(ushort)(fields >> 16)] << 16)
        | ((ulong)slots[(ushort)(fields >> 32)] << 32) | ((ulong)slots[fields >> 48] << 48);

    [MethodImpl(Kernel)]
    private static void Sum(byte* numbers, int draws, long* codes, long* sums)
    {
        for (var resample = 0; resample < Tile; resample += 4)
        {
            long sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
            var drawn = numbers + resample;
            for (var draw = 0; draw < draws; draw++, drawn += Tile)
            {
                var four = *(uint*)drawn;
                sum0 += codes[(byte)four];
                sum1 += codes[(byte)(four >> 8)];
                sum2 += codes[(byte)(four >> 16)];
                sum3 += codes[four >> 24];
            }

            sums[resample] += sum0;
            sums[resample + 1] += sum1;
            sums[resample + 2] += sum2;
            sums[resample + 3] += sum3;
        }
    }

    internal override void Step(ulong* state, int steps, ulong* bits)
    {
        for (var lane = 0; lane < Lanes; lane++) StepLane(state + lane, steps, bits + lane);
    }

    [MethodImpl(Kernel)]
    private static void StepLane(ulong* state, int steps, ulong* bits)
    {
        var lane = new Xoshiro256PlusPlus(state[0], state[Lanes], state[2 * Lanes], state[3 * Lanes]);
        for (var step = 0; step < steps; step++) bits[step * Lanes] = lane.Next();
        lane.CopyTo(state, Lanes);
    }
}
