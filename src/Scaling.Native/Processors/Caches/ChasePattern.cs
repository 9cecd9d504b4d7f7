namespace Scaling.Native.Processors.Caches;

/// <summary>The order in which a <see cref="PointerChase"/> visits its slots.</summary>
public enum ChasePattern
{
    /// <summary>Each slot once, in random order over the whole working set: no prefetcher foresees it.</summary>
    Random,

    /// <summary>All slots of a page of 4 KiB in random order, then another page: addresses are looked up once a page.</summary>
    Paged,

    /// <summary>One after another: what prefetchers are made for.</summary>
    Stride,

    /// <summary>In another page of 4 KiB each time, and through all pages before one comes again: addresses are looked up for every load. Pages are
    /// taken at random from the greatest working set's memory. Staelin's order for lmbench's <c>lat_mem_rd -t</c>.</summary>
    Thrash,
}
