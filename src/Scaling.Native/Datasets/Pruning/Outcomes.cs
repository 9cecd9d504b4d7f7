namespace Scaling.Native.Datasets.Pruning;

/// <summary>What may come of a condition for rows of which only bounds are known.</summary>
[Flags]
internal enum Outcomes
{
    /// <summary>There is no row.</summary>
    None = 0,
    True = 1,
    False = 2,

    /// <summary>The script may raise an error, which must not get lost.</summary>
    Failure = 4,
    Truths = True | False,

    /// <summary>What is to be said of everything that is not understood.</summary>
    Any = True | False | Failure,
}
