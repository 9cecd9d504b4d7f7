using System.Globalization;
using System.Management.Automation.Language;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>
/// Reads the syntax tree of a script: which statements make, read and let go which variables' values. Functions of the script are followed
/// where they are called. What cannot be seen in the text is noted.
/// </summary>
internal sealed partial class ScriptReader
{
    private const int MaxCallDepth = 16;
    private const int MaxCalls = 500;

    private readonly ScriptFiles _files;
    private readonly IReadOnlySet<string> _sized;
    private readonly List<string> _notes = [];
    private readonly Dictionary<string, FunctionDefinitionAst> _functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<(string Name, ScriptBlockAst Body)> _calls = [];
    private KnownVariables _known = new();
    private int _carriers;
    private int _callCount;
    private int _loopDepth;

    // Loops around the place where output is gathered; output of loops within that adds up.
    private int _gatheredFrom = int.MaxValue;

    // What comes through the pipe of the ForEach-Object around, where that is in memory.
    private FlowVariable? _piped;

    private bool IsGathered => _gatheredFrom < int.MaxValue;

    private ScriptReader(ScriptFiles files, IReadOnlySet<string> sized) => (_files, _sized) = (files, sized);

    /// <param name="script">The script.</param>
    /// <param name="files">Predicts what files take in memory.</param>
    /// <param name="sized">Variables that sizes are given for: they count, however small they look.</param>
    /// <param name="folder">What $PSScriptRoot is; null where it is not known.</param>
    internal static ScriptFlow Read(ScriptBlockAst script, ScriptFiles files, IReadOnlySet<string> sized, string? folder)
    {
        var reader = new ScriptReader(files, sized);
        if (folder is not null) reader._known["PSScriptRoot"] = KnownValue.Of(folder);
        foreach (var function in script.FindAll(a => a is FunctionDefinitionAst { Parent: not FunctionMemberAst }, searchNestedScriptBlocks: true))
            reader._functions[((FunctionDefinitionAst)function).Name] = (FunctionDefinitionAst)function;
        var parameters = new List<FlowParameter>();
        foreach (var parameter in script.ParamBlock?.Parameters ?? [])
        {
            var known = reader.KnownOf(parameter);
            reader._known[NameOf(parameter)] = known;
            if (!known.IsSmall || sized.Contains(NameOf(parameter))) parameters.Add(new FlowParameter(NameOf(parameter), MemorySize.Unknown));
        }

        var body = reader.ReadBody(script, takesInput: script.ProcessBlock is not null);
        return new ScriptFlow(new FlowProgram(body, parameters) { InputFileBytes = files.TakeBytes() }, [.. reader._notes.Concat(files.Notes).Distinct()]);
    }

    private FlowSequence ReadBody(ScriptBlockAst body, bool takesInput)
    {
        var nodes = new List<FlowNode>();
        if (body.DynamicParamBlock is not null) Note(body.DynamicParamBlock, "its dynamic parameters are not looked at");
        if (body.BeginBlock is { } begin) nodes.AddRange(ReadBlock(begin));
        if (body.ProcessBlock is { } process) nodes.AddRange(takesInput ? [Loop(() => Sequence(ReadBlock(process)), process, mayBeSkipped: true)] : ReadBlock(process));
        if (body.EndBlock is { } end) nodes.AddRange(ReadBlock(end));
        return Sequence(nodes);
    }

    private List<FlowNode> ReadBlock(NamedBlockAst block)
    {
        foreach (var trap in block.Traps ?? Enumerable.Empty<TrapStatementAst>()) Note(trap, "what a trap does is not looked at");
        return ReadStatements(block.Statements);
    }

    private List<FlowNode> ReadStatements(IEnumerable<StatementAst> statements)
    {
        var nodes = new List<FlowNode>();
        foreach (var statement in statements) nodes.AddRange(ReadStatement(statement));
        return nodes;
    }

    private FlowSequence ReadBlock(StatementBlockAst? block)
    {
        foreach (var trap in block?.Traps ?? Enumerable.Empty<TrapStatementAst>()) Note(trap, "what a trap does is not looked at");
        return block is null ? FlowSequence.Empty : Sequence(ReadStatements(block.Statements));
    }

    private static FlowSequence Sequence(IReadOnlyList<FlowNode> nodes) => nodes is [FlowSequence only] ? only : new FlowSequence(nodes);

