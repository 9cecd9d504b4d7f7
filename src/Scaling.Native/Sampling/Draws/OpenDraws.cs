namespace Scaling.Native.Sampling.Draws;

/// <summary>Draws whose bits did not decide: rare ones, settled afterwards.</summary>
internal sealed class OpenDraws
{
    /// <summary>The resample's lane, and the column or row that came out.</summary>
    internal List<(int Lane, int Place)> Draws { get; } = [];
}
