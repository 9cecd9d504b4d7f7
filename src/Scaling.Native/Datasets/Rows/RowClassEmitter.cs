using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Scaling.Native.Datasets.Rows;

/// <summary>Makes the classes that rows are instances of. They stay until the process ends, as the engine's tables of members do.</summary>
internal static class RowClassEmitter
{
    private const string Namespace = "Scaling";
    private const MethodAttributes Accessor = MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName;
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly MethodInfo Nulls = typeof(DatasetRow).GetProperty("Nulls", Hidden)!.GetMethod!;
    private static readonly MethodInfo Get = typeof(DatasetRow).GetMethod("Get", Hidden)!;
    private static readonly MethodInfo Set = typeof(DatasetRow).GetMethod("Set", Hidden)!;
    private static readonly MethodInfo ByteOffset = typeof(Unsafe).GetMethod(nameof(Unsafe.ByteOffset))!.MakeGenericMethod(typeof(byte));
    private static readonly Lock Gate = new();
    private static readonly ModuleBuilder Module = DefineModule();
    private static int _classes;

    /// <summary>Makes a class, and fills arrays with instances of it.</summary>
    /// <param name="properties">Its properties, in order; names are not empty and have no null characters.</param>
    /// <param name="fieldOffsets">Gets where the fields are, in bytes from <see cref="DatasetRow.Anchor"/>.</param>
    /// <param name="nullOffsets">Gets where the fields of null bits are.</param>
    internal static Action<object[], int> Emit(IReadOnlyList<RowProperty> properties, out nint[] fieldOffsets, out nint[] nullOffsets)
    {
        Type type;
        lock (Gate) type = Define(properties);
        var create = type.GetMethod("Create", Hidden)!.CreateDelegate<Action<object[], int>>();
        var sample = new object[1];
        create(sample, 1);
        var offsets = new nint[properties.Count + NullFields(properties)];
        type.GetMethod("Locate", Hidden)!.CreateDelegate<Action<object, nint[]>>()(sample[0], offsets);
        fieldOffsets = offsets[..properties.Count];
        nullOffsets = offsets[properties.Count..];
        return create;
    }

    private static ModuleBuilder DefineModule()
    {
        // The new assembly finds its base class through the load context of this one.
        using var scope = AssemblyLoadContext.GetLoadContext(typeof(DatasetRow).Assembly)!.EnterContextualReflection();
        return AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Scaling.Rows"), AssemblyBuilderAccess.Run).DefineDynamicModule("Scaling.Rows");
    }

    private static int NullFields(IReadOnlyList<RowProperty> properties) =>
        properties.Max(p => p.NullBit) / RowProperty.NullBits + 1;

    private static Type Define(IReadOnlyList<RowProperty> properties)
    {
        var type = Module.DefineType($"{Namespace}.DatasetRow{++_classes}", TypeAttributes.Public | TypeAttributes.Sealed, typeof(DatasetRow));
        var constructor = type.DefineDefaultConstructor(MethodAttributes.Public);
        var nulls = new FieldBuilder?[NullFields(properties)];
        // The first is the base class's own.
        for (var i = 1; i < nulls.Length; i++) nulls[i] = type.DefineField($"_nulls{i}", typeof(ulong), FieldAttributes.Private);
        var fields = new FieldBuilder[properties.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = type.DefineField($"_{i}", properties[i].FieldType, FieldAttributes.Private);
            DefineProperty(type, properties[i], fields[i], nulls);
        }

        DefineCreate(type, constructor);
        DefineLocate(type, fields, nulls);
        return type.CreateType();
    }

    private static void DefineProperty(TypeBuilder type, RowProperty property, FieldBuilder field, FieldBuilder?[] nulls)
    {
        var getter = type.DefineMethod("get_" + property.Name, Accessor, property.Type, Type.EmptyTypes);
        var setter = type.DefineMethod("set_" + property.Name, Accessor, typeof(void), [property.Type]);
        var (get, set) = (getter.GetILGenerator(), setter.GetILGenerator());
        if (property.NullBit == RowProperty.NoNullBit)
        {
            get.Emit(OpCodes.Ldarg_0);
            get.Emit(OpCodes.Ldfld, field);
            set.Emit(OpCodes.Ldarg_0);
            set.Emit(OpCodes.Ldarg_1);
            set.Emit(OpCodes.Stfld, field);
        }
        else
        {
            var (bits, bit) = (nulls[property.NullBit / RowProperty.NullBits], property.NullBit % RowProperty.NullBits);
            LoadNulls(get, bits);
            get.Emit(OpCodes.Ldind_I8);
            get.Emit(OpCodes.Ldc_I4, bit);
            get.Emit(OpCodes.Ldarg_0);
            get.Emit(OpCodes.Ldfld, field);
            get.Emit(OpCodes.Call, Get.MakeGenericMethod(property.FieldType));
            LoadNulls(set, bits);
            set.Emit(OpCodes.Ldc_I4, bit);
            set.Emit(OpCodes.Ldarg_0);
            set.Emit(OpCodes.Ldflda, field);
            set.Emit(OpCodes.Ldarg_1);
            set.Emit(OpCodes.Call, Set.MakeGenericMethod(property.FieldType));
        }

        get.Emit(OpCodes.Ret);
        set.Emit(OpCodes.Ret);
        var defined = type.DefineProperty(property.Name, PropertyAttributes.None, property.Type, null);
        defined.SetGetMethod(getter);
        defined.SetSetMethod(setter);
    }

    private static void LoadNulls(ILGenerator il, FieldBuilder? bits)
    {
        il.Emit(OpCodes.Ldarg_0);
        if (bits is null) il.Emit(OpCodes.Call, Nulls);
        else il.Emit(OpCodes.Ldflda, bits);
    }

    /// <summary><c>static void Create(object[] rows, int count)</c></summary>
    private static void DefineCreate(TypeBuilder type, ConstructorBuilder constructor)
    {
        var method = type.DefineMethod("Create", MethodAttributes.Private | MethodAttributes.Static, typeof(void), [typeof(object[]), typeof(int)]);
        // It runs for every row of the first file as well, and the constructors are inlined.
        method.SetImplementationFlags(MethodImplAttributes.AggressiveOptimization);
        var il = method.GetILGenerator();
        var row = il.DeclareLocal(typeof(int));
        var (test, next) = (il.DefineLabel(), il.DefineLabel());
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(next);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, row);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Stelem_Ref);
        il.Emit(OpCodes.Ldloc, row);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, row);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, row);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Blt, next);
        il.Emit(OpCodes.Ret);
    }

    /// <summary><c>static void Locate(object row, nint[] offsets)</c></summary>
    private static void DefineLocate(TypeBuilder type, FieldBuilder[] fields, FieldBuilder?[] nulls)
    {
        var il = type.DefineMethod("Locate", MethodAttributes.Private | MethodAttributes.Static, typeof(void), [typeof(object), typeof(nint[])]).GetILGenerator();
        FieldBuilder?[] all = [.. fields, .. nulls];
        for (var i = 0; i < all.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, i);
            LoadNulls(il, null);
            LoadNulls(il, all[i]);
            il.Emit(OpCodes.Call, ByteOffset);
            il.Emit(OpCodes.Stelem_I);
        }

        il.Emit(OpCodes.Ret);
    }
}
