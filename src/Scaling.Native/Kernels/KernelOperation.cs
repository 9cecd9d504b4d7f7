namespace Scaling.Native.Kernels;

/// <summary>What is done to arrays x and y with a scalar s.</summary>
public enum KernelOperation
{
    /// <summary>z = x + y.</summary>
    Add,

    /// <summary>z = x + s.</summary>
    AddScalar,

    /// <summary>z = s x + y.</summary>
    MultiplyAdd,

    /// <summary>Σ x.</summary>
    Sum,

    /// <summary>Σ x y.</summary>
    Dot,

    /// <summary>z = √x, of floating-point numbers.</summary>
    SquareRoot,

    /// <summary>z = e^x, of floating-point numbers.</summary>
    Exponential,

    /// <summary>How many x are greater than s.</summary>
    CompareCount,
}

/// <summary>The types of elements.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    Single,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>32-bit integers.</summary>
    Int32,

    /// <summary>64-bit integers.</summary>
    Int64,
}

/// <summary>What operations need.</summary>
public static class KernelOperations
{
    /// <summary>Arrays that are read.</summary>
    public static int Reads(this KernelOperation operation) =>
        operation is KernelOperation.Add or KernelOperation.MultiplyAdd or KernelOperation.Dot ? 2 : 1;

    /// <summary>Arrays that are written: 1, or 0 of operations that give one number.</summary>
    public static int Writes(this KernelOperation operation) => operation.IsReduction() ? 0 : 1;

    /// <summary>Whether one number comes of all elements.</summary>
    public static bool IsReduction(this KernelOperation operation) =>
        operation is KernelOperation.Sum or KernelOperation.Dot or KernelOperation.CompareCount;

    /// <summary>Operations on an element: additions, multiplications, comparisons, roots, exponentials each count as one.</summary>
    public static int OperationsPerElement(this KernelOperation operation) =>
        operation is KernelOperation.MultiplyAdd or KernelOperation.Dot or KernelOperation.CompareCount ? 2 : 1;

    /// <summary>Whether the operation is there for the type: square roots and exponentials are for floating-point numbers.</summary>
    public static bool IsFor(this KernelOperation operation, ElementType type) =>
        operation is not (KernelOperation.SquareRoot or KernelOperation.Exponential) || type is ElementType.Single or ElementType.Double;

    /// <summary>Bytes of an element.</summary>
    public static int Size(this ElementType type) => type is ElementType.Single or ElementType.Int32 ? 4 : 8;

    /// <summary>Bytes that are read and written for each element, as STREAM counts them: a line that is read only to be written is not counted.</summary>
    public static int BytesPerElement(this KernelOperation operation, ElementType type) => (operation.Reads() + operation.Writes()) * type.Size();
}
