namespace Scaling.Native.Memory.Ceilings.Flow;

/// <summary>Finds the ways through a program: choices made, loops gone through twice or skipped.</summary>
internal sealed class FlowWays
{
    /// <summary>Ways beyond these are not told apart: their parts count as run one after another.</summary>
    internal const int MaxWays = 64;

    private readonly HashSet<string> _assigned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there were more ways than are told apart.</summary>
    internal bool IsCutShort { get; private set; }

    internal IReadOnlyList<IReadOnlyList<FlowEvent>> Through(FlowNode program) => [.. Ways(program, isNested: false, pass: 1).Select(w => w.Events)];

    private List<Way> Ways(FlowNode node, bool isNested, int pass)
    {
        switch (node)
        {
            case FlowStatement statement:
                _assigned.UnionWith(Variables(statement, a => (a as AssignAction)?.Variable.Name));
                return [Way.Of(new StatementEvent(statement, isNested, pass))];
            case FlowSequence sequence: return InOrder(sequence.Nodes, isNested, pass);
            case FlowExit exit: return [new Way([], exit.Kind)];
            case FlowTry guarded: return Try(guarded, isNested, pass);
            case FlowChoice choice:
                return choice.Ways.Any(MattersToWays) ? Limited([.. choice.Ways.SelectMany(w => Ways(w, isNested: true, pass))], choice.Ways, pass)
                    : InOrder(choice.Ways, isNested: true, pass);
            case FlowLoop loop: return Twice(loop, pass);
            case FlowCall call:
                // Only what the user sees at the top of a script can be the end of a run.
                return [.. Ways(call.Body, isNested: true, pass).Select(w => new Way(
                    [new CallBegins(call), .. w.Events, new CallEnds(call)], call.HasScope && !EndsAll(w.Exit) ? null : w.Exit))];
            default: throw new ArgumentException("Not a node.", nameof(node));
        }
    }

    private List<Way> InOrder(IReadOnlyList<FlowNode> nodes, bool isNested, int pass)
    {
        List<Way> ways = [Way.Empty];
        foreach (var node in nodes) ways = Cross(ways, node, isNested, pass, w => w.Exit is null);
        return ways;
    }

    /// <summary>Each way so far that goes on, followed by each way through what comes next.</summary>
    private List<Way> Cross(List<Way> ways, FlowNode next, bool isNested, int pass, Func<Way, bool> goesOn)
    {
        var further = Ways(next, isNested, pass);
        if (ways.Count * further.Count > MaxWays)
        {
            IsCutShort = true;
            further = [AllInOrder(next, isNested, pass)];
        }

        return [.. ways.SelectMany(w => goesOn(w) ? further.Select(f => w.Then(f)) : [w])];
    }

    private List<Way> Try(FlowTry guarded, bool isNested, int pass)
    {
        var ways = Ways(guarded.Body, isNested, pass);
        var handlers = guarded.Handlers.SelectMany(h => Ways(h, isNested: true, pass)).ToList();
        if (handlers.Count > 0)
        {
            var canFail = guarded.Handlers.Any(MattersToWays);
            ways = Limited(
                [.. ways.SelectMany(w => w.Exit switch
                {
                    FlowExitKind.Throw => handlers.Select(h => (w with { Exit = null }).Then(h)),
                    null when canFail => handlers.Select(w.Then).Prepend(w),
                    null => [handlers.Aggregate(w, (all, h) => all.Then(h with { Exit = null }))],
                    _ => [w],
                })],
                [guarded.Body, .. guarded.Handlers], pass);
        }

        return Cross(ways, guarded.Last, isNested, pass, _ => true);
    }

    private List<Way> Twice(FlowLoop loop, int pass)
    {
        var takesAway = TakenAway(loop.Body).Any(_assigned.Contains);
        var first = Ways(loop.Body, isNested: true, pass);
        var second = loop.Repeats ? Ways(loop.Body, isNested: true, pass + 1) : [Way.Empty];
        var ways = new List<Way>();
        foreach (var way in first)
        {
            if (way.Exit is FlowExitKind.Break) ways.Add(way with { Exit = null });
            else if (way.Exit is FlowExitKind.Return || EndsAll(way.Exit)) ways.Add(way);
            else ways.AddRange(second.Select((way with { Exit = null }).Then).Select(w => w.Exit is FlowExitKind.Break or FlowExitKind.Continue ? w with { Exit = null } : w));
        }

        // A pass more only adds to what is in memory, unless it takes away what was there before.
        if (loop.MayBeSkipped && (takesAway || ways.TrueForAll(w => w.Exit is not null))) ways.Add(Way.Empty);
        return Limited(ways, loop.Repeats ? [loop.Body, loop.Body] : [loop.Body], pass);
    }

