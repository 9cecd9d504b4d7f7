using System.Globalization;
using System.Management.Automation.Language;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

internal sealed partial class ScriptReader
{
    private IEnumerable<FlowNode> ReadStatement(StatementAst statement)
    {
        switch (statement)
        {
            case IfStatementAst choice: return ReadIf(choice, 0);
            case WhileStatementAst loop: return [ReadLoop(loop, loop.Condition, mayBeSkipped: true)];
            case DoWhileStatementAst loop: return [ReadLoop(loop, loop.Condition, mayBeSkipped: false)];
            case DoUntilStatementAst loop: return [ReadLoop(loop, loop.Condition, mayBeSkipped: false)];
            case ForStatementAst loop: return ReadFor(loop);
            case ForEachStatementAst loop: return ReadForEach(loop);
            case SwitchStatementAst choice: return ReadSwitch(choice);
            case TryStatementAst guarded: return [ReadTry(guarded)];
            case ReturnStatementAst end: return ReadReturn(end);
            case ThrowStatementAst end: return [.. ReadCondition(end.Pipeline, end), new FlowExit(FlowExitKind.Throw)];
            case ExitStatementAst end: return [.. ReadCondition(end.Pipeline, end), new FlowExit(FlowExitKind.Stop)];
            case BreakStatementAst: return [new FlowExit(FlowExitKind.Break)];
            case ContinueStatementAst: return [new FlowExit(FlowExitKind.Continue)];
            case DataStatementAst data: return [ReadBlock(data.Body)];
            case FunctionDefinitionAst or TypeDefinitionAst or UsingStatementAst: return [];
            case AssignmentStatementAst assignment:
                var pending = new PendingStatement();
                ReadAssignment(assignment, pending);
                return Complete(pending, assignment);
            default:
                pending = new PendingStatement();
                ReadOutput(statement, pending);
                return Complete(pending, statement);
        }
    }

    /// <summary>What a statement puts out: of an array that stands there, the items, so that <c>, $x</c> is $x itself.</summary>
    private void ReadOutput(StatementAst statement, PendingStatement pending)
    {
        if (ExpressionOf(statement) is ArrayLiteralAst literal)
        {
            foreach (var item in literal.Elements) Emit(ReadExpression(item, pending), pending);
            return;
        }

        var value = ReadValue(statement, pending);
        if (IsOutput(statement)) Emit(value.Known.BoxedRatio is { } ratio && IsGathered ? Box(value, ratio, statement) : value, pending);
    }

    /// <summary>A value goes to the output. Small values that a loop puts out may be many.</summary>
    private void Emit(ScriptValue value, PendingStatement pending)
    {
        if (value.Known.PartOf is not null) pending.Actions.Add(new EmitAction(new NewValue(MemorySize.Zero, [.. ScriptValue.Referred(value)])));
        else if (!value.IsSmall) pending.Actions.Add(new EmitAction(value.Value));
        else if (_loopDepth > _gatheredFrom && value.Known.Kind != KnownKind.Null) pending.Actions.Add(new EmitAction(ScriptValue.Unknown.Value));
    }

    /// <summary>An array that is put out goes item by item, and what gathers them gets objects.</summary>
    private ScriptValue Box(ScriptValue array, double ratio, StatementAst statement)
    {
        Note(statement, string.Create(CultureInfo.InvariantCulture,
            $"the numbers of {ExpressionOf(statement)?.Extent.Text ?? "the array"} are put out one by one, as objects of {ratio:0.#} times their size; put a comma before it to put out the array"));
        return array.Value switch
        {
            SameValue same => ScriptValue.New(MemorySize.Ratio(ratio, same.Of.Name)),
            NewValue { Size: FixedSize size } => ScriptValue.New(MemorySize.Bytes((long)(ratio * size.ByteCount))),
            _ => ScriptValue.Unknown,
        };
    }