    /// <summary>A part that runs again and again, read with what is known of variables that it does not change.</summary>
    private FlowLoop Loop(Func<FlowNode> read, Ast changes, bool mayBeSkipped)
    {
        foreach (var name in AssignedIn(changes)) _known.ForgetConstant(name);
        _loopDepth++;
        var before = _known.Copy();
        var body = read();
        if (mayBeSkipped) _known.Take([before, _known.Copy()]);
        _loopDepth--;
        return new FlowLoop(body, mayBeSkipped);
    }

    private static IEnumerable<string> AssignedIn(Ast ast) =>
        ast.FindAll(a => a is VariableExpressionAst && IsChanged((VariableExpressionAst)a), searchNestedScriptBlocks: true)
            .Select(a => ScriptVariables.Of(((VariableExpressionAst)a).VariablePath)?.Name).OfType<string>();

    private static bool IsChanged(VariableExpressionAst variable)
    {
        Ast ast = variable;
        while (ast.Parent is AttributedExpressionAst or ParenExpressionAst or ArrayLiteralAst) ast = ast.Parent;
        return ast.Parent is AssignmentStatementAst assignment && ReferenceEquals(assignment.Left, ast)
            || ast.Parent is UnaryExpressionAst { TokenKind: TokenKind.PlusPlus or TokenKind.MinusMinus or TokenKind.PostfixPlusPlus or TokenKind.PostfixMinusMinus }
            || ast.Parent is ForEachStatementAst each && ReferenceEquals(each.Variable, ast);
    }

    /// <summary>Parts of which one runs; afterwards that is known of variables which is so after each.</summary>
    private FlowChoice Choice(IEnumerable<Func<FlowNode>> ways)
    {
        var before = _known;
        var (nodes, known) = (new List<FlowNode>(), new List<KnownVariables>());
        foreach (var read in ways)
        {
            _known = before.Copy();
            nodes.Add(read());
            known.Add(_known);
        }

        _known = before;
        _known.Take(known);
        return new FlowChoice(nodes);
    }

    private FlowVariable Carrier(string what) => new(string.Create(CultureInfo.InvariantCulture, $"<{what} {++_carriers}>"));

    private IEnumerable<FlowNode> Complete(PendingStatement pending, Ast ast) => pending.Complete(NameOf(ast), ast.Extent.StartLineNumber);

    /// <summary>A statement as it stands in a report: its line, the function it is in, and how it begins.</summary>
    private string NameOf(Ast ast)
    {
        const int Shown = 32;
        var text = string.Join(' ', ast.Extent.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length > Shown) text = text[..(Shown - 1)] + "…";
        var within = _calls.Count > 0 ? $" in {_calls.Peek().Name}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{ast.Extent.StartLineNumber}{within}: {text}");
    }

    private void Note(Ast ast, string message) =>
        _notes.Add(string.Create(CultureInfo.InvariantCulture, $"Line {ast.Extent.StartLineNumber}: {message}."));

    private static string NameOf(ParameterAst parameter) => parameter.Name.VariablePath.UserPath;

    /// <summary>What a parameter's type and default tell of its value.</summary>
    private KnownValue KnownOf(ParameterAst parameter)
    {
        var isSmall = IsSmall(parameter.StaticType);
        if (parameter.DefaultValue is not { } value) return isSmall ? KindOf(parameter.StaticType) : KnownValue.Unknown;
        if (Constants.Evaluate(value, _known) is { } constant) return KnownValue.Of(constant);
        return isSmall ? KindOf(parameter.StaticType) : KnownValue.Unknown;
    }

    internal static bool IsSmall(Type? type) => type is not null && type != typeof(object)
        && (type.IsValueType || type == typeof(string) || type == typeof(Type) || type == typeof(System.Management.Automation.ScriptBlock)
            || type == typeof(System.Globalization.CultureInfo) || type == typeof(Uri) || type == typeof(Version)
            || typeof(FileSystemInfo).IsAssignableFrom(type) || type == typeof(Random) || type == typeof(System.Diagnostics.Stopwatch));

    internal static KnownValue KindOf(Type type) => type == typeof(string) ? new(KnownKind.Text)
        : type.IsPrimitive && type != typeof(bool) && type != typeof(char) || type == typeof(decimal) ? KnownValue.Number
        : KnownValue.Small;
}
