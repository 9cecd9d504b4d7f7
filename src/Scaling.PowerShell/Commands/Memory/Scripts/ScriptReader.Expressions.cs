using System.Management.Automation.Language;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

internal sealed partial class ScriptReader
{
    private const long ArrayHeader = 24;
    private const long Reference = 8;
    private const long BoxedNumber = 24;
    private const long EmptyTable = 128;

    private ScriptValue ReadExpression(ExpressionAst expression, PendingStatement pending)
    {
        switch (expression)
        {
            case ConstantExpressionAst constant: return ScriptValue.Of(KnownValue.Of(constant.Value));
            case VariableExpressionAst variable: return ReadVariable(variable, pending);
            case ParenExpressionAst paren: return ReadValue(paren.Pipeline, pending);
            case SubExpressionAst sub: return ReadBlockValue(sub.SubExpression, pending);
            case ArrayExpressionAst array: return ReadArray(array, pending);
            case ArrayLiteralAst literal:
                var items = literal.Elements.Select(e => ReadExpression(e, pending)).ToList();
                return items.TrueForAll(i => i.IsSmall) ? ScriptValue.Small : ScriptValue.Around(ArrayHeader + Reference * items.Count, items);
            case HashtableAst table: return ReadTable(table, pending);
            case ConvertExpressionAst cast: return ReadCast(cast, pending);
            case AttributedExpressionAst attributed when attributed.Child is ExpressionAst child: return ReadExpression(child, pending);
            case UnaryExpressionAst unary: return ReadUnary(unary, pending);
            case BinaryExpressionAst binary: return ReadBinary(binary, pending);
            case InvokeMemberExpressionAst call: return ReadMethod(call, pending);
            case MemberExpressionAst member: return ReadMember(member, pending);
            case IndexExpressionAst index: return ReadIndex(index, pending);
            case ScriptBlockExpressionAst block: return ScriptValue.Of(new KnownValue(KnownKind.Block, Block: block.ScriptBlock));
            case UsingExpressionAst used when used.SubExpression is ExpressionAst inner: return ReadExpression(inner, pending);
            case TypeExpressionAst: return ScriptValue.Small;
            case ExpandableStringExpressionAst text:
                foreach (var nested in text.NestedExpressions) ReadExpression(nested, pending);
                return ScriptValue.Of(new KnownValue(KnownKind.Text, Constants.Evaluate(text, _known)));
            default: return ReadParts(expression, pending);
        }
    }

    private ScriptValue ReadVariable(VariableExpressionAst variable, PendingStatement pending)
    {
        if (variable.VariablePath.UserPath.Equals("null", StringComparison.OrdinalIgnoreCase)) return ScriptValue.Of(KnownValue.Null);
        if (_piped is { } items && variable.VariablePath.UserPath.ToUpperInvariant() is "_" or "PSITEM") return ScriptValue.Item(items);
        if (ScriptVariables.Of(variable.VariablePath) is not { } named) return ScriptValue.Small;
        var known = _known[named.Name];

        // A script block needs its variables when it is run, unless it has closed over them.
        if (known.IsSmall && known.Constant is not Closure && !_sized.Contains(named.Name)) return ScriptValue.Of(known);
        pending.Read(named);
        return new ScriptValue(new SameValue(named), known);
    }

    /// <summary>Reads what stands in a part of the tree that has no meaning of its own here, and takes its value for new.</summary>
    private ScriptValue ReadParts(Ast ast, PendingStatement pending)
    {
        // The reference library knows the tree of PowerShell 5; what came later is told by its parts.
        var values = new List<ScriptValue>();
        foreach (var part in ast.FindAll(a => ReferenceEquals(a.Parent, ast), searchNestedScriptBlocks: true))
        {
            if (part is ExpressionAst expression) values.Add(ReadExpression(expression, pending));
            else if (part is StatementAst statement) values.Add(ReadValue(statement, pending));
        }

        if (values.TrueForAll(v => v.IsSmall)) return ScriptValue.Small;

        // Of a ternary, or of what stands beside ??, the value is one of its parts.
        return values.Exists(v => v.Value is SameValue) && !values.Exists(v => v.Value is NewValue)
            ? ScriptValue.New(MemorySize.Zero, [.. values.Select(v => v.Value).OfType<SameValue>().Select(v => v.Of)])
            : ScriptValue.Unknown;
    }

