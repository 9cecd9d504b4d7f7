using System.Management.Automation.Language;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

internal sealed partial class ScriptReader
{
    // Arguments that change neither what is read nor how.
    private static readonly string[] ReaderArguments = ["Path", "LiteralPath", "Delimiter", "Encoding", "Raw", "ErrorAction", "Header", "NoHeader"];

    private static readonly string[] PickingArguments = ["First", "Last", "Skip", "SkipLast", "Index"];

    private ScriptValue ReadPipeline(PipelineAst pipeline, PendingStatement pending)
    {
        var value = ScriptValue.Of(KnownValue.Null);
        for (var i = 0; i < pipeline.PipelineElements.Count; i++)
        {
            var isLast = i == pipeline.PipelineElements.Count - 1;
            value = pipeline.PipelineElements[i] switch
            {
                CommandExpressionAst expression => ReadExpression(expression.Expression, pending),
                CommandAst command => ReadCommand(command, i > 0 ? value : null, isLast, pending),
                var other => ReadParts(other, pending),
            };
        }

        return value;
    }

    private ScriptValue ReadCommand(CommandAst command, ScriptValue? input, bool isLast, PendingStatement pending)
    {
        var words = new CommandWords(command);
        if (command.InvocationOperator is TokenKind.Ampersand or TokenKind.Dot && words.Name is null) return ReadInvocation(command, isLast, pending);
        if (words.Name is null)
        {
            Note(command, $"what {command.CommandElements[0].Extent.Text} runs is not seen");
            return ReadArguments(words, pending, runsBlocks: true);
        }

        if (_functions.TryGetValue(words.Name, out var function)) return ReadFunction(command, function, isLast, pending);
        switch (words.Name.ToUpperInvariant())
        {
            case "FOREACH-OBJECT" when words.Argument("Parallel") is not null:
                Note(command, "what each of the runspaces of -Parallel holds is not counted");
                return ReadElsewhere(words, pending);
            case "START-JOB" or "START-THREADJOB": return ReadElsewhere(words, pending);
            case "INVOKE-COMMAND" when words.Argument("ComputerName") is not null || words.Argument("Session") is not null: return ReadElsewhere(words, pending);
            case "FOREACH-OBJECT": return ReadForEachObject(command, words, input, isLast, pending);
            case "WHERE-OBJECT":
                ReadForEachObject(command, words, input, isLast: false, pending);
                return PassOn(input);
            case "INVOKE-EXPRESSION":
                Note(command, "what Invoke-Expression runs is not seen");
                return ReadArguments(words, pending, runsBlocks: false);
            case "SET-VARIABLE" or "NEW-VARIABLE": return ReadSetVariable(command, words, input, pending);
            case "REMOVE-VARIABLE" or "CLEAR-VARIABLE": return ReadRemoveVariable(command, words, pending);
            case "GET-VARIABLE": return ReadGetVariable(command, words, pending);
            case "REMOVE-ITEM" or "CLEAR-ITEM" when IsVariableDrive(words): return ReadRemoveVariable(command, words, pending);
        }

        if (IsScriptFile(words.Name))
        {
            Note(command, command.InvocationOperator == TokenKind.Dot
                ? $"what {words.Name} does to variables is not seen; dot sourcing runs it in this scope"
                : $"what {words.Name} holds while it runs is not seen");
        }

        var value = ReadArguments(words, pending, runsBlocks: true);
        ReadOutVariables(words, value, pending);
        if (words.Is("New-Object") && words.Argument("TypeName", 0) is { } type) return ReadNewObject(type, words);
        if (FileReader(words) is { } reader)
            return ReadFile(Constants.Evaluate(words.Argument("Path", 0) ?? words.Argument("LiteralPath")!, _known) as string, reader, command);
        if (words.Is("Write-Output")) return words.Arguments is [(_, var only)] ? ReadExpression(only, pending) : input ?? value;
        if (words.Is("Select-Object")) return PicksWhole(words) ? PassOn(input) : ScriptValue.Unknown;
        if (KnownMembers.CommandPassesOn(words.Name)) return PassOn(input);
        if (KnownMembers.CommandGivesNothing(words.Name)) return ScriptValue.Of(KnownValue.Null);
        return KnownMembers.CommandGivesSmall(words.Name) ? ScriptValue.Small : ScriptValue.Unknown;
    }

