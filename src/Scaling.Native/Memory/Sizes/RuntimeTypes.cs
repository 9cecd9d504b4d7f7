using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;

namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// Classes of the runtime that data refers to and that are not its own: a dictionary of two names refers to a comparer, and that to a
/// culture's tables.
/// </summary>
public static class RuntimeTypes
{
    private static readonly Type[] Bases =
    [
        typeof(MemberInfo), typeof(ParameterInfo), typeof(Module), typeof(Assembly), typeof(AssemblyName), typeof(Binder),
        typeof(Delegate), typeof(CallSite), typeof(CallSiteBinder), typeof(Thread), typeof(ExecutionContext), typeof(SynchronizationContext),
        typeof(Task), typeof(TaskScheduler), typeof(CancellationTokenSource), typeof(Timer), typeof(WaitHandle), typeof(AppDomain),
        typeof(AssemblyLoadContext), typeof(CultureInfo), typeof(CompareInfo), typeof(TextInfo), typeof(Calendar), typeof(NumberFormatInfo),
        typeof(DateTimeFormatInfo), typeof(TimeZoneInfo), typeof(Encoding), typeof(Encoder), typeof(Decoder),
    ];

    /// <summary>Whether objects of a class belong to the runtime: types and members, delegates and call sites, threads and tasks, contexts,
    /// cultures, encodings, time zones, comparers, and what wraps COM objects.</summary>
    public static bool Contains(Type type)
    {
        if (type.IsValueType || type.IsArray || type == typeof(string)) return false;
        if (Array.Exists(Bases, b => b.IsAssignableFrom(type)) || type.IsCOMObject) return true;
        return type.Assembly == typeof(object).Assembly && IsComparer(type);
    }

    private static bool IsComparer(Type type) =>
        typeof(IComparer).IsAssignableFrom(type) || typeof(IEqualityComparer).IsAssignableFrom(type)
        || type.GetInterfaces().Any(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IEqualityComparer<>)
            || i.GetGenericTypeDefinition() == typeof(IComparer<>)));
}