    /// <summary>A call that stands alone has put its values out already; <c>$i++</c> puts none out.</summary>
    private static bool IsOutput(StatementAst statement) => ExpressionOf(statement) is not UnaryExpressionAst;

    /// <summary>What a statement consists of, where that is an expression.</summary>
    private static ExpressionAst? ExpressionOf(StatementAst statement) => statement switch
    {
        CommandExpressionAst only => only.Expression,
        PipelineAst { PipelineElements: [CommandExpressionAst only] } => only.Expression,
        _ => null,
    };

    /// <summary>The value of a statement that stands where a value is needed.</summary>
    private ScriptValue ReadValue(StatementAst statement, PendingStatement pending)
    {
        switch (statement)
        {
            case PipelineAst pipeline: return ReadPipeline(pipeline, pending);
            case CommandExpressionAst expression: return ReadExpression(expression.Expression, pending);
            case CommandAst command: return ReadCommand(command, input: null, isLast: true, pending);
            case AssignmentStatementAst assignment: return ReadAssignment(assignment, pending);
            case IfStatementAst or WhileStatementAst or DoWhileStatementAst or DoUntilStatementAst or ForStatementAst or ForEachStatementAst
                or SwitchStatementAst or TryStatementAst or DataStatementAst:
                return Gather(() => ReadStatement(statement), pending);
            default: return ReadParts(statement, pending);
        }
    }

    /// <summary>The output of statements as one value.</summary>
    private ScriptValue Gather(Func<IEnumerable<FlowNode>> read, PendingStatement pending)
    {
        var result = Carrier("output");
        var before = _gatheredFrom;
        _gatheredFrom = _loopDepth;
        pending.Before.Add(new FlowCall(Sequence([.. read()])) { HasScope = false, Result = result });
        _gatheredFrom = before;
        pending.After.Add(new DropAction(result));
        return ScriptValue.Same(result);
    }

    private IEnumerable<FlowNode> ReadIf(IfStatementAst choice, int clause)
    {
        if (clause == choice.Clauses.Count) return [ReadBlock(choice.ElseClause)];
        var (condition, body) = choice.Clauses[clause];
        var read = ReadCondition(condition, choice).ToList();
        return [.. read, Choice([() => ReadBlock(body), () => Sequence([.. ReadIf(choice, clause + 1)])])];
    }

    /// <summary>What is read where only the truth of a value matters.</summary>
    private IEnumerable<FlowNode> ReadCondition(PipelineBaseAst? condition, Ast whole)
    {
        if (condition is null) return [];
        var pending = new PendingStatement();
        ReadValue(condition, pending);
        return Complete(pending, condition.Extent.StartLineNumber == whole.Extent.StartLineNumber ? whole : condition);
    }

    private FlowLoop ReadLoop(LoopStatementAst loop, PipelineBaseAst? condition, bool mayBeSkipped) => Loop(
        () => mayBeSkipped
            ? Sequence([.. ReadCondition(condition, loop), ReadBlock(loop.Body)])
            : Sequence([ReadBlock(loop.Body), .. ReadCondition(condition, condition ?? (Ast)loop)]),
        loop, mayBeSkipped);

    private IEnumerable<FlowNode> ReadFor(ForStatementAst loop)
    {
        var start = loop.Initializer is { } initializer ? ReadStatement(initializer).ToList() : [];
        return
        [
            .. start,
            Loop(
                () => Sequence([.. ReadCondition(loop.Condition, loop), ReadBlock(loop.Body), .. loop.Iterator is { } next ? ReadStatement(next) : []]),
                loop, mayBeSkipped: loop.Condition is not null),
        ];
    }

