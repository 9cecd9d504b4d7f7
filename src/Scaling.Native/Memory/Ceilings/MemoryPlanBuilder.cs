namespace Scaling.Native.Memory.Ceilings;

/// <summary>Puts a plan together step by step, with objects by their places instead of their names.</summary>
internal sealed class MemoryPlanBuilder
{
    private readonly List<PlannedObject> _objects = [];
    private readonly List<PlannedStep> _steps = [];
    private readonly List<HashSet<int>> _holds = [];

    internal long InputFileBytes { get; private set; }

    private PlannedStep Current => _steps[^1];

    internal void BeginStep(string name, bool canCutAfter = true) => _steps.Add(new PlannedStep(_steps.Count, name, canCutAfter));

    /// <summary>An object that is there before the first step.</summary>
    internal int Give(string name, bool isPinned)
    {
        var given = Add(name, -1);
        given.IsPinned = isPinned;
        return given.Index;
    }

    /// <summary>An object of the current step; its size is not known until it is set.</summary>
    internal int Make(string name)
    {
        var made = Add(name, Current.Index);
        Current.MakeList.Add(made.Index);
        return made.Index;
    }

    internal void Rename(int planned, string name) => (_objects[planned].Name, _objects[planned].IsNamed) = (name, true);

    internal void MarkUnnamed(int planned) => _objects[planned].IsNamed = false;

    internal void SetSize(int planned, SizeFormula size) => _objects[planned].Size = size;

    internal void Read(int planned)
    {
        if (!Current.ReadList.Contains(planned)) Current.ReadList.Add(planned);
    }

    internal void Hold(int holder, int held)
    {
        if (holder != held) _holds[holder].Add(held);
    }

    internal void Release(int planned) => _objects[planned].ReleasedIn ??= Current.Index;

    internal void Overwrite(int planned) => _objects[planned].OverwrittenIn ??= Current.Index;

    internal void MarkResult(int planned) => _objects[planned].IsResult = true;

    internal void AddTemporary(SizeFormula size) => Current.Temporary = SizeFormula.Add(Current.Temporary, size);

    internal void AddStored(SizeFormula size) => Current.Stored = SizeFormula.Add(Current.Stored, size);

    internal void AddInputFiles(long bytes) => InputFileBytes = ByteSum.Add(InputFileBytes, bytes);

    /// <param name="unreadAreResults">Objects that nothing reads, lets go or overwrites are taken for results.</param>
    /// <exception cref="MemoryPlanException"><see cref="MemoryPlanError.SizeCycle"/>.</exception>
    internal MemoryPlan Build(bool unreadAreResults)
    {
        var uses = _objects.ConvertAll(_ => new SortedSet<int>());
        foreach (var step in _steps)
        {
            foreach (var read in step.ReadList)
            {
                // What a step gives a holder later, its earlier readers did not read.
                foreach (var held in Closure(read))
                    if (_objects[held].MadeIn <= step.Index) uses[held].Add(step.Index);
            }
        }

        var versions = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var planned in _objects)
        {
            planned.Version = versions[planned.Name] = versions.GetValueOrDefault(planned.Name) + 1;
            planned.Uses = [.. uses[planned.Index]];
            planned.Holds = [.. Closure(planned.Index).Where(o => o != planned.Index).Order()];
            if (unreadAreResults && planned is { Uses.Count: 0, MadeIn: >= 0, ReleasedIn: null, OverwrittenIn: null }) planned.IsResult = true;
        }

        return new MemoryPlan(_objects, _steps, InputFileBytes);
    }

    private PlannedObject Add(string name, int madeIn)
    {
        var planned = new PlannedObject(_objects.Count, name, madeIn);
        _objects.Add(planned);
        _holds.Add([]);
        return planned;
    }

    /// <summary>An object and all it refers to, over any number of others; references may go round.</summary>
    private HashSet<int> Closure(int planned)
    {
        var found = new HashSet<int> { planned };
        var open = new Stack<int>(found);
        while (open.TryPop(out var next))
            foreach (var held in _holds[next])
                if (found.Add(held)) open.Push(held);
        return found;
    }
}