    private ScriptValue ReadBlockValue(StatementBlockAst block, PendingStatement pending) => block.Statements switch
    {
        [] => ScriptValue.Of(KnownValue.Null),
        [var only] => ReadValue(only, pending),
        var several => Gather(() => ReadStatements(several), pending),
    };

    private ScriptValue ReadArray(ArrayExpressionAst array, PendingStatement pending)
    {
        // An empty array is counted, because it is there to be filled.
        if (array.SubExpression.Statements.Count == 0) return ScriptValue.New(MemorySize.Bytes(ArrayHeader));
        var value = ReadBlockValue(array.SubExpression, pending);
        return value.IsSmall ? ScriptValue.New(MemorySize.Bytes(ArrayHeader + Reference)) : value;
    }

    private ScriptValue ReadTable(HashtableAst table, PendingStatement pending)
    {
        var values = new List<ScriptValue>();
        foreach (var (key, value) in table.KeyValuePairs)
        {
            ReadExpression(key, pending);
            values.Add(ReadValue(value, pending));
        }

        return ScriptValue.Around(EmptyTable + 3 * Reference * values.Count, values);
    }

    private ScriptValue ReadCast(ConvertExpressionAst cast, PendingStatement pending)
    {
        var value = ReadExpression(cast.Child, pending);
        if (cast.StaticType == typeof(System.Management.Automation.PSReference))
        {
            Note(cast, $"[ref] may give {cast.Child.Extent.Text} another value");
            return value;
        }

        if (cast.Type.TypeName.Name.Equals("void", StringComparison.OrdinalIgnoreCase)) return ScriptValue.Of(KnownValue.Null);
        if (cast.StaticType == typeof(string) && !value.IsSmall) return ScriptValue.Unknown;
        if (IsSmall(cast.StaticType)) return ScriptValue.Of(value.Known.Constant is not null && cast.StaticType == typeof(string) ? value.Known : KnownOfCast(cast));
        return value.IsSmall || cast.Type.TypeName.Name.ToUpperInvariant() is "PSCUSTOMOBJECT" or "ORDERED" or "HASHTABLE" or "OBJECT" ? value : ScriptValue.Unknown;
    }

    private KnownValue KnownOfCast(ConvertExpressionAst cast) =>
        Constants.Evaluate(cast, _known) is { } constant ? KnownValue.Of(constant) : KindOf(cast.StaticType);

    private ScriptValue ReadUnary(UnaryExpressionAst unary, PendingStatement pending)
    {
        var value = ReadExpression(unary.Child, pending);
        switch (unary.TokenKind)
        {
            case TokenKind.Comma: return value.IsSmall ? ScriptValue.Small : ScriptValue.Around(ArrayHeader + Reference, [value]);
            case TokenKind.PlusPlus or TokenKind.MinusMinus or TokenKind.PostfixPlusPlus or TokenKind.PostfixMinusMinus:
                if (OwnerOf(unary.Child) is { } counter && unary.Child is VariableExpressionAst) _known[counter.Name] = KnownValue.Number;
                return ScriptValue.Number;
            case TokenKind.Minus: return ScriptValue.Of(KnownValue.Of(Constants.Evaluate(unary, _known)) is { Kind: KnownKind.Number } known ? known : KnownValue.Number);
            case TokenKind.Isplit or TokenKind.Join: return value.IsSmall ? value : ScriptValue.Unknown;
            default: return ScriptValue.Small;
        }
    }

