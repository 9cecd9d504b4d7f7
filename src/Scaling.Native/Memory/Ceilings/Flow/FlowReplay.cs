namespace Scaling.Native.Memory.Ceilings.Flow;

/// <summary>Goes one way through a program, with scopes of variables and the objects they refer to, and notes what happens to these.</summary>
internal sealed class FlowReplay
{
    private const int None = -1;

    private readonly MemoryPlanBuilder _builder = new();
    private readonly List<FlowStep> _steps = [];
    private readonly IReadOnlyDictionary<string, MemorySize> _sizes;
    private readonly HashSet<string> _sizesUsed;
    private readonly Dictionary<string, int> _session = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Dictionary<string, int>> _scopes = [new(StringComparer.OrdinalIgnoreCase)];
    private readonly Stack<(FlowCall Call, List<int> Output)> _calls = [];
    private readonly List<Planned> _objects = [];
    private readonly HashSet<int> _alive = [];
    private readonly HashSet<int> _overwritten = [];
    private bool _hasLost;

    private FlowReplay(IReadOnlyDictionary<string, MemorySize> sizes, HashSet<string> sizesUsed) => (_sizes, _sizesUsed) = (sizes, sizesUsed);

    /// <param name="program">The program.</param>
    /// <param name="way">What happens on the way.</param>
    /// <param name="sizes">Sizes given for variables.</param>
    /// <param name="sizesUsed">Gets the names of those that were used.</param>
    /// <exception cref="MemoryPlanException">A given size is a part of an object that is not there, of itself, or out of range.</exception>
    internal static FlowPlan Run(
        FlowProgram program, IReadOnlyList<FlowEvent> way, IReadOnlyDictionary<string, MemorySize> sizes, HashSet<string> sizesUsed)
    {
        var replay = new FlowReplay(sizes, sizesUsed);
        foreach (var parameter in program.Parameters) replay.Give(parameter.Name, parameter.Size, replay._scopes[0]);
        foreach (var happening in way) replay.Happen(happening);
        replay.End();
        replay._builder.AddInputFiles(program.InputFileBytes);
        return new FlowPlan(replay._builder.Build(unreadAreResults: false), replay._steps);
    }

    private void Happen(FlowEvent happening)
    {
        switch (happening)
        {
            case StatementEvent statement: Run(statement); break;
            case CallBegins begins: Begin(begins.Call); break;
            case CallEnds ends: End(ends.Call); break;
        }

        if (_hasLost) Sweep();
    }

    private void Run(StatementEvent happening)
    {
        var statement = happening.Statement;
        if (statement.IsStep || _steps.Count == 0)
        {
            _builder.BeginStep(statement.Name, canCutAfter: !happening.IsNested && statement.IsStep);
            _steps.Add(new FlowStep(statement, happening.Pass));
        }

        foreach (var action in statement.Actions)
        {
            switch (action)
            {
                case ReadAction read when Find(read.Variable) is { } planned: _builder.Read(planned); break;
                case AssignAction assign: Assign(assign.Variable, assign.Value); break;
                case DropAction drop:
                    Scope(drop.Variable)[drop.Variable.Name] = None;
                    _hasLost = true;
                    break;
                case HoldAction hold when Find(hold.Holder) is { } holder && Find(hold.Held) is { } held: Hold(holder, held); break;
                case EmitAction emit: Emit(emit.Value); break;
                case TemporaryAction temporary: _builder.AddTemporary(Formula(temporary.Size, statement.Name)); break;
            }
        }
    }

    private void Assign(FlowVariable variable, FlowValue value)
    {
        var planned = Evaluate(value, variable.Name) ?? None;
        var scope = Scope(variable);
        if (planned != None && !variable.IsCarrier) Name(planned, variable.Name, scope);
        if (scope.TryGetValue(variable.Name, out var old) && old != None && old != planned)
        {
            _overwritten.Add(old);
            _hasLost = true;
        }

        scope[variable.Name] = planned;
    }

    private void Begin(FlowCall call)
    {
        // All arguments are found in the caller's scope before any is in the call's.
        var scope = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in call.Arguments) scope[name] = Evaluate(value, name) ?? None;
        if (call.HasScope)
        {
            _scopes.Add(scope);
            foreach (var (name, planned) in scope)
                if (planned != None) Name(planned, name, scope);
        }