    /// <summary>What a loop goes through is in memory until the loop ends, whatever becomes of the variable that had it.</summary>
    private IEnumerable<FlowNode> ReadForEach(ForEachStatementAst loop)
    {
        var pending = new PendingStatement();
        var items = Carrier("items");
        var value = ReadValue(loop.Condition, pending);
        pending.Actions.Add(new AssignAction(items, value.Value));
        var after = pending.After.ToList();
        pending.After.Clear();
        var variable = ScriptVariables.Of(loop.Variable.VariablePath);
        foreach (var node in Complete(pending, loop)) yield return node;
        var line = loop.Extent.StartLineNumber;
        yield return Loop(
            () =>
            {
                // An item is a part of what it is taken from.
                var next = new List<FlowAction> { new ReadAction(items) };
                if (variable is { } item)
                {
                    next.Add(new AssignAction(item, FlowValue.Small));
                    _known[item.Name] = value.IsSmall ? KnownValue.Unknown : ScriptValue.Item(items).Known;
                }

                return Sequence([new FlowStatement(NameOf(loop), line, next) { IsStep = false }, ReadBlock(loop.Body)]);
            },
            loop, mayBeSkipped: true);
        yield return new FlowStatement(NameOf(loop), line, [new ReadAction(items), new DropAction(items), .. after]) { IsStep = false };
    }

    private List<FlowNode> ReadSwitch(SwitchStatementAst choice)
    {
        var nodes = ReadCondition(choice.Condition, choice).ToList();
        var ways = choice.Clauses.Select(c => (Func<FlowNode>)(() => ReadBlock(c.Item2))).Append(() => ReadBlock(choice.Default)).ToList();
        nodes.Add(new FlowLoop(Choice(ways), MayBeSkipped: false) { Repeats = false });
        return nodes;
    }

    private FlowTry ReadTry(TryStatementAst guarded)
    {
        var body = ReadBlock(guarded.Body);
        var before = _known.Copy();
        var handlers = guarded.CatchClauses.Select(c =>
        {
            _known = before.Copy();

            // There $_ is the error.
            var piped = _piped;
            _piped = null;
            var handler = ReadBlock(c.Body);
            _piped = piped;
            return handler;
        }).ToList();
        _known = before;
        return new FlowTry(body, handlers, ReadBlock(guarded.Finally));
    }

    private IEnumerable<FlowNode> ReadReturn(ReturnStatementAst end)
    {
        if (end.Pipeline is null) return [new FlowExit(FlowExitKind.Return)];
        var pending = new PendingStatement();
        ReadOutput(end.Pipeline, pending);
        return [.. Complete(pending, end), new FlowExit(FlowExitKind.Return)];
    }

    private ScriptValue ReadAssignment(AssignmentStatementAst assignment, PendingStatement pending)
    {
        var value = ReadValue(assignment.Right, pending);
        if (assignment.Left is ArrayLiteralAst several)
        {
            // Each variable gets a part.
            foreach (var (target, place) in several.Elements.Select((e, i) => (e, i)))
                Assign(target, PartOf(assignment.Right, place, value), TokenKind.Equals, pending, assignment);
            return value;
        }

        Assign(assignment.Left, value, assignment.Operator, pending, assignment);

        // The value of an assignment is the object that the variable now has, not another one.
        return value.Value is NewValue && assignment.Left is VariableExpressionAst variable && ScriptVariables.Of(variable.VariablePath) is { } named
            ? new ScriptValue(new SameValue(named), value.Known)
            : value;
    }

    /// <summary>Of <c>$a, $b = $x, $y</c> the value that stands at the place; else something new.</summary>
    private ScriptValue PartOf(StatementAst right, int place, ScriptValue whole) =>
        ExpressionOf(right) is ArrayLiteralAst parts && place < parts.Elements.Count
            ? ReadExpression(parts.Elements[place], new PendingStatement())
            : whole.IsSmall ? ScriptValue.Small : ScriptValue.Unknown;

