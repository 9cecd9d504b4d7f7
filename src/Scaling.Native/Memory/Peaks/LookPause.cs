namespace Scaling.Native.Memory.Peaks;

/// <summary>How long to wait between looks, so that they stay below 2 % of one processor, with what no clock of the thread sees.</summary>
internal sealed class LookPause
{
    private const double TimesCost = 70;

    /// <summary>Of a look that costs more than those before, as one that meets a hundred processes does, a quarter counts at once.</summary>
    private const double Weight = 0.25;

    private TimeSpan _cost;

    /// <param name="cost">Processor time of a look, waking up included.</param>
    /// <param name="atLeast">The shortest wait.</param>
    internal TimeSpan After(TimeSpan cost, TimeSpan atLeast)
    {
        _cost += (cost - _cost) * Weight;
        var pause = _cost * TimesCost;
        return pause > atLeast ? pause : atLeast;
    }
}