    private List<Way> Limited(List<Way> ways, IReadOnlyList<FlowNode> nodes, int pass)
    {
        if (ways.Count <= MaxWays) return ways;
        IsCutShort = true;
        return [new Way([.. nodes.SelectMany((n, i) => AllInOrder(n, true, n == nodes[0] ? pass + i : pass).Events)], null)];
    }

    /// <summary>All parts one after another, choices too, exits left out.</summary>
    private static Way AllInOrder(FlowNode node, bool isNested, int pass)
    {
        var events = new List<FlowEvent>();
        Add(node, isNested, pass);
        return new Way(events, null);

        void Add(FlowNode part, bool nested, int pass)
        {
            switch (part)
            {
                case FlowStatement statement: events.Add(new StatementEvent(statement, nested, pass)); break;
                case FlowSequence sequence:
                    foreach (var n in sequence.Nodes) Add(n, nested, pass);
                    break;
                case FlowChoice choice:
                    foreach (var n in choice.Ways) Add(n, true, pass);
                    break;
                case FlowLoop loop:
                    Add(loop.Body, true, pass);
                    if (loop.Repeats) Add(loop.Body, true, pass + 1);
                    break;
                case FlowTry guarded:
                    Add(guarded.Body, nested, pass);
                    foreach (var n in guarded.Handlers) Add(n, true, pass);
                    Add(guarded.Last, nested, pass);
                    break;
                case FlowCall call:
                    events.Add(new CallBegins(call));
                    Add(call.Body, true, pass);
                    events.Add(new CallEnds(call));
                    break;
            }
        }
    }

    /// <summary>Whether it makes a difference that a part runs instead of another: reading alone does not.</summary>
    private static bool MattersToWays(FlowNode node) => node switch
    {
        FlowStatement statement => statement.Actions.Any(a => a is not ReadAction),
        FlowSequence sequence => sequence.Nodes.Any(MattersToWays),
        FlowChoice choice => choice.Ways.Any(MattersToWays),
        FlowLoop loop => MattersToWays(loop.Body),
        FlowTry guarded => MattersToWays(guarded.Body) || guarded.Handlers.Any(MattersToWays) || MattersToWays(guarded.Last),
        _ => true,
    };

    /// <summary>Variables that a part drops or gives new values to.</summary>
    private static IEnumerable<string> TakenAway(FlowNode node) => node switch
    {
        FlowStatement statement => Variables(statement, a => a is DropAction drop ? drop.Variable.Name : (a as AssignAction)?.Variable.Name),
        FlowSequence sequence => sequence.Nodes.SelectMany(TakenAway),
        FlowChoice choice => choice.Ways.SelectMany(TakenAway),
        FlowLoop loop => TakenAway(loop.Body),
        FlowTry guarded => guarded.Handlers.Prepend(guarded.Body).Append(guarded.Last).SelectMany(TakenAway),
        FlowCall call => TakenAway(call.Body),
        _ => [],
    };

    private static IEnumerable<string> Variables(FlowStatement statement, Func<FlowAction, string?> name) =>
        statement.Actions.Select(name).OfType<string>().Where(n => !n.StartsWith('<'));

    private static bool EndsAll(FlowExitKind? exit) => exit is FlowExitKind.Throw or FlowExitKind.Stop;

    private sealed record Way(IReadOnlyList<FlowEvent> Events, FlowExitKind? Exit)
    {
        internal static Way Empty { get; } = new([], null);

        internal static Way Of(FlowEvent only) => new([only], null);

        internal Way Then(Way next) => new([.. Events, .. next.Events], Exit ?? next.Exit);
    }
}

/// <summary>Something that happens on one way through a program.</summary>
internal abstract record FlowEvent;

/// <param name="Statement">The statement that runs.</param>
/// <param name="IsNested">Within a loop, a choice or a call.</param>
/// <param name="Pass">2 in the second pass of a loop.</param>
internal sealed record StatementEvent(FlowStatement Statement, bool IsNested, int Pass) : FlowEvent;

internal sealed record CallBegins(FlowCall Call) : FlowEvent;

internal sealed record CallEnds(FlowCall Call) : FlowEvent;
