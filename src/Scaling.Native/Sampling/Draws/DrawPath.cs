namespace Scaling.Native.Sampling.Draws;

/// <summary>
/// A way to draw from a <see cref="SlotTable"/> in one set of instructions. All ways give the same digits: eight xoshiro256++ streams, the
/// lanes, make 64 bits each a step; byte b of lane l is for resample 8 l + b of a tile of 64. Two steps make a draw: columns, then heights.
/// </summary>
internal abstract unsafe class DrawPath
{
    /// <summary>Resamples that are drawn side by side.</summary>
    internal const int Tile = 64;

    internal const int Lanes = 8;

    /// <summary>Words of the lanes' state: word w of lane l is number 8 w + l.</summary>
    internal const int StateWords = 4 * Lanes;

    /// <summary>Draws of one pass: a byte counts no more draws of the rest, and 16 bits hold no sum of more bytes.</summary>
    internal const int MostDraws = 255;

    /// <summary>Values that <see cref="SumNarrow"/> takes.</summary>
    internal const int LargestNarrow = 127;

    /// <summary>All of them, the best first.</summary>
    internal static IReadOnlyList<DrawPath> All { get; } = [new Avx512DrawPath(), new Avx2DrawPath(), new ScalarDrawPath()];

    /// <summary>The first that this processor and the runtime's settings support.</summary>
    internal static DrawPath Best { get; } = All.First(path => path.IsSupported);

    internal abstract string Name { get; }

    internal abstract bool IsSupported { get; }

    /// <summary>Draws numbers: 64 at a time, one a resample.</summary>
    /// <param name="state">Of the lanes; left behind the draws.</param>
    /// <param name="table">What is drawn from.</param>
    /// <param name="draws">1 … <see cref="MostDraws"/>.</param>
    /// <param name="numbers">Gets draws × 64 numbers.</param>
    internal abstract void Draw(ulong* state, SlotTable table, int draws, byte* numbers);

    /// <summary>Sums, for each of 64 resamples, what the drawn numbers stand for.</summary>
    /// <param name="numbers">draws × 64.</param>
    /// <param name="draws">1 … <see cref="MostDraws"/>.</param>
    /// <param name="codes">By number.</param>
    /// <param name="sums">64, added to.</param>
    internal abstract void Sum(byte* numbers, int draws, CodeTable codes, long* sums);

    /// <summary>Counts, for each of 64 resamples, how often a number was drawn.</summary>
    internal abstract void Count(byte* numbers, int draws, byte number, byte* counts);

    /// <summary>The three in one, for tables of 64 columns and codes of up to <see cref="LargestNarrow"/>.</summary>
    /// <param name="state">Of the lanes; left behind the draws.</param>
    /// <param name="table">What is drawn from.</param>
    /// <param name="draws">1 … <see cref="MostDraws"/>.</param>
    /// <param name="sums">Gets 64 sums.</param>
    /// <param name="rests">Gets, for each resample, the number of draws that fell to the rest.</param>
    /// <returns>Bit r is set where resample r has such draws.</returns>
    internal abstract ulong SumNarrow(ulong* state, NarrowTable table, int draws, ushort* sums, byte* rests);

    /// <summary>Takes steps of all lanes.</summary>
    /// <param name="state">Of the lanes; left behind the steps.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="bits">Gets 64 bits of each lane for each step.</param>
    internal abstract void Step(ulong* state, int steps, ulong* bits);
}
