using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Sampling.Draws;

/// <summary>64 resamples a register; tables of 64 bytes are one register, of 256 bytes four.</summary>
internal sealed unsafe class Avx512DrawPath : DrawPath
{
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    internal override string Name => "Avx512Vbmi";

    internal override bool IsSupported => Avx512Vbmi.IsSupported;

    internal override void Draw(ulong* state, SlotTable table, int draws, byte* numbers)
    {
        fixed (byte* thresholds = table.Thresholds, aliases = table.Aliases)
        {
            if (table.Columns == SlotTable.FewColumns) DrawFew(state, thresholds, aliases, draws, numbers);
            else DrawMany(state, thresholds, aliases, draws, numbers);
        }
    }

    internal override void Sum(byte* numbers, int draws, CodeTable codes, long* sums)
    {
        var slices = stackalloc ushort[3 * Tile];
        fixed (byte* tables = codes.Slices)
        {
            var slice = 0;
            for (; codes.SliceCount - slice >= 3; slice += 3)
            {
                if (codes.Columns == SlotTable.FewColumns) SumThreeOfFew(numbers, draws, tables + slice * codes.Columns, slices);
                else SumThreeOfMany(numbers, draws, tables + slice * codes.Columns, slices);
                for (var i = 0; i < 3; i++) Add(slices + i * Tile, 8 * (slice + i), sums);
            }

            for (; slice < codes.SliceCount; slice++)
            {
                if (codes.Columns == SlotTable.FewColumns) SumOneOfFew(numbers, draws, tables + slice * codes.Columns, slices);
                else SumOneOfMany(numbers, draws, tables + slice * codes.Columns, slices);
                Add(slices, 8 * slice, sums);
            }
        }
    }

    [MethodImpl(Kernel)]
    internal override void Count(byte* numbers, int draws, byte number, byte* counts)
    {
        var wanted = Vector512.Create(number);
        var count = Vector512<byte>.Zero;
        for (var draw = 0; draw < draws; draw++) count -= Vector512.Equals(Vector512.Load(numbers + draw * Tile), wanted);
        count.Store(counts);
    }

    internal override ulong SumNarrow(ulong* state, NarrowTable table, int draws, ushort* sums, byte* rests)
    {
        fixed (byte* bytes = table.Bytes) return SumNarrow(state, bytes, draws, sums, rests);
    }

    [MethodImpl(Kernel)]
    internal override void Step(ulong* state, int steps, ulong* bits)
    {
        var lanes = Lanes512.Load(state);
        for (var step = 0; step < steps; step++) lanes.Next().AsUInt64().Store(bits + step * Lanes);
        lanes.Store(state);
    }

    [MethodImpl(Kernel)]
    private static ulong SumNarrow(ulong* state, byte* tables, int draws, ushort* sums, byte* rests)
    {
        var lanes = Lanes512.Load(state);
        var thresholds = Vector512.Load(tables);
        var own = Vector512.Load(tables + Tile);
        var alias = Vector512.Load(tables + 2 * Tile);
        var largest = Vector512.Create((byte)LargestNarrow);
        var pairs = Vector512<ushort>.Zero;
        var odd = Vector512<ushort>.Zero;
        var rest = Vector512<byte>.Zero;
        for (var draw = 0; draw < draws; draw++)
        {
            var column = lanes.Next();
            var height = lanes.Next();
            var isOwn = Vector512.LessThan(height, Avx512Vbmi.PermuteVar64x8(thresholds, column));
            var code = Vector512.ConditionalSelect(
                isOwn, Avx512Vbmi.PermuteVar64x8(own, column), Avx512Vbmi.PermuteVar64x8(alias, column));
            // One for the flag, nothing for a code.
            rest += Avx512BW.SubtractSaturate(code, largest);
            code &= largest;
            // As pairs of bytes: the even sum is what the odd one, subtracted from the upper byte, leaves.
            pairs += code.AsUInt16();
            odd += code.AsUInt16() >>> 8;
        }

        lanes.Store(state);
        StoreInOrder(pairs - (odd << 8), odd, sums);
        rest.Store(rests);
        return ~Vector512.Equals(rest, Vector512<byte>.Zero).ExtractMostSignificantBits();
    }

    [MethodImpl(Kernel)]
    private static void DrawFew(ulong* state, byte* thresholdTable, byte* aliasTable, int draws, byte* numbers)
    {
        var lanes = Lanes512.Load(state);
        var thresholds = Vector512.Load(thresholdTable);
        var aliases = Vector512.Load(aliasTable);
        var mask = Vector512.Create((byte)(SlotTable.FewColumns - 1));
        for (var draw = 0; draw < draws; draw++)
        {
            var column = lanes.Next() & mask;
            var height = lanes.Next();
            var isOwn = Vector512.LessThan(height, Avx512Vbmi.PermuteVar64x8(thresholds, column));
            Vector512.ConditionalSelect(isOwn, column, Avx512Vbmi.PermuteVar64x8(aliases, column)).Store(numbers + draw * Tile);
        }

        lanes.Store(state);
    }

    [MethodImpl(Kernel)]
    private static void DrawMany(ulong* state, byte* thresholdTable, byte* aliasTable, int draws, byte* numbers)
    {
        var lanes = Lanes512.Load(state);
        var thresholds = Table256.Load(thresholdTable);
        var aliases = Table256.Load(aliasTable);
        for (var draw = 0; draw < draws; draw++)
        {
            var column = lanes.Next();
            var height = lanes.Next();
            var isOwn = Vector512.LessThan(height, thresholds.At(column));
            Vector512.ConditionalSelect(isOwn, column, aliases.At(column)).Store(numbers + draw * Tile);
        }

        lanes.Store(state);
    }