        _calls.Push((call, []));
    }

    private void End(FlowCall call)
    {
        _hasLost = true;
        var output = _calls.Pop().Output;
        if (call.HasScope) _scopes.RemoveAt(_scopes.Count - 1);
        if (call.Result is not { } result) return;
        Scope(result)[result.Name] = output.Count switch
        {
            0 => None,
            1 => output[0],
            _ => Gather(output),
        };
    }

    /// <summary>Several outputs are an array that refers to them.</summary>
    private int Gather(List<int> output)
    {
        var array = Make("output", MemorySize.Bytes(24 + 8L * output.Count));
        foreach (var planned in output) Hold(array, planned);
        return array;
    }

    private void Emit(FlowValue value)
    {
        var (call, output) = _calls.FirstOrDefault(c => c.Call.IsStreamed || c.Call.Result is not null);
        if (call is not { IsStreamed: false }) return;
        if (Evaluate(value, "<output>") is { } planned && !output.Contains(planned)) output.Add(planned);
    }

    /// <summary>The object that a value is; null for none.</summary>
    private int? Evaluate(FlowValue value, string name)
    {
        switch (value)
        {
            case SameValue same: return Find(same.Of);
            case SmallValue when !_sizes.ContainsKey(name): return null;
            case SmallValue: return Make(name, MemorySize.Zero);
            case NewValue made:
                var held = made.Holds.Select(Find).OfType<int>().Where(o => o != None).ToList();
                var planned = Make(Plain(name), made.Size);
                foreach (var one in held) Hold(planned, one);
                return planned;
            default: throw new ArgumentException("Not a value.", nameof(value));
        }
    }

    /// <summary>A name for what has no variable: <c>&lt;output 3&gt;</c> is an output.</summary>
    private static string Plain(string name) => name.StartsWith('<') ? name.Trim('<', '>', ' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9') : name;

    private int Make(string name, MemorySize size)
    {
        if (_steps.Count == 0)
        {
            _builder.BeginStep("start");
            _steps.Add(new FlowStep(new FlowStatement("start", 0, []), 1));
        }

        return Add(_builder.Make(name), size, name);
    }

    private int Give(string name, MemorySize size, Dictionary<string, int> scope)
    {
        var given = Add(_builder.Give(name, isPinned: true), size, name);
        scope[name] = given;
        Name(given, name, scope);
        return given;
    }

    private int Add(int planned, MemorySize size, string owner)
    {
        _objects.Add(new Planned());
        _alive.Add(planned);
        _builder.SetSize(planned, Formula(size, owner));
        _builder.MarkUnnamed(planned);
        return planned;
    }

    /// <summary>The first variable that refers to an object names it, or, when that is gone with its scope, the next. The size given for any of
    /// them is its.</summary>
    private void Name(int planned, string variable, Dictionary<string, int> scope)
    {
        var known = _objects[planned];
        if (known.NamedIn is not { } named || (named != _session && !_scopes.Contains(named)))
        {
            _builder.Rename(planned, variable);
            known.NamedIn = scope;
        }

        if (known.HasGivenSize || !_sizes.TryGetValue(variable, out var size)) return;
        known.HasGivenSize = true;
        _sizesUsed.Add(variable);
        _builder.SetSize(planned, Formula(size, variable, except: planned));

        // A size given for a whole is that of its parts too.
        foreach (var part in known.Holds.Where(p => !_objects[p].IsNamed)) _builder.SetSize(part, SizeFormula.Zero);
    }

    private SizeFormula Formula(MemorySize size, string owner, int? except = null) => SizeFormula.From(size, owner, name =>
        Find(new FlowVariable(name)) is { } found && found != except ? found : throw new MemoryPlanException(
            MemoryPlanError.ObjectNotMade, $"The size of '{owner}' is a part of '{name}', which has no value there.", name));

    private void Hold(int holder, int held)
    {
        if (holder == None || held == None) return;
        _builder.Read(held);
        _builder.Hold(holder, held);
        _objects[holder].Holds.Add(held);

        // A size given for a whole is that of its parts too.
        if (_objects[holder].HasGivenSize && _objects[held] is { IsNamed: false }) _builder.SetSize(held, SizeFormula.Zero);
    }

    private int? Find(FlowVariable variable)
    {
        if (variable.Scope == FlowScope.Nearest)
        {
            for (var i = _scopes.Count - 1; i >= 0; i--)
                if (_scopes[i].TryGetValue(variable.Name, out var local)) return local == None ? null : local;
        }
        else if (variable.Scope == FlowScope.Program && _scopes[0].TryGetValue(variable.Name, out var own))
        {
            return own == None ? null : own;
        }

        // What the session has is there already, in the base; a size makes it count.
        if (_session.TryGetValue(variable.Name, out var planned)) return planned == None ? null : planned;
        return _sizes.TryGetValue(variable.Name, out var size) && !variable.IsCarrier ? Give(variable.Name, size, _session) : null;
    }

    private Dictionary<string, int> Scope(FlowVariable variable) => variable.Scope switch
    {
        FlowScope.Session => _session,
        FlowScope.Program => _scopes[0],
        _ when variable.IsCarrier => _scopes[0],
        _ => _scopes[^1],
    };

    /// <summary>What no variable reaches any more is gone with this step.</summary>
    private void Sweep()
    {
        var reached = Reach(_scopes.Append(_session).SelectMany(s => s.Values).Concat(_calls.SelectMany(c => c.Output)));
        foreach (var planned in _alive.Where(o => !reached.Contains(o)).ToList())
        {
            _alive.Remove(planned);
            if (_overwritten.Contains(planned)) _builder.Overwrite(planned);
            else _builder.Release(planned);
        }

        _overwritten.Clear();
        _hasLost = false;
    }

    private HashSet<int> Reach(IEnumerable<int> roots)
    {
        var reached = roots.Where(o => o != None).ToHashSet();
        var open = new Stack<int>(reached);
        while (open.TryPop(out var next))
            foreach (var held in _objects[next].Holds)
                if (reached.Add(held)) open.Push(held);
        return reached;
    }

    /// <summary>Variables of the program end with it; those of the session are what it leaves behind.</summary>
    private void End()
    {
        foreach (var planned in Reach(_session.Values)) _builder.MarkResult(planned);
        _scopes[0].Clear();
        if (_steps.Count > 0) Sweep();
    }

    private sealed class Planned
    {
        internal bool IsNamed => NamedIn is not null;

        /// <summary>The scope of the variable that it is named for.</summary>
        internal Dictionary<string, int>? NamedIn { get; set; }

        internal bool HasGivenSize { get; set; }

        internal List<int> Holds { get; } = [];
    }
}
