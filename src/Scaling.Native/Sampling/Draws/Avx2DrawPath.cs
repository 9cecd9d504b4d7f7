using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Sampling.Draws;

/// <summary>
/// 32 resamples a register; a table of 64 bytes is four shuffles of 16. Tables of 256 bytes would be sixteen, which is slower than looking
/// slots up in memory.
/// </summary>
internal sealed unsafe class Avx2DrawPath : DrawPath
{
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
    private const int Half = Tile / 2;
    private const int Quarter = SlotTable.FewColumns / 4;

    private readonly ScalarDrawPath _scalar = new();

    internal override string Name => "Avx2";

    internal override bool IsSupported => Avx2.IsSupported;

    internal override void Draw(ulong* state, SlotTable table, int draws, byte* numbers)
    {
        if (table.Columns != SlotTable.FewColumns)
        {
            _scalar.Draw(state, table, draws, numbers);
            return;
        }

        fixed (byte* thresholds = table.Thresholds, aliases = table.Aliases)
        {
            Draw(state, thresholds, aliases, draws, numbers);
            Draw(state + Lanes256.Count, thresholds, aliases, draws, numbers + Half);
        }
    }

    internal override void Sum(byte* numbers, int draws, CodeTable codes, long* sums) => _scalar.Sum(numbers, draws, codes, sums);

    internal override void Count(byte* numbers, int draws, byte number, byte* counts)
    {
        Count(numbers, draws, Vector256.Create(number), counts);
        Count(numbers + Half, draws, Vector256.Create(number), counts + Half);
    }

    internal override ulong SumNarrow(ulong* state, NarrowTable table, int draws, ushort* sums, byte* rests)
    {
        fixed (byte* bytes = table.Bytes)
        {
            var low = SumNarrow(state, bytes, draws, sums, rests);
            var high = SumNarrow(state + Lanes256.Count, bytes, draws, sums + Half, rests + Half);
            return low | ((ulong)high << Half);
        }
    }

    internal override void Step(ulong* state, int steps, ulong* bits)
    {
        StepHalf(state, steps, bits);
        StepHalf(state + Lanes256.Count, steps, bits + Lanes256.Count);
    }

    [MethodImpl(Kernel)]
    private static void StepHalf(ulong* state, int steps, ulong* bits)
    {
        var lanes = Lanes256.Load(state);
        for (var step = 0; step < steps; step++) lanes.Next().AsUInt64().Store(bits + step * Lanes);
        lanes.Store(state);
    }

    [MethodImpl(Kernel)]
    private static uint SumNarrow(ulong* state, byte* tables, int draws, ushort* sums, byte* rests)
    {
        var lanes = Lanes256.Load(state);
        var thresholds = Table64.Load(tables);
        var own = Table64.Load(tables + SlotTable.FewColumns);
        var alias = Table64.Load(tables + 2 * SlotTable.FewColumns);
        var largest = Vector256.Create((byte)LargestNarrow);
        var mask = Vector256.Create((byte)(SlotTable.FewColumns - 1));
        var pairs = Vector256<ushort>.Zero;
        var odd = Vector256<ushort>.Zero;
        var rest = Vector256<byte>.Zero;
        for (var draw = 0; draw < draws; draw++)
        {
            var column = Index64.Of(lanes.Next() & mask);
            var height = lanes.Next();
            // Not below: bytes have no unsigned comparison here.
            var isAlias = Vector256.Equals(Vector256.Max(height, thresholds.At(column)), height);
            var code = Avx2.BlendVariable(own.At(column), alias.At(column), isAlias);
            rest += Avx2.SubtractSaturate(code, largest);
            code &= largest;
            pairs += code.AsUInt16();
            odd += code.AsUInt16() >>> 8;
        }

        lanes.Store(state);
        var even = pairs - (odd << 8);
        var (low, high) = (Avx2.UnpackLow(even, odd), Avx2.UnpackHigh(even, odd));
        Avx2.Permute2x128(low, high, 0x20).Store(sums);
        Avx2.Permute2x128(low, high, 0x31).Store(sums + Vector256<ushort>.Count);
        rest.Store(rests);
        return ~Vector256.Equals(rest, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    [MethodImpl(Kernel)]
    private static void Draw(ulong* state, byte* thresholdTable, byte* aliasTable, int draws, byte* numbers)
    {
        var lanes = Lanes256.Load(state);
        var thresholds = Table64.Load(thresholdTable);
        var aliases = Table64.Load(aliasTable);
        var mask = Vector256.Create((byte)(SlotTable.FewColumns - 1));
        for (var draw = 0; draw < draws; draw++)
        {
            var column = lanes.Next() & mask;
            var height = lanes.Next();
            var index = Index64.Of(column);
            var isAlias = Vector256.Equals(Vector256.Max(height, thresholds.At(index)), height);
            Avx2.BlendVariable(column, aliases.At(index), isAlias).Store(numbers + draw * Tile);
        }

        lanes.Store(state);
    }

    [MethodImpl(Kernel)]
    private static void Count(byte* numbers, int draws, Vector256<byte> wanted, byte* counts)
    {
        var count = Vector256<byte>.Zero;
        for (var draw = 0; draw < draws; draw++) count -= Vector256.Equals(Vector256.Load(numbers + draw * Tile), wanted);
        count.Store(counts);
    }

    /// <summary>
    /// An index into 64 bytes, less 0, 16, 32 and 48. A shuffle gives zero where the highest bit of its index is set, and takes the others
    /// modulo 16; <see cref="Table64"/> holds differences, so that the parts before the wanted one cancel.
    /// </summary>
    private struct Index64
    {
        internal Vector256<byte> First;
        internal Vector256<byte> Second;
        internal Vector256<byte> Third;
        internal Vector256<byte> Fourth;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Index64 Of(Vector256<byte> index) => new()
        {
            First = index,
            Second = index - Vector256.Create((byte)Quarter),
            Third = index - Vector256.Create((byte)(2 * Quarter)),
            Fourth = index - Vector256.Create((byte)(3 * Quarter)),
        };
    }

    /// <summary>64 bytes in four registers: the first 16, and each further 16 exclusive-or those before.</summary>
    private struct Table64
    {
        private Vector256<byte> _first;
        private Vector256<byte> _second;
        private Vector256<byte> _third;
        private Vector256<byte> _fourth;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Table64 Load(byte* table)
        {
            var (first, second) = (Vector128.Load(table), Vector128.Load(table + Quarter));
            var (third, fourth) = (Vector128.Load(table + 2 * Quarter), Vector128.Load(table + 3 * Quarter));
            return new()
            {
                _first = Vector256.Create(first),
                _second = Vector256.Create(second ^ first),
                _third = Vector256.Create(third ^ second),
                _fourth = Vector256.Create(fourth ^ third),
            };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly Vector256<byte> At(Index64 index) =>
            (Avx2.Shuffle(_first, index.First) ^ Avx2.Shuffle(_second, index.Second))
            ^ (Avx2.Shuffle(_third, index.Third) ^ Avx2.Shuffle(_fourth, index.Fourth));
    }
}
