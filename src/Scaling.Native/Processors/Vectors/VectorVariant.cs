using Scaling.Native.Kernels;

namespace Scaling.Native.Processors.Vectors;

/// <summary>One way to do an operation over arrays.</summary>
/// <param name="Name">What it is called in results.</param>
public abstract record VectorVariant(string Name)
{
    /// <summary>Threads at work.</summary>
    public virtual int Workers => 1;
}

/// <summary>The kernel of an instruction path, by one thread or by several, each with a part of the arrays.</summary>
public sealed record PathVariant(string Name, InstructionPath Path, int Threads = 1) : VectorVariant(Name)
{
    /// <inheritdoc/>
    public override int Workers => Threads;
}

/// <summary>System.Numerics.Tensors.TensorPrimitives.</summary>
public sealed record TensorVariant(string Name) : VectorVariant(Name);

/// <summary>A loop outside of the core.</summary>
public sealed record ScriptVariant(ArrayScript Script) : VectorVariant(Script.Name);