    [MethodImpl(Kernel)]
    private static void SumOneOfFew(byte* numbers, int draws, byte* slice, ushort* sums)
    {
        var table = Vector512.Load(slice);
        var pairs = Vector512<ushort>.Zero;
        var odd = Vector512<ushort>.Zero;
        for (var draw = 0; draw < draws; draw++)
        {
            var bytes = Avx512Vbmi.PermuteVar64x8(table, Vector512.Load(numbers + draw * Tile)).AsUInt16();
            pairs += bytes;
            odd += bytes >>> 8;
        }

        StoreInOrder(pairs - (odd << 8), odd, sums);
    }

    [MethodImpl(Kernel)]
    private static void SumThreeOfFew(byte* numbers, int draws, byte* slices, ushort* sums)
    {
        var (table0, table1, table2) = (Vector512.Load(slices), Vector512.Load(slices + Tile), Vector512.Load(slices + 2 * Tile));
        var (pairs0, pairs1, pairs2) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        var (odd0, odd1, odd2) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        for (var draw = 0; draw < draws; draw++)
        {
            var drawn = Vector512.Load(numbers + draw * Tile);
            var bytes0 = Avx512Vbmi.PermuteVar64x8(table0, drawn).AsUInt16();
            var bytes1 = Avx512Vbmi.PermuteVar64x8(table1, drawn).AsUInt16();
            var bytes2 = Avx512Vbmi.PermuteVar64x8(table2, drawn).AsUInt16();
            pairs0 += bytes0;
            pairs1 += bytes1;
            pairs2 += bytes2;
            odd0 += bytes0 >>> 8;
            odd1 += bytes1 >>> 8;
            odd2 += bytes2 >>> 8;
        }

        StoreInOrder(pairs0 - (odd0 << 8), odd0, sums);
        StoreInOrder(pairs1 - (odd1 << 8), odd1, sums + Tile);
        StoreInOrder(pairs2 - (odd2 << 8), odd2, sums + 2 * Tile);
    }

    [MethodImpl(Kernel)]
    private static void SumOneOfMany(byte* numbers, int draws, byte* slice, ushort* sums)
    {
        var table = Table256.Load(slice);
        var pairs = Vector512<ushort>.Zero;
        var odd = Vector512<ushort>.Zero;
        for (var draw = 0; draw < draws; draw++)
        {
            var bytes = table.At(Vector512.Load(numbers + draw * Tile)).AsUInt16();
            pairs += bytes;
            odd += bytes >>> 8;
        }

        StoreInOrder(pairs - (odd << 8), odd, sums);
    }

    [MethodImpl(Kernel)]
    private static void SumThreeOfMany(byte* numbers, int draws, byte* slices, ushort* sums)
    {
        const int Bytes = SlotTable.ManyColumns;
        var (table0, table1, table2) = (Table256.Load(slices), Table256.Load(slices + Bytes), Table256.Load(slices + 2 * Bytes));
        var (pairs0, pairs1, pairs2) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        var (odd0, odd1, odd2) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        for (var draw = 0; draw < draws; draw++)
        {
            var drawn = Vector512.Load(numbers + draw * Tile);
            var bytes0 = table0.At(drawn).AsUInt16();
            var bytes1 = table1.At(drawn).AsUInt16();
            var bytes2 = table2.At(drawn).AsUInt16();
            pairs0 += bytes0;
            pairs1 += bytes1;
            pairs2 += bytes2;
            odd0 += bytes0 >>> 8;
            odd1 += bytes1 >>> 8;
            odd2 += bytes2 >>> 8;
        }

        StoreInOrder(pairs0 - (odd0 << 8), odd0, sums);
        StoreInOrder(pairs1 - (odd1 << 8), odd1, sums + Tile);
        StoreInOrder(pairs2 - (odd2 << 8), odd2, sums + 2 * Tile);
    }

    // From the sums of even and of odd resamples to one after the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreInOrder(Vector512<ushort> even, Vector512<ushort> odd, ushort* sums)
    {
        var (low, high) = (Avx512BW.UnpackLow(even, odd).AsUInt64(), Avx512BW.UnpackHigh(even, odd).AsUInt64());
        Avx512F.PermuteVar8x64x2(low, Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), high).Store((ulong*)sums);
        Avx512F.PermuteVar8x64x2(low, Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), high).Store((ulong*)sums + Lanes);
    }

    [MethodImpl(Kernel)]
    private static void Add(ushort* slices, int shift, long* sums)
    {
        for (var resample = 0; resample < Tile; resample += Lanes)
        {
            var wide = Avx512F.ConvertToVector512Int64(Vector128.Load(slices + resample));
            (Vector512.Load(sums + resample) + (wide << shift)).Store(sums + resample);
        }
    }

    /// <summary>256 bytes in four registers.</summary>
    private struct Table256
    {
        private Vector512<byte> _first;
        private Vector512<byte> _second;
        private Vector512<byte> _third;
        private Vector512<byte> _fourth;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Table256 Load(byte* table) => new()
        {
            _first = Vector512.Load(table),
            _second = Vector512.Load(table + 64),
            _third = Vector512.Load(table + 128),
            _fourth = Vector512.Load(table + 192),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly Vector512<byte> At(Vector512<byte> index)
        {
            var low = Avx512Vbmi.PermuteVar64x8x2(_first, index, _second);
            var high = Avx512Vbmi.PermuteVar64x8x2(_third, index, _fourth);
            return Vector512.ConditionalSelect(Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low);
        }
    }
}
