namespace Scaling.Native.Datasets.Expressions;

/// <summary>
/// Some rows of a batch under evaluation. A row whose compiled result is not certain to be PowerShell's is handed back
/// (<see cref="GiveUp"/>) and evaluated by the script itself; what the nodes compute for it has no meaning.
/// </summary>
internal sealed class Chunk
{
    /// <summary>Few enough that the vectors of a tree stay in the second-level cache.</summary>
    internal const int MaxRows = 2048;

    internal DatasetBatch Batch { get; private set; } = null!;

    /// <summary>The first row, in the batch.</summary>
    internal int Start { get; private set; }

    internal int Count { get; private set; }

    /// <summary>Whether any row was handed back; where false, <see cref="GivenUp"/> holds only false.</summary>
    internal bool HasGivenUp { get; private set; }

    internal bool[] GivenUp { get; private set; } = new bool[MaxRows];

    internal void MoveTo(DatasetBatch batch, int start, int count)
    {
        (Batch, Start, Count) = (batch, start, count);
        if (HasGivenUp) Array.Clear(GivenUp);
        HasGivenUp = false;
    }

    internal void GiveUp(int row) => GivenUp[row] = HasGivenUp = true;

    /// <summary>Evaluates a node of which PowerShell looks only at some rows: what is given up on the others does not count.</summary>
    internal Vector EvaluateWhere(Node node, ReadOnlySpan<bool> rows, bool wanted)
    {
        var (before, had) = (GivenUp, HasGivenUp);
        (GivenUp, HasGivenUp) = (had ? new bool[MaxRows] : before, false);
        var result = node.Evaluate(this);
        if (!had && !HasGivenUp) return result;
        var any = false;
        for (var i = 0; i < Count; i++)
        {
            GivenUp[i] = had && before[i] || GivenUp[i] && rows[i] == wanted;
            any |= GivenUp[i];
        }

        HasGivenUp = any;
        return result;
    }
}
