namespace Scaling.Native.Sampling.Draws;

/// <summary>A <see cref="SlotTable"/> and a way to draw from it.</summary>
/// <param name="table">What is drawn from.</param>
/// <param name="path">How.</param>
internal sealed unsafe class SlotDraws(SlotTable table, DrawPath path)
{
    /// <summary>Passes of a tile between two looks at a token.</summary>
    internal const int PassesPerLook = 64;

    internal SlotTable Table { get; } = table;

    internal DrawPath Path { get; } = path;

    /// <summary>Opens the lanes of a block's stratum.</summary>
    /// <param name="key">The block.</param>
    /// <param name="stratum">Tells the draws of one block apart.</param>
    /// <param name="state">Gets <see cref="DrawPath.StateWords"/>.</param>
    internal static void Open(in StreamKey key, int stratum, ulong* state)
    {
        for (var lane = 0; lane < DrawPath.Lanes; lane++)
            key.Open(StreamPurpose.Draws, (ulong)stratum * DrawPath.Lanes + (ulong)lane).CopyTo(state + lane, DrawPath.Lanes);
    }

    /// <summary>Draws numbers for a tile of resamples.</summary>
    /// <param name="state">Of the lanes; left behind the draws.</param>
    /// <param name="draws">1 … <see cref="DrawPath.MostDraws"/>.</param>
    /// <param name="numbers">Gets draws × 64 numbers.</param>
    /// <param name="rests">Gets, for each resample, the number of draws that fell to the rest.</param>
    /// <returns>Bit r is set where resample r has such draws.</returns>
    internal ulong Draw(ulong* state, int draws, byte* numbers, byte* rests)
    {
        Path.Draw(state, Table, draws, numbers);
        if (Table.Rest is null) return 0;
        Path.Count(numbers, draws, (byte)Table.RestNumber, rests);
        ulong any = 0;
        for (var resample = 0; resample < DrawPath.Tile; resample++) any |= rests[resample] != 0 ? 1UL << resample : 0;
        return any;
    }
}
