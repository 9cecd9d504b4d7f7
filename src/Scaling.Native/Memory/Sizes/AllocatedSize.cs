using System.Runtime.CompilerServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// Bytes that the allocator gives to objects: headers and padding included. Of objects of a fixed size the runtime's table of their class
/// says so; no object is made for it, because finalizers of some would run that never saw a constructor. Strings and arrays
/// follow from what is measured of a few.
/// </summary>
internal static class AllocatedSize
{
    // Eight bytes more or less: so many elements need no padding.
    private const int Unpadded = 64;

    /// <summary>Behind four bytes of flags (dotnet/runtime, docs/design/coreclr/botr/type-loader.md; methodtable.h, m_BaseSize).</summary>
    private const int BaseSizeOffset = 4;

    private static readonly int Alignment = IntPtr.Size;
    private static readonly int LeastObject = Measure(static () => new object());
    private static readonly int VectorBase = Measure(static () => new byte[Unpadded]) - Unpadded;
    private static readonly int StringBase = MeasureStringBase();
    private static readonly bool AreTablesKnown = CheckTables();

    internal static long OfString(int length) => Align(StringBase + (long)length * sizeof(char));

    /// <summary>A vector; of an array of several dimensions, or whose indices do not begin with zero, two integers more a dimension.</summary>
    /// <param name="rank">Dimensions; 0 for a vector.</param>
    /// <param name="elements">Elements.</param>
    /// <param name="elementSize">Bytes an element.</param>
    internal static long OfArray(int rank, long elements, int elementSize) =>
        Math.Max(LeastObject, Align(VectorBase + rank * 2L * sizeof(int) + elements * elementSize));

    /// <summary>Objects of a class, or boxed values of a value type.</summary>
    internal static int OfInstance(Type type) => AreTablesKnown ? ReadTable(type) : OfFields(type);

    /// <summary>A header and the fields one behind the other: what an object takes, but for gaps between them.</summary>
    internal static int OfFields(Type type)
    {
        long bytes = 2 * IntPtr.Size;
        if (type.IsValueType) bytes += ElementSize(type);
        else foreach (var field in ReferenceWalker.Fields(type)) bytes += ElementSize(field.FieldType);
        return (int)Math.Max(LeastObject, Align(bytes));
    }

    /// <summary>Bytes of a value in an array or in a field.</summary>
    internal static int ElementSize(Type type) => type.IsValueType ? RuntimeHelpers.SizeOf(type.TypeHandle) : IntPtr.Size;

    private static unsafe int ReadTable(Type type) => (int)Align(*(uint*)(type.TypeHandle.Value + BaseSizeOffset));

    /// <summary>Whether the runtime's tables say what its allocator does.</summary>
    private static bool CheckTables()
    {
        Func<object>[] samples = [() => new object(), () => 1, () => 1m, () => new Version(1, 2), () => new FormatException(), () => new Tuple<byte, int, string>(1, 2, "")];
        return Array.TrueForAll(samples, make => Measure(make) == ReadTable(make().GetType()));
    }

    /// <summary>What making an object allocates; where the collector came in between, the allocator counts a filler as well.</summary>
    private static int Measure(Func<object> make)
    {
        var least = int.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var made = make();
            least = (int)Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            GC.KeepAlive(made);
        }

        return least;
    }

    /// <summary>The size of strings grows when their characters no longer fit into its padding, and that tells the part before them.</summary>
    private static int MeasureStringBase()
    {
        var one = Measure(static () => new string('x', 1));
        var length = 2;
        while (Measure(() => new string('x', length)) == one) length++;
        return one - (length - 1) * sizeof(char);
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