    private ScriptValue ReadBinary(BinaryExpressionAst binary, PendingStatement pending)
    {
        var left = ReadExpression(binary.Left, pending);
        var right = ReadExpression(binary.Right, pending);
        if (Constants.Evaluate(binary, _known) is { } constant) return ScriptValue.Of(KnownValue.Of(constant));
        switch (binary.Operator)
        {
            case TokenKind.Plus:
                return left.Known.Kind == KnownKind.Number ? ScriptValue.Number
                    : left.IsSmall && right.IsSmall ? ScriptValue.Of(left.Known with { Constant = null })
                    : ScriptValue.Unknown;
            case TokenKind.Multiply:
                return Repeated(binary, left);
            case TokenKind.Minus or TokenKind.Divide or TokenKind.Rem: return ScriptValue.Number;
            case TokenKind.DotDot:
                return Constants.Number(binary.Left, _known) is { } first && Constants.Number(binary.Right, _known) is { } last
                    && Math.Abs(last - first) >= 1000
                        ? ScriptValue.New(MemorySize.Bytes(ArrayHeader + (long)(Math.Abs(last - first) + 1) * (Reference + BoxedNumber)))
                        : ScriptValue.Small;
            case TokenKind.And or TokenKind.Or or TokenKind.Xor or TokenKind.Is or TokenKind.IsNot or TokenKind.Band or TokenKind.Bor
                or TokenKind.Bxor or TokenKind.Shl or TokenKind.Shr or TokenKind.Icontains or TokenKind.Ccontains or TokenKind.Inotcontains
                or TokenKind.Cnotcontains or TokenKind.Iin or TokenKind.Cin or TokenKind.Inotin or TokenKind.Cnotin or TokenKind.Format:
                return ScriptValue.Small;
            case TokenKind.As: return ScriptValue.Small;
            case TokenKind.Ilt or TokenKind.Ile or TokenKind.Igt or TokenKind.Ige or TokenKind.Clt or TokenKind.Cle or TokenKind.Cgt or TokenKind.Cge:
                return ScriptValue.Small;
            default:
                // Of an array, -match, -like and -eq pick items, and -replace and -split make new ones.
                return left.IsSmall && right.IsSmall ? ScriptValue.Small : ScriptValue.Unknown;
        }
    }

    /// <summary>An array or a text so many times: <c>,0 * 1000</c>.</summary>
    private ScriptValue Repeated(BinaryExpressionAst binary, ScriptValue left)
    {
        if (left.Known.Kind == KnownKind.Number) return ScriptValue.Number;
        var times = Constants.Number(binary.Right, _known);
        if (left.Known.Constant is string text)
            return times is { } n ? ScriptValue.New(MemorySize.Bytes((long)(22 + 2 * n * text.Length))) : ScriptValue.Unknown;
        var isArray = binary.Left is UnaryExpressionAst { TokenKind: TokenKind.Comma } or ArrayLiteralAst or ArrayExpressionAst;
        if (!isArray) return ScriptValue.Number;
        return times is { } count ? ScriptValue.New(MemorySize.Bytes(ArrayHeader + (long)(Reference * count))) : ScriptValue.Unknown;
    }

    private ScriptValue ReadMember(MemberExpressionAst member, PendingStatement pending)
    {
        var owner = ReadExpression(member.Expression, pending);
        if (member.Member is not StringConstantExpressionAst name) ReadParts(member.Member, pending);
        else if (KnownMembers.IsNumber(name.Value)) return ScriptValue.Number;
        else if (KnownMembers.IsSmall(name.Value)) return ScriptValue.Small;
        return owner.IsSmall ? ScriptValue.Small : ScriptValue.Unknown;
    }

    private ScriptValue ReadIndex(IndexExpressionAst index, PendingStatement pending)
    {
        var owner = ReadExpression(index.Target, pending);
        var place = ReadExpression(index.Index, pending);
        return owner.IsSmall || place.Known.Kind == KnownKind.Number ? ScriptValue.Small

            // What a key finds may be as large as it likes, and is a part of the table.
            : place.Known.Kind == KnownKind.Text && owner.Value is SameValue table ? ScriptValue.New(MemorySize.Zero, table.Of)
            : ScriptValue.Unknown;
    }

    private ScriptValue ReadMethod(InvokeMemberExpressionAst call, PendingStatement pending)
    {
        var target = ReadExpression((ExpressionAst)call.Expression, pending);
        var arguments = (call.Arguments ?? Enumerable.Empty<ExpressionAst>()).Select(a => (Ast: a, Value: ReadExpression(a, pending))).ToList();
        foreach (var argument in arguments)
            if (argument.Value.Known.Block is { } block) RunBlock(block, "block", pending, isRepeated: true, hasScope: true);
        var name = (call.Member as StringConstantExpressionAst)?.Value ?? "";
        if (call.Static && call.Expression is TypeExpressionAst type) return ReadStatic(type, name, [.. arguments.Select(a => a.Ast)], pending);
        if (target.Known.Block is { } closed && name.Equals("GetNewClosure", StringComparison.OrdinalIgnoreCase)) return Close(closed);
        if (OwnerOf((ExpressionAst)call.Expression) is { } owner)
        {
            if (KnownMembers.Adds(name))
            {
                foreach (var argument in arguments) Put(owner, argument.Value, pending, call);
                return ScriptValue.Of(KnownValue.Null);
            }

            if (name.Equals("Clear", StringComparison.OrdinalIgnoreCase) && call.Expression is VariableExpressionAst)
            {
                pending.Actions.Add(new AssignAction(owner, new NewValue(MemorySize.Bytes(EmptyTable), [])));
                return ScriptValue.Small;
            }
        }

        if (name.Equals("Where", StringComparison.OrdinalIgnoreCase) && !target.IsSmall) return PassOn(target);
        return KnownMembers.GivesSmall(name) ? ScriptValue.Small : ScriptValue.Unknown;
    }

