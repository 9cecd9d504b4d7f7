namespace Scaling.Native.Memory.Ceilings;

/// <summary>Finds the objects that steps mean by names.</summary>
internal sealed class NamedSteps
{
    private readonly MemoryPlanBuilder _builder = new();
    private readonly IReadOnlyList<MemoryStep> _steps;
    private readonly Dictionary<string, MemorySize> _sizes;
    private readonly HashSet<string> _sizesUsed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _releasedBy = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, int> _current = new(StringComparer.OrdinalIgnoreCase);

    internal NamedSteps(IReadOnlyList<MemoryStep> steps, IReadOnlyDictionary<string, MemorySize>? sizes)
    {
        _steps = steps;
        _sizes = new(sizes ?? new Dictionary<string, MemorySize>(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What steps use before any of them makes it, and the first step that does.</summary>
    internal static Dictionary<string, int> UsedBeforeMade(IReadOnlyList<MemoryStep> steps)
    {
        var (known, found) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase));
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            Use(step.Reads, i);
            known.UnionWith(step.Makes.Select(m => m.Name));
            Use([.. step.Makes.SelectMany(m => m.Holds.Concat(NamesIn(m.Size))), .. NamesIn(step.Temporary), .. NamesIn(step.Stored), .. step.Releases], i);
        }

        return found;

        void Use(IEnumerable<string> names, int step)
        {
            foreach (var name in names)
                if (known.Add(name)) found.Add(name, step);
        }
    }

    internal MemoryPlan Build()
    {
        Give();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var step in _steps)
        {
            if (!names.Add(step.Name))
                throw new MemoryPlanException(MemoryPlanError.DuplicateStep, $"Two steps have the name '{step.Name}'.", step.Name);
            Add(step);
        }

        if (_sizes.Keys.FirstOrDefault(n => !_sizesUsed.Contains(n)) is { } unused)
            throw new MemoryPlanException(MemoryPlanError.SizeNotUsed,
                $"A size is given for '{unused}', but no step reads it, or makes it without a size of its own.", unused);
        return _builder.Build(unreadAreResults: true);
    }

    /// <summary>Sized objects that are used before any step makes them are there before the first.</summary>
    private void Give()
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<string>();
        foreach (var step in _steps)
        {
            Use([.. step.Reads, .. step.Releases, .. step.Makes.SelectMany(m => m.Holds.Concat(NamesIn(m.Size)))]);
            known.UnionWith(step.Makes.Select(m => m.Name));
            Use([.. NamesIn(step.Temporary), .. NamesIn(step.Stored)]);
        }

        while (open.TryDequeue(out var name))
        {
            Use([.. NamesIn(_sizes[name])]);
            _builder.SetSize(_current[name], SizeFormula.From(_sizes[name], name, other => _current.TryGetValue(other, out var given)
                ? given
                : throw NotMade($"The size of '{name}' is a part of '{other}'", other)));
        }

        void Use(IReadOnlyList<string> names)
        {
            foreach (var name in names)
            {
                if (!_sizes.ContainsKey(name) || !known.Add(name)) continue;
                _sizesUsed.Add(name);
                _current[name] = _builder.Give(name, isPinned: false);
                open.Enqueue(name);
            }
        }
    }

    private void Add(MemoryStep step)
    {
        _builder.BeginStep(step.Name);
        var before = _current;
        foreach (var name in step.Reads) _builder.Read(Find(before, name, $"Step '{step.Name}' reads '{name}'"));
        Make(step, before);
        _builder.AddTemporary(SizeFormula.From(step.Temporary, step.Name, SizedBy(step, before)));
        _builder.AddStored(SizeFormula.From(step.Stored, step.Name, SizedBy(step, before)));
        _builder.AddInputFiles(step.InputFileBytes);
        foreach (var name in step.Releases)
        {
            _builder.Release(Find(_current, name, $"Step '{step.Name}' lets go '{name}'"));
            _current.Remove(name);
            _releasedBy[name] = step.Name;
        }
    }

    private void Make(MemoryStep step, Dictionary<string, int> before)
    {
        _current = new(before, StringComparer.OrdinalIgnoreCase);
        var made = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, _, _) in step.Makes)
        {
            if (!made.Add(name))
                throw new MemoryPlanException(MemoryPlanError.DuplicateObject, $"Step '{step.Name}' makes '{name}' twice.", name);
            if (before.TryGetValue(name, out var old)) _builder.Overwrite(old);
            _current[name] = _builder.Make(name);
            _releasedBy.Remove(name);
        }

        foreach (var (name, size, holds) in step.Makes)
        {
            _builder.SetSize(_current[name], SizeFormula.From(size is UnknownSize ? SizeGivenFor(name) : size, name, SizedBy(step, before)));
            foreach (var heldName in holds)
            {
                var held = Find(before, _current, heldName, $"Step '{step.Name}' makes '{name}', which holds '{heldName}'");
                _builder.Read(held);
                _builder.Hold(_current[name], held);
            }
        }
    }

    private MemorySize SizeGivenFor(string name)
    {
        if (!_sizes.TryGetValue(name, out var given)) return MemorySize.Unknown;
        _sizesUsed.Add(name);
        return given;
    }

    private Func<string, int> SizedBy(MemoryStep step, Dictionary<string, int> before) =>
        name => Find(before, _current, name, $"A size of step '{step.Name}' is a part of '{name}'");

    private int Find(Dictionary<string, int> first, Dictionary<string, int> second, string name, string what) =>
        first.TryGetValue(name, out var planned) ? planned : Find(second, name, what);

    private int Find(Dictionary<string, int> objects, string name, string what)
    {
        if (objects.TryGetValue(name, out var planned)) return planned;
        throw _releasedBy.TryGetValue(name, out var by)
            ? new MemoryPlanException(MemoryPlanError.ObjectReleased, $"{what}, but step '{by}' has let it go.", name)
            : NotMade(what, name);
    }

    private static MemoryPlanException NotMade(string what, string name) => new(
        MemoryPlanError.ObjectNotMade, $"{what}, but no step before it makes that. State its size if it is there before the first step.", name);

    private static IEnumerable<string> NamesIn(MemorySize size) => size switch
    {
        RatioSize ratio => [ratio.ObjectName],
        SumSize sum => sum.Terms.SelectMany(NamesIn),
        _ => [],
    };
}
