namespace Scaling.Native.Processors.Caches;

/// <summary>The order in which the elements of a row-major matrix are visited.</summary>
public enum TraversalOrder
{
    /// <summary>Row by row: one element after another as they lie in memory.</summary>
    Row,

    /// <summary>Column by column: from each element to the one a whole row farther.</summary>
    Column,

    /// <summary>Column by column within tiles, so that a line is used up while it is in the first cache.</summary>
    Tiled,
}
