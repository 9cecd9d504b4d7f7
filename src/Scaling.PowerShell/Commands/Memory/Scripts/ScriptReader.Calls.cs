using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

internal sealed partial class ScriptReader
{
    /// <summary>What <c>&amp;</c> or <c>.</c> runs: a script block that is there, or in a variable.</summary>
    private ScriptValue ReadInvocation(CommandAst command, bool isLast, PendingStatement pending)
    {
        var words = new CommandWords(command);
        var what = command.CommandElements[0] is ExpressionAst expression ? ReadExpression(expression, pending) : ScriptValue.Unknown;
        var hasScope = command.InvocationOperator == TokenKind.Ampersand;
        if (what.Known.Block is { } block) return ReadBlockCall(command, block, "block", hasScope, isLast, pending);
        if (what.Known.Constant is string name && _functions.TryGetValue(name, out var function)) return ReadFunction(command, function, isLast, pending);
        Note(command, $"what {command.CommandElements[0].Extent.Text} runs is not seen");
        return ReadArguments(words, pending, runsBlocks: true);
    }

    private ScriptValue ReadFunction(CommandAst command, FunctionDefinitionAst function, bool isLast, PendingStatement pending) =>
        ReadBlockCall(command, function.Body, function.Name, command.InvocationOperator != TokenKind.Dot, isLast, pending, function.Parameters);

    private ScriptValue ReadBlockCall(
        CommandAst command, ScriptBlockAst body, string name, bool hasScope, bool isLast, PendingStatement pending,
        ReadOnlyCollection<ParameterAst>? ownParameters = null)
    {
        var parameters = ownParameters ?? body.ParamBlock?.Parameters;
        var words = new CommandWords(command, n => parameters?.FirstOrDefault(p => IsNamed(p, n)) is not { } p || p.StaticType == typeof(SwitchParameter));
        var arguments = Bind(words, parameters, command, pending);
        var before = _gatheredFrom;
        _gatheredFrom = isLast ? _loopDepth : int.MaxValue;
        var inlined = Inline(name, body, arguments, hasScope, isRepeated: false, parameters);
        _gatheredFrom = before;
        if (inlined is not { } call)
        {
            Note(command, $"{name} calls itself, or calls go too deep; what this call holds is not counted");
            return ScriptValue.Unknown;
        }

        // Each output is at hand when it is put out; only at the end of a pipeline are they gathered.
        var result = Carrier("output");
        pending.Before.Add(call with { Result = isLast ? result : null, IsStreamed = !isLast });
        if (!isLast) return ScriptValue.Unknown;
        pending.After.Add(new DropAction(result));
        return ScriptValue.Same(result);
    }

    /// <summary>Arguments by parameter. What is made for the call is there until it ends.</summary>
    private List<(string Name, ScriptValue Value)> Bind(
        CommandWords words, ReadOnlyCollection<ParameterAst>? parameters, CommandAst command, PendingStatement pending)
    {
        var bound = new List<(string Name, ScriptValue Value)>();
        var open = (parameters ?? Enumerable.Empty<ParameterAst>()).ToList();
        var made = new List<FlowAction>();
        var splats = new List<FlowVariable>();
        foreach (var (name, argument) in words.Arguments.OrderBy(a => a.Parameter is null))
        {
            var value = ReadExpression(argument, pending);
            if (argument is VariableExpressionAst { Splatted: true } splat && ScriptVariables.Of(splat.VariablePath) is { } values)
            {
                splats.Add(values);
                continue;
            }

            var parameter = name is null
                ? open.Find(p => p.StaticType != typeof(SwitchParameter))
                : open.Find(p => IsNamed(p, name));
            if (parameter is null) continue;
            open.Remove(parameter);
            if (value.Value is NewValue)
            {
                var carrier = Carrier("argument");
                made.Add(new AssignAction(carrier, value.Value));
                pending.After.Add(new DropAction(carrier));
                value = ScriptValue.Same(carrier);
            }

            bound.Add((NameOf(parameter), IsSmall(parameter.StaticType) && value.IsSmall ? ScriptValue.Of(value.Known.Constant is null ? KindOf(parameter.StaticType) : value.Known) : value));
        }

        if (splats.Count > 0) bound.AddRange(open.Select(p => (NameOf(p), ScriptValue.New(MemorySize.Zero, splats))));
        if (made.Count > 0)
        {
            pending.Before.Add(new FlowStatement(NameOf(command), command.Extent.StartLineNumber, [.. pending.Actions, .. made]));
            pending.Actions.Clear();
        }

        return bound;
    }

    private static bool IsNamed(ParameterAst parameter, string name) =>
        name.Length > 0 && NameOf(parameter).StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A script block that some command runs, perhaps several times.</summary>
    private void RunBlock(ScriptBlockAst block, string name, PendingStatement pending, bool isRepeated, bool hasScope)
    {
        if (Inline(name, block, [], hasScope, isRepeated) is FlowCall { Body: not FlowLoop { Body: FlowSequence { Nodes.Count: 0 } } } call)
            pending.Before.Add(call with { IsStreamed = true });
    }

    /// <summary>A body in place of its call; null where it is within itself already.</summary>
    private FlowCall? Inline(
        string name, ScriptBlockAst body, IReadOnlyList<(string Name, ScriptValue Value)> arguments, bool hasScope, bool isRepeated,
        IEnumerable<ParameterAst>? parameters = null)
    {
        if (_calls.Count >= MaxCallDepth || _callCount >= MaxCalls || _calls.Any(c => ReferenceEquals(c.Body, body))) return null;
        _callCount++;
        if (hasScope) _known.Push();
        var isFunction = parameters is not null || body.ParamBlock is not null;
        if (isFunction || hasScope) _calls.Push((name, body));
        foreach (var (parameter, value) in arguments) _known[parameter] = value.Known;
        var start = new List<FlowNode>();
        foreach (var parameter in parameters ?? body.ParamBlock?.Parameters ?? Enumerable.Empty<ParameterAst>())
        {
            if (arguments.Any(a => a.Name.Equals(NameOf(parameter), StringComparison.OrdinalIgnoreCase))) continue;
            _known[NameOf(parameter)] = KnownOf(parameter);
            if (parameter.DefaultValue is null || _known[NameOf(parameter)].IsSmall) continue;
            var pending = new PendingStatement();
            Assign(new FlowVariable(NameOf(parameter)), ReadExpression(parameter.DefaultValue, pending), pending);
            start.AddRange(Complete(pending, parameter));
        }

        FlowNode read = isRepeated
            ? Loop(() => ReadBody(body, takesInput: false), body, mayBeSkipped: true)
            : Sequence([.. start, ReadBody(body, takesInput: body.ProcessBlock is not null)]);
        if (isFunction || hasScope) _calls.Pop();
        if (hasScope) _known.Pop();
        return new FlowCall(read)
        {
            HasScope = hasScope,
            Arguments = [.. arguments.Select(a => new FlowArgument(a.Name, a.Value.Value))],
        };
    }
}
