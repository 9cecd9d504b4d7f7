using System.Runtime.CompilerServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>Where a walk over live objects ends.</summary>
public sealed record ObjectGraphOptions
{
    /// <summary>Classes, beside those of <see cref="RuntimeTypes"/>, whose objects are neither counted nor entered, because they belong to
    /// a program rather than to its data. Asked once a class; null for none. Values are always counted.</summary>
    public Func<Type, bool>? IsBoundary { get; init; }

    /// <summary>Objects that earlier walks counted: they are stopped at, and what is counted is added. They are not kept alive. Null for none.</summary>
    public ConditionalWeakTable<object, object>? Counted { get; init; }
}