    /// <summary>The rows that pass are the rows themselves: an array of references to them.</summary>
    private static ScriptValue PassOn(ScriptValue? input) => input?.Value switch
    {
        SameValue same => ScriptValue.New(MemorySize.Zero, same.Of),
        { } value => new ScriptValue(value, KnownValue.Unknown),
        null => ScriptValue.Unknown,
    };

    private static bool PicksWhole(CommandWords words) =>
        words.Arguments.All(a => a.Parameter is { Length: > 0 } name
            && PickingArguments.Any(p => p.StartsWith(name, StringComparison.OrdinalIgnoreCase)));

    private static bool IsScriptFile(string name) =>
        name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".psm1", StringComparison.OrdinalIgnoreCase);

    private static string? FileReader(CommandWords words)
    {
        var reader = words.Name!.ToUpperInvariant() switch
        {
            "IMPORT-CSV" => "Import-Csv",
            "GET-CONTENT" => words.HasSwitch("Raw") ? "Get-Content -Raw" : "Get-Content",
            "READ-DATASET" => "Read-Dataset",
            "IMPORT-DATASET" => "Import-Dataset",
            _ => null,
        };
        var readsAll = words.Arguments.All(a => a.Parameter is null || ReaderArguments.Any(r => r.StartsWith(a.Parameter, StringComparison.OrdinalIgnoreCase)))
            && words.SwitchesGiven.TrueForAll(s => ReaderArguments.Any(r => r.StartsWith(s, StringComparison.OrdinalIgnoreCase)))
            && words.Arguments.Count(a => a.Parameter is null) <= 1;
        return reader is not null && readsAll && (words.Argument("Path", 0) ?? words.Argument("LiteralPath")) is not null ? reader : null;
    }

    /// <summary>Reads arguments; script blocks among them may run any number of times, in a scope of their own.</summary>
    private ScriptValue ReadArguments(CommandWords words, PendingStatement pending, bool runsBlocks)
    {
        foreach (var (_, argument) in words.Arguments)
        {
            var value = ReadExpression(argument, pending);
            if (runsBlocks && value.Known.Block is { } block) RunBlock(block, words.Name ?? "block", pending, isRepeated: true, hasScope: true);
        }

        return ScriptValue.Unknown;
    }

    /// <summary>What runs in another process or runspace has only what it is given with $using:.</summary>
    private ScriptValue ReadElsewhere(CommandWords words, PendingStatement pending)
    {
        foreach (var (_, argument) in words.Arguments)
        {
            if (argument is not ScriptBlockExpressionAst block) ReadExpression(argument, pending);
            else
                foreach (var used in block.FindAll(a => a is UsingExpressionAst, searchNestedScriptBlocks: true)) ReadExpression((ExpressionAst)used, pending);
        }

        return words.Is("ForEach-Object") ? ScriptValue.Unknown : ScriptValue.Small;
    }

    private ScriptValue ReadForEachObject(CommandAst command, CommandWords words, ScriptValue? input, bool isLast, PendingStatement pending)
    {
        var blocks = new List<FlowNode>();
        var (items, outer) = (Carrier("input"), _piped);
        _piped = input?.Value is SameValue or NewValue ? items : null;
        foreach (var (_, argument) in words.Arguments)
        {
            // Blocks of this command run in the scope around it.
            if (ReadExpression(argument, pending).Known.Block is { } block && Inline(words.Name!, block, [], false, isRepeated: true) is { } run) blocks.Add(run);
        }

        _piped = outer;
        if (blocks.Exists(b => b is FlowCall { Body: FlowLoop { Body: FlowSequence { Nodes.Count: > 0 } } }))
        {
            var line = command.Extent.StartLineNumber;
            if (input?.Value is SameValue or NewValue)
            {
                pending.Before.Add(new FlowStatement(NameOf(command.Parent), line, [.. pending.Actions, new AssignAction(items, input.Value.Value)]));
                pending.Actions.Clear();
                pending.Read(items);
                pending.After.Add(new DropAction(items));
            }

            var result = Carrier("output");
            pending.Before.Add(new FlowCall(Sequence(blocks)) { HasScope = false, Result = isLast ? result : null, IsStreamed = !isLast });
            if (isLast)
            {
                pending.After.Add(new DropAction(result));
                return ScriptValue.New(MemorySize.Unknown, result);
            }
        }

        return ScriptValue.Unknown;
    }

    private ScriptValue ReadNewObject(ExpressionAst type, CommandWords words)
    {
        var name = Constants.Evaluate(type, _known) as string;
        var reflected = name is null ? null : System.Management.Automation.LanguagePrimitives.TryConvertTo<Type>(name, out var found) ? found : null;
        var argument = words.Argument("ArgumentList", 1);
        ExpressionAst[] arguments = argument switch
        {
            null => [],
            ArrayLiteralAst several => [.. several.Elements],
            ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst { Expression: ArrayLiteralAst several }] } } => [.. several.Elements],
            var one => [one],
        };
        return ReadNew(reflected, arguments);
    }

    private ScriptValue ReadSetVariable(CommandAst command, CommandWords words, ScriptValue? input, PendingStatement pending)
    {
        var value = words.Argument("Value", 1) is { } given ? ReadExpression(given, pending) : input ?? ScriptValue.Of(KnownValue.Null);
        foreach (var variable in VariablesNamed(command, words, pending)) Assign(variable, value, pending);
        return ScriptValue.Of(KnownValue.Null);
    }

    private ScriptValue ReadRemoveVariable(CommandAst command, CommandWords words, PendingStatement pending)
    {
        foreach (var variable in VariablesNamed(command, words, pending))
        {
            pending.Actions.Add(new DropAction(variable));
            _known[variable.Name] = KnownValue.Null;
        }

        return ScriptValue.Of(KnownValue.Null);
    }

    private ScriptValue ReadGetVariable(CommandAst command, CommandWords words, PendingStatement pending)
    {
        var variables = VariablesNamed(command, words, pending);
        foreach (var variable in variables) pending.Read(variable);
        return variables is [var only] && words.HasSwitch("ValueOnly") ? ScriptValue.Same(only) : ScriptValue.Small;
    }

    /// <summary>Variables that a command names in words; what it works out is noted.</summary>
    private List<FlowVariable> VariablesNamed(CommandAst command, CommandWords words, PendingStatement pending)
    {
        var variables = new List<FlowVariable>();
        if ((words.Argument("Name", 0) ?? words.Argument("Path", 0) ?? words.Argument("LiteralPath")) is not { } given)
        {
            Note(command, $"which variables {words.Name} means is not seen");
            return variables;
        }

        var scope = words.Argument("Scope") is { } scopeGiven ? Constants.Evaluate(scopeGiven, _known) : null;
        foreach (var name in given is ArrayLiteralAst several ? several.Elements.AsEnumerable() : [given])
        {
            if (Constants.Evaluate(name, _known) is not string text || System.Management.Automation.WildcardPattern.ContainsWildcardCharacters(text))
            {
                ReadExpression(name, pending);
                Note(command, $"which variables {words.Name} {name.Extent.Text} means is not seen");
                continue;
            }

            text = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart('/', '\\');
            variables.Add(new FlowVariable(text, scope?.ToString()?.ToUpperInvariant() switch
            {
                "GLOBAL" => FlowScope.Session,
                "SCRIPT" => FlowScope.Program,
                _ => FlowScope.Nearest,
            }));
            if (scope is int or double) Note(command, $"-Scope {scope} of {words.Name} is taken for the scope around it");
        }

        return variables;
    }

    private bool IsVariableDrive(CommandWords words) =>
        (words.Argument("Path", 0) ?? words.Argument("LiteralPath")) is { } path
        && Constants.Evaluate(path is ArrayLiteralAst several ? several.Elements[0] : path, _known) is string text
        && text.StartsWith("variable:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parameters of any cmdlet that put its output into variables as well.</summary>
    private void ReadOutVariables(CommandWords words, ScriptValue output, PendingStatement pending)
    {
        foreach (var (parameter, value) in words.Arguments)
        {
            var isOut = parameter?.ToUpperInvariant() is "OUTVARIABLE" or "OV" || words.Is("Tee-Object") && parameter is { Length: > 0 }
                && "Variable".StartsWith(parameter, StringComparison.OrdinalIgnoreCase);
            if (isOut && Constants.Evaluate(value, _known) is string name) Assign(new FlowVariable(name.TrimStart('+')), output, pending);
        }
    }
}
