using System.Runtime.CompilerServices;

namespace Scaling.Native.Datasets.Rows;

/// <summary>
/// A row of a dataset as an object. For each schema a class is made at run time that derives from this one and has a property for
/// each column, of the column's CLR type; <see cref="RowClass"/> makes it, and reads and writes its fields.
/// </summary>
public abstract class DatasetRow
{
    // One bit a nullable column saves the eight bytes that a Nullable of eight bytes takes more. Its address is what the offsets of
    // the derived class's fields count from.
    private ulong _nulls;

    protected ref ulong Nulls => ref _nulls;

    internal ref byte Anchor => ref Unsafe.As<ulong, byte>(ref _nulls);

    /// <summary>The row as PowerShell writes custom objects in text: <c>@{id=1; city=Helsinki}</c>.</summary>
    public override string ToString() => RowClass.Of(this).Format(this);

    /// <summary>What the getter of a nullable property returns.</summary>
    protected static T? Get<T>(ulong nulls, int bit, T value) where T : struct => (nulls >> bit & 1) == 0 ? value : null;

    /// <summary>What the setter of a nullable property does.</summary>
    protected static void Set<T>(ref ulong nulls, int bit, ref T field, T? value) where T : struct
    {
        field = value.GetValueOrDefault();
        nulls = value.HasValue ? nulls & ~(1UL << bit) : nulls | 1UL << bit;
    }
}