    private void Assign(ExpressionAst target, ScriptValue value, TokenKind operation, PendingStatement pending, Ast statement)
    {
        switch (target)
        {
            case ConvertExpressionAst typed:
                var type = typed.StaticType;
                Assign(typed.Child, IsSmall(type) ? ScriptValue.Of(value.Known.Constant is null ? KindOf(type) : value.Known) : value, operation, pending, statement);
                break;
            case AttributedExpressionAst attributed: Assign(attributed.Child, value, operation, pending, statement); break;
            case ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst inner] } }:
                Assign(inner.Expression, value, operation, pending, statement);
                break;
            case VariableExpressionAst variable when ScriptVariables.Of(variable.VariablePath) is { } named:
                if (operation == TokenKind.Equals) Assign(named, value, pending);
                else Change(named, value, operation, pending, statement);
                break;
            case VariableExpressionAst: break;
            case MemberExpressionAst or IndexExpressionAst:
                ReadExpression(target, pending);
                if (OwnerOf(target) is { } owner) Put(owner, value, pending, statement);
                break;
            default: ReadExpression(target, pending); break;
        }
    }

    private void Assign(FlowVariable variable, ScriptValue value, PendingStatement pending)
    {
        var isOfNoAccount = value.IsSmall && _known[variable.Name].IsSmall && variable.Scope == FlowScope.Nearest && !_sized.Contains(variable.Name);
        if (isOfNoAccount)
        {
            _known[variable.Name] = value.Known;
            return;
        }

        _known[variable.Name] = value.Known;
        if (value.Known.Kind == KnownKind.Null) pending.Actions.Add(new DropAction(variable));
        else pending.Actions.Add(new AssignAction(variable, value.Value));
    }

    /// <summary>An operation and assignment: a text is made anew, a number stays small, and an array keeps its items and takes more.</summary>
    private void Change(FlowVariable variable, ScriptValue value, TokenKind operation, PendingStatement pending, Ast statement)
    {
        var known = _known[variable.Name];
        if (operation != TokenKind.PlusEquals && (known.IsSmall || operation is TokenKind.MinusEquals or TokenKind.DivideEquals or TokenKind.RemainderEquals)
            || known.Kind is KnownKind.Number || known.Kind == KnownKind.Text && value.Known.Kind == KnownKind.Text && _loopDepth == 0)
        {
            Assign(variable, ScriptValue.Of(new KnownValue(known.IsSmall ? known.Kind : KnownKind.Number)), pending);
            return;
        }

        pending.Read(variable);
        if (known.Kind == KnownKind.Text || known.IsSmall)
        {
            NoteGrowth(variable, statement);
            Assign(variable, known.Kind == KnownKind.Text ? ScriptValue.Unknown : value, pending);
            return;
        }

        Put(variable, value, pending, statement);
    }

    /// <summary>A value becomes a part of another.</summary>
    private void Put(FlowVariable owner, ScriptValue value, PendingStatement pending, Ast statement)
    {
        pending.Read(owner);
        if (value.Known.PartOf is { } whole) pending.Actions.Add(new HoldAction(owner, whole));
        switch (value.Value)
        {
            case SameValue same: pending.Actions.Add(new HoldAction(owner, same.Of)); break;
            case NewValue:
                var part = Carrier("part");
                pending.Actions.Add(new AssignAction(part, value.Value));
                pending.Actions.Add(new HoldAction(owner, part));
                pending.After.Add(new DropAction(part));
                break;
            default: return;
        }

        NoteGrowth(owner, statement);
    }

    private void NoteGrowth(FlowVariable variable, Ast statement)
    {
        if (_loopDepth > 0) Note(statement, $"${variable.Name} grows in a loop, of which two passes are counted; state its size at the end with -Size");
    }

    /// <summary>The variable whose value a member or an item belongs to.</summary>
    private static FlowVariable? OwnerOf(ExpressionAst target) => target switch
    {
        VariableExpressionAst variable => ScriptVariables.Of(variable.VariablePath),
        MemberExpressionAst { Static: false } member => OwnerOf(member.Expression),
        IndexExpressionAst index => OwnerOf(index.Target),
        ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst inner] } } => OwnerOf(inner.Expression),
        _ => null,
    };
}
