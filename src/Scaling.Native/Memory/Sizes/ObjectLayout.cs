using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>What objects of a type take, and where their references are.</summary>
internal sealed class ObjectLayout
{
    private static readonly ConditionalWeakTable<Type, ObjectLayout> Known = [];

    private readonly int _bytes;
    private readonly int _rank = -1;
    private readonly int _elementSize;
    private readonly ObjectWalker? _walker;
    private readonly ValueWalker? _elementWalker;
    private readonly bool _holdsObjects;

    private ObjectLayout(Type type)
    {
        IsString = type == typeof(string);
        if (IsString) return;
        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            // Only vectors have no place for bounds.
            _rank = type.IsSZArray ? 0 : type.GetArrayRank();
            _elementSize = AllocatedSize.ElementSize(element);
            _holdsObjects = !element.IsValueType && ReferenceWalker.HoldsReferences(element);
            _elementWalker = element.IsValueType ? ReferenceWalker.OfValue(element) : null;
        }
        else
        {
            _bytes = AllocatedSize.OfInstance(type);
            _walker = ReferenceWalker.OfObject(type);
        }

        HasReferences = _holdsObjects || _elementWalker is not null || _walker is not null;
    }

    internal bool IsString { get; }

    internal bool HasReferences { get; }

    /// <summary>Elements are walked one by one, so that long arrays can be walked in parts.</summary>
    internal bool IsArray => _rank >= 0;

    internal static ObjectLayout Of(Type type) => Known.GetValue(type, static t => new ObjectLayout(t));

    /// <summary>Bytes that the allocator gave to an object of this type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long BytesOf(object value)
    {
        if (_bytes > 0) return _bytes;
        return IsString
            ? AllocatedSize.OfString(Unsafe.As<string>(value).Length)
            : AllocatedSize.OfArray(_rank, Unsafe.As<Array>(value).LongLength, _elementSize);
    }

    /// <summary>Hands the references of an object that is no array to the sizer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Walk(object value, ObjectGraphSizer sizer) => _walker!(value, sizer);

    /// <summary>Hands the references of some elements of an array to the sizer.</summary>
    /// <returns>The element to go on with, or null where all are done.</returns>
    internal long? Walk(Array array, long from, int count, ObjectGraphSizer sizer)
    {
        var to = Math.Min(array.LongLength, from + count);
        ref var first = ref MemoryMarshal.GetArrayDataReference(array);
        for (var i = from; i < to; i++)
        {
            ref var element = ref Unsafe.AddByteOffset(ref first, (nint)(i * _elementSize));
            if (_holdsObjects) sizer.Reach(Unsafe.As<byte, object?>(ref element));
            else _elementWalker!(ref element, sizer);
        }

        return to < array.LongLength ? to : null;
    }
}