    /// <summary>A block that keeps the values which its variables have now.</summary>
    private static ScriptValue Close(ScriptBlockAst block)
    {
        var variables = block.FindAll(a => a is VariableExpressionAst, searchNestedScriptBlocks: true)
            .Select(v => ScriptVariables.Of(((VariableExpressionAst)v).VariablePath)).OfType<FlowVariable>().Distinct();
        return new ScriptValue(new NewValue(MemorySize.Zero, [.. variables]), new KnownValue(KnownKind.Block, Closure.Instance, block));
    }

    private ScriptValue ReadStatic(TypeExpressionAst type, string name, ExpressionAst[] arguments, PendingStatement pending)
    {
        var reflected = type.TypeName.GetReflectionType();
        if (name.Equals("new", StringComparison.OrdinalIgnoreCase)) return ReadNew(reflected, arguments);
        if (reflected == typeof(File))
        {
            var reader = name.ToUpperInvariant() switch
            {
                "READALLTEXT" => "ReadAllText",
                "READALLLINES" => "ReadAllLines",
                "READALLBYTES" => "ReadAllBytes",
                _ => null,
            };
            if (reader is not null) return ReadFile(arguments.Length > 0 ? Constants.Evaluate(arguments[0], _known) as string : null, reader, type);
        }

        if (reflected == typeof(Array) && name.Equals("CreateInstance", StringComparison.OrdinalIgnoreCase)
            && arguments is [TypeExpressionAst element, var length])
        {
            return ArrayOf(element.TypeName.GetReflectionType(), [length]);
        }

        return reflected is not null && (IsSmall(reflected) || KnownMembers.IsSmallType(reflected)) || KnownMembers.GivesSmall(name)
            ? ScriptValue.Small
            : ScriptValue.Unknown;
    }

    private ScriptValue ReadNew(Type? type, ExpressionAst[] arguments)
    {
        if (type is null) return ScriptValue.Unknown;
        if (type.IsArray) return ArrayOf(type.GetElementType(), arguments);
        if (IsSmall(type) || KnownMembers.IsSmallType(type)) return ScriptValue.Of(KnownValue.Small);

        // Collections are made empty, but for a copy of another.
        return KnownMembers.IsCollection(type) && Array.TrueForAll(arguments, a => Constants.Number(a, _known) is not null)
            ? ScriptValue.New(MemorySize.Bytes(EmptyTable))
            : ScriptValue.Unknown;
    }

    /// <summary>An array whose lengths stand in the script, or are worked out from what does.</summary>
    private ScriptValue ArrayOf(Type? element, ExpressionAst[] lengths)
    {
        if (element is null) return ScriptValue.Unknown;
        double bytes = ElementBytes(element);
        foreach (var length in lengths)
        {
            if (Constants.Number(length, _known) is not { } count || count < 0) return ScriptValue.Unknown;
            bytes *= count;
        }

        // Each dimension beyond the first takes its length and its lower bound.
        var size = (long)Math.Min(long.MaxValue / 2, ArrayHeader + bytes + (lengths.Length > 1 ? Reference * lengths.Length : 0));
        return new ScriptValue(
            new NewValue(MemorySize.Bytes(size), []),
            new KnownValue(KnownKind.Unknown, BoxedRatio: element.IsValueType ? (Reference + BoxedNumber) / (double)ElementBytes(element) : null));
    }

    private static int ElementBytes(Type element) => Type.GetTypeCode(element) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
        TypeCode.Decimal => 16,
        _ when element == typeof(Guid) => 16,
        _ => 8,
    };

    private ScriptValue ReadFile(string? path, string reader, Ast ast) =>
        path is not null && _files.Predict(path, reader, ast.Extent.StartLineNumber) is { } bytes ? ScriptValue.New(MemorySize.Bytes(bytes)) : ScriptValue.Unknown;
}
