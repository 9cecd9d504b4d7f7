namespace Scaling.Native.Memory.Ceilings;

/// <summary>An object of a plan: one version of a name.</summary>
public sealed class PlannedObject
{
    internal PlannedObject(int index, string name, int madeIn)
    {
        Index = index;
        Name = name;
        MadeIn = madeIn;
    }

    /// <summary>Its place among <see cref="MemoryPlan.Objects"/>.</summary>
    public int Index { get; }

    public string Name { get; internal set; }

    /// <summary>False for what no variable of a program refers to: a part of something, or what a call puts out.</summary>
    public bool IsNamed { get; internal set; } = true;

    /// <summary>1 for the first object of the name, 2 for the one that took its place.</summary>
    public int Version { get; internal set; } = 1;

    /// <summary>The name, with the version where it is not the first.</summary>
    public string Label => Version == 1 ? Name : FormattableString.Invariant($"{Name} ({Version})");

    /// <summary>The step that makes it; −1 for what is there before the first.</summary>
    public int MadeIn { get; }

    /// <summary>Steps that read it, or something that holds it, in order.</summary>
    public IReadOnlyList<int> Uses { get; internal set; } = [];

    /// <summary>The step that lets it go by name; null where none does.</summary>
    public int? ReleasedIn { get; internal set; }

    /// <summary>The step that gives its name to another object; null where none does.</summary>
    public int? OverwrittenIn { get; internal set; }

    /// <summary>Never read, let go or overwritten: what the pipeline was run for, so it is there at the end.</summary>
    public bool IsResult { get; internal set; }

    /// <summary>There before the first step, and held by whoever gave it: no step can let it go.</summary>
    public bool IsPinned { get; internal set; }

    /// <summary>Objects it refers to.</summary>
    public IReadOnlyList<int> Holds { get; internal set; } = [];

    internal SizeFormula Size { get; set; } = SizeFormula.Unknown;

    /// <summary>The last step that needs it: that reads it, or else makes it.</summary>
    internal int LastUse => Uses.Count > 0 ? Math.Max(MadeIn, Uses[^1]) : MadeIn;

    public override string ToString() => Label;
}

/// <summary>A step of a plan; objects are places among <see cref="MemoryPlan.Objects"/>.</summary>
public sealed class PlannedStep
{
    internal PlannedStep(int index, string name, bool canCutAfter)
    {
        Index = index;
        Name = name;
        CanCutAfter = canCutAfter;
    }

    public int Index { get; }

    public string Name { get; }

    /// <summary>False within loops and calls, where a run cannot end.</summary>
    public bool CanCutAfter { get; }

    public IReadOnlyList<int> Reads => ReadList;

    public IReadOnlyList<int> Makes => MakeList;

    internal List<int> ReadList { get; } = [];

    internal List<int> MakeList { get; } = [];

    internal SizeFormula Temporary { get; set; } = SizeFormula.Zero;

    internal SizeFormula Stored { get; set; } = SizeFormula.Zero;

    public override string ToString() => Name;
}
