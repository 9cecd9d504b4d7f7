using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>Hands all references that an object's own fields hold to a sizer.</summary>
internal delegate void ObjectWalker(object owner, ObjectGraphSizer sizer);

/// <summary>Hands all references that a value's fields hold to a sizer.</summary>
internal delegate void ValueWalker(ref byte value, ObjectGraphSizer sizer);

/// <summary>Makes methods that hand the references of one type's objects to a sizer: one call a field, those of nested values too.</summary>
internal static class ReferenceWalker
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo Reach =
        typeof(ObjectGraphSizer).GetMethod(nameof(ObjectGraphSizer.Reach), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>A walker for objects of a class, or boxed values; null where there are no references.</summary>
    internal static ObjectWalker? OfObject(Type type)
    {
        if (!Fields(type).Any(f => HoldsReferences(f.FieldType))) return null;
        var method = New("WalkObject", typeof(object));
        var il = method.GetILGenerator();
        EmitFields(il, type, () =>
        {
            il.Emit(OpCodes.Ldarg_0);
            if (type.IsValueType) il.Emit(OpCodes.Unbox, type);
        });
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<ObjectWalker>();
    }

    /// <summary>A walker for values where they lie; null where there are no references.</summary>
    internal static ValueWalker? OfValue(Type type)
    {
        if (!HoldsReferences(type)) return null;
        var method = New("WalkValue", typeof(byte).MakeByRefType());
        var il = method.GetILGenerator();
        EmitFields(il, type, () => il.Emit(OpCodes.Ldarg_0));
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<ValueWalker>();
    }

    /// <summary>Whether a field of the type is a reference or holds one.</summary>
    internal static bool HoldsReferences(Type type)
    {
        if (!type.IsValueType) return !(type.IsPointer || type.IsFunctionPointer || type.IsByRef);
        return !type.IsPrimitive && !type.IsEnum && Fields(type).Any(f => HoldsReferences(f.FieldType));
    }

    /// <summary>The fields of a type's objects, inherited ones too.</summary>
    internal static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
            foreach (var field in at.GetFields(OwnFields)) yield return field;
    }

    private static DynamicMethod New(string name, Type first) =>
        new(name, typeof(void), [first, typeof(ObjectGraphSizer)], typeof(ReferenceWalker).Module, skipVisibility: true);

    /// <param name="il">Where to.</param>
    /// <param name="type">Whose fields.</param>
    /// <param name="load">Puts the object, or the address of the value, on the stack.</param>
    private static void EmitFields(ILGenerator il, Type type, Action load)
    {
        var elements = type.IsValueType ? type.GetCustomAttribute<InlineArrayAttribute>()?.Length : null;
        foreach (var field in Fields(type))
        {
            if (!HoldsReferences(field.FieldType)) continue;
            for (var i = 0; i < (elements ?? 1); i++) EmitField(il, field, i, load);
        }
    }

    private static void EmitField(ILGenerator il, FieldInfo field, int element, Action load)
    {
        void LoadAddress()
        {
            load();
            il.Emit(OpCodes.Ldflda, field);
            if (element == 0) return;
            il.Emit(OpCodes.Ldc_I4, element);
            il.Emit(OpCodes.Sizeof, field.FieldType);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
        }

        if (field.FieldType.IsValueType)
        {
            EmitFields(il, field.FieldType, LoadAddress);
            return;
        }

        il.Emit(OpCodes.Ldarg_1);
        LoadAddress();
        il.Emit(OpCodes.Ldind_Ref);
        il.Emit(OpCodes.Call, Reach);
    }
}
