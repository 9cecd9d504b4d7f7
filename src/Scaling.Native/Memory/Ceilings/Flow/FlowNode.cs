namespace Scaling.Native.Memory.Ceilings.Flow;

/// <summary>A part of a program, as far as variables and their values go.</summary>
public abstract record FlowNode
{
    private protected FlowNode()
    {
    }
}

/// <summary>A statement: what it does with variables, in order.</summary>
/// <param name="Name">How a report calls it.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Actions">What it does.</param>
public sealed record FlowStatement(string Name, int Line, IReadOnlyList<FlowAction> Actions) : FlowNode
{
    /// <summary>False for what only gives names to values: it belongs to the step before it.</summary>
    public bool IsStep { get; init; } = true;
}

/// <summary>Parts that run one after another.</summary>
public sealed record FlowSequence(IReadOnlyList<FlowNode> Nodes) : FlowNode
{
    public static FlowSequence Empty { get; } = new([]);
}

/// <summary>Parts of which one runs.</summary>
public sealed record FlowChoice(IReadOnlyList<FlowNode> Ways) : FlowNode;

/// <summary>A part that runs again and again. What the second pass finds of the first, it finds of all that came before it.</summary>
/// <param name="Body">The part.</param>
/// <param name="MayBeSkipped">It may not run at all.</param>
public sealed record FlowLoop(FlowNode Body, bool MayBeSkipped) : FlowNode
{
    /// <summary>False for what runs once, but is left as a loop is.</summary>
    public bool Repeats { get; init; } = true;
}

/// <summary>A part that may fail.</summary>
/// <param name="Body">The part. Where it fails, it is taken to have run to its end, or to a throw.</param>
/// <param name="Handlers">Parts of which one runs where it fails.</param>
/// <param name="Last">What runs in any case after them.</param>
public sealed record FlowTry(FlowNode Body, IReadOnlyList<FlowNode> Handlers, FlowNode Last) : FlowNode;

/// <summary>A part with an output of its own: a call, whose variables are gone when it ends, or statements that make a value.</summary>
/// <param name="Body">The part; a return ends it.</param>
public sealed record FlowCall(FlowNode Body) : FlowNode
{
    /// <summary>Whether it has variables of its own.</summary>
    public bool HasScope { get; init; } = true;

    /// <summary>Variables of its scope and their values, which are found in the caller's.</summary>
    public IReadOnlyList<FlowArgument> Arguments { get; init; } = [];

    /// <summary>Gets the output; null where it is a part of the output around the call.</summary>
    public FlowVariable? Result { get; init; }

    /// <summary>The output goes by piece by piece, or nowhere: nobody gathers it.</summary>
    public bool IsStreamed { get; init; }
}

/// <summary>A variable of a call and its value.</summary>
public sealed record FlowArgument(string Name, FlowValue Value);

/// <summary>The end of something around it.</summary>
public sealed record FlowExit(FlowExitKind Kind) : FlowNode;

/// <summary>What an exit ends.</summary>
public enum FlowExitKind
{
    /// <summary>The pass of the loop.</summary>
    Continue,

    /// <summary>The loop.</summary>
    Break,

    /// <summary>The call, or the program.</summary>
    Return,

    /// <summary>All up to what handles failures, or else the program.</summary>
    Throw,

    /// <summary>The program.</summary>
    Stop,
}

/// <summary>Where a variable is looked for.</summary>
public enum FlowScope
{
    /// <summary>In the innermost call, or the program; read from there outwards, as scopes that are dynamic do.</summary>
    Nearest,

    /// <summary>In the program.</summary>
    Program,

    /// <summary>Beyond the program: it stays when that ends.</summary>
    Session,
}

/// <summary>A variable. A name that begins with &lt; is no variable of the user's, but carries a value from one part to the next.</summary>
public readonly record struct FlowVariable(string Name, FlowScope Scope = FlowScope.Nearest)
{
    internal bool IsCarrier => Name.StartsWith('<');
}

/// <summary>A value that a variable gets.</summary>
public abstract record FlowValue
{
    private protected FlowValue()
    {
    }

    /// <summary>Nothing, or something too small to count.</summary>
    public static FlowValue Small { get; } = new SmallValue();
}

/// <summary>See <see cref="FlowValue.Small"/>.</summary>
public sealed record SmallValue : FlowValue;

/// <summary>A new object.</summary>
/// <param name="Size">Its size, unless one is given for the variable.</param>
/// <param name="Holds">Variables whose values it refers to.</param>
public sealed record NewValue(MemorySize Size, IReadOnlyList<FlowVariable> Holds) : FlowValue;

/// <summary>The value of another variable: the same object.</summary>
public sealed record SameValue(FlowVariable Of) : FlowValue;

/// <summary>Something that a statement does with variables.</summary>
public abstract record FlowAction
{
    private protected FlowAction()
    {
    }
}

/// <summary>A variable's value is needed.</summary>
public sealed record ReadAction(FlowVariable Variable) : FlowAction;

/// <summary>A variable gets a value; what it had is overwritten.</summary>
public sealed record AssignAction(FlowVariable Variable, FlowValue Value) : FlowAction;

/// <summary>A variable gives up its value.</summary>
public sealed record DropAction(FlowVariable Variable) : FlowAction;

/// <summary>A variable's value refers to another's from now on.</summary>
public sealed record HoldAction(FlowVariable Holder, FlowVariable Held) : FlowAction;

/// <summary>A value goes to the output of the call.</summary>
public sealed record EmitAction(FlowValue Value) : FlowAction;

/// <summary>Memory that the statement needs beside its values.</summary>
public sealed record TemporaryAction(MemorySize Size) : FlowAction;

/// <summary>A program.</summary>
/// <param name="Body">What it does.</param>
/// <param name="Parameters">Variables that its caller gives values to, which the caller keeps.</param>
public sealed record FlowProgram(FlowNode Body, IReadOnlyList<FlowParameter> Parameters)
{
    /// <summary>Bytes of the files that it reads.</summary>
    public long InputFileBytes { get; init; }
}

/// <summary>A variable that the caller of a program gives a value to.</summary>
public sealed record FlowParameter(string Name, MemorySize Size);
