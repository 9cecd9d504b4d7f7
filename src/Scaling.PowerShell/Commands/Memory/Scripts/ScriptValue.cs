using System.Management.Automation;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>A value in a script: where it comes from, and what is known of it.</summary>
internal readonly record struct ScriptValue(FlowValue Value, KnownValue Known)
{
    internal static ScriptValue Unknown { get; } = new(new NewValue(MemorySize.Unknown, []), KnownValue.Unknown);

    internal static ScriptValue Small { get; } = new(FlowValue.Small, KnownValue.Small);

    internal static ScriptValue Number { get; } = new(FlowValue.Small, KnownValue.Number);

    internal bool IsSmall => Value is SmallValue;

    internal static ScriptValue Of(KnownValue known) => new(FlowValue.Small, known);

    internal static ScriptValue New(MemorySize size, params IReadOnlyList<FlowVariable> holds) => new(new NewValue(size, holds), KnownValue.Unknown);

    internal static ScriptValue Same(FlowVariable variable) => new(new SameValue(variable), KnownValue.Unknown);

    /// <summary>A value that refers to others and takes so many bytes itself. What is small in it is in these.</summary>
    internal static ScriptValue Around(long bytes, IReadOnlyList<ScriptValue> parts) => New(
        MemorySize.Sum([MemorySize.Bytes(bytes), .. parts.Select(p => p.Value).OfType<NewValue>().Select(v => v.Size)]),
        [.. parts.SelectMany(Referred)]);

    /// <summary>An item that a loop goes through, which is kept together with what it is part of.</summary>
    internal static ScriptValue Item(FlowVariable whole) => new(FlowValue.Small, KnownValue.Unknown with { PartOf = whole });

    /// <summary>What is kept with the value by who gathers it.</summary>
    internal static IEnumerable<FlowVariable> Referred(ScriptValue value)
    {
        IReadOnlyList<FlowVariable> referred = value.Value switch
        {
            SameValue same => [same.Of],
            NewValue made => made.Holds,
            _ => [],
        };
        return value.Known.PartOf is { } whole ? referred.Append(whole) : referred;
    }
}

/// <summary>A statement that is being read: what runs before it, what it does, and what is let go after it.</summary>
internal sealed class PendingStatement
{
    internal List<FlowNode> Before { get; } = [];

    internal List<FlowAction> Actions { get; } = [];

    internal List<FlowAction> After { get; } = [];

    internal void Read(FlowVariable variable)
    {
        if (!Actions.Contains(new ReadAction(variable))) Actions.Add(new ReadAction(variable));
    }

    /// <summary>All of it, in order.</summary>
    internal IEnumerable<FlowNode> Complete(string name, int line)
    {
        foreach (var node in Before) yield return node;
        if (Actions.Count > 0) yield return new FlowStatement(name, line, Actions) { IsStep = !Actions.TrueForAll(OnlyNames) };
        if (After.Count > 0) yield return new FlowStatement(name, line, After) { IsStep = false };
    }

    /// <summary>Whether it does no more than give a name to a value that is there, or a small value to a name.</summary>
    private static bool OnlyNames(FlowAction action) => action switch
    {
        AssignAction { Value: SmallValue } => true,
        AssignAction { Value: SameValue same } => IsCarrier(same.Of),
        EmitAction { Value: SameValue same } => IsCarrier(same.Of),
        ReadAction read => IsCarrier(read.Variable),
        HoldAction hold => IsCarrier(hold.Held),
        _ => false,
    };

    private static bool IsCarrier(FlowVariable variable) => variable.Name.StartsWith('<');
}

/// <summary>How variables are named in the text of a script.</summary>
internal static class ScriptVariables
{
    // The engine sets these as it runs; what they hold is not the script's.
    private static readonly HashSet<string> Automatic = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "PSItem", "args", "input", "this", "true", "false", "null", "Matches", "Error", "?", "^", "$", "LASTEXITCODE", "foreach",
        "switch", "MyInvocation", "PSBoundParameters", "PSCmdlet", "PSScriptRoot", "PSCommandPath", "StackTrace", "ExecutionContext",
        "PSVersionTable", "PID", "Host", "HOME", "PWD", "PROFILE", "ErrorActionPreference", "WarningPreference", "VerbosePreference",
        "ProgressPreference", "ConfirmPreference", "WhatIfPreference", "OFS", "IsLinux", "IsWindows", "IsMacOS", "IsCoreCLR",
    };

    /// <summary>The variable; null for one of the engine, the environment or a drive.</summary>
    internal static FlowVariable? Of(VariablePath path)
    {
        if (path.IsDriveQualified && !path.DriveName.Equals("variable", StringComparison.OrdinalIgnoreCase)
            && !path.DriveName.Equals("using", StringComparison.OrdinalIgnoreCase)) return null;
        var name = path.UserPath[(path.UserPath.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (Automatic.Contains(name)) return null;
        return new FlowVariable(name, path.IsGlobal ? FlowScope.Session : path.IsScript ? FlowScope.Program : FlowScope.Nearest);
    }
}
