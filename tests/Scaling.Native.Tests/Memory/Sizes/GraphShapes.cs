using System.Runtime.CompilerServices;

#pragma warning disable CS0649 // Fields are there to take room.

namespace Scaling.Native.Tests.Memory.Sizes;

internal sealed class Node(Node? next, string? name, object? value)
{
    internal Node? Next = next;
    internal int Count;

    internal string? Name { get; } = name;

    internal object? Value { get; set; } = value;
}

internal sealed class Mixed
{
    internal byte A;
    internal long B;
    internal short C;
    internal object? D;
    internal bool E;
    internal decimal F;
}

internal class Base
{
    private string? _hidden;

    internal void Hide(string value) => _hidden = value + _hidden;
}

internal sealed class Derived : Base
{
    internal int Own;
}

internal sealed class Finalized
{
    private readonly Action? _needed;

    internal Finalized() => _needed = static () => { };

    ~Finalized() => _needed!();
}

internal record struct Pair(string Text);

internal struct Inner
{
    internal KeyValuePair<string, object> Pair;
    internal (string, int)? Maybe;
}

internal sealed class Outer
{
    internal Inner Inner;
}

[InlineArray(4)]
internal struct Slots
{
    private object? _first;
}

internal sealed class Holder
{
    internal Slots Slots;
}
