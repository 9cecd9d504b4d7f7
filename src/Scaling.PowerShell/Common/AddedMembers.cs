using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace Scaling.PowerShell.Common;

/// <summary>
/// The members that an object has of its own, such as Add-Member adds. Asking <see cref="PSObject.Properties"/> for them costs
/// microseconds a row and leaves an entry in the engine's tables for each, so the engine's own inner method is asked where it has one.
/// </summary>
internal static class AddedMembers
{
    private static readonly Func<object, PSMemberInfoCollection<PSMemberInfo>?>? Find = FindMethod();

    private static readonly FieldInfo? Holder = typeof(PSMemberInfo).GetField("instance", BindingFlags.NonPublic | BindingFlags.Instance);

    /// <summary>The object's own members, in order; empty where it has none, null where that cannot be known.</summary>
    /// <param name="value">The object, or what wraps it: with texts and custom objects the wrapper has the members.</param>
    internal static IEnumerable<PSMemberInfo>? Of(object value) => Find is null ? null : Find(value) ?? (IEnumerable<PSMemberInfo>)[];

    /// <summary>Whether an object that is no custom object may have properties beside those of its class.</summary>
    /// <param name="value">The object.</param>
    /// <param name="properties">The number of properties of its class.</param>
    internal static bool Any(PSObject value, int properties) =>
        Find is null ? value.Properties.Count() > properties : Find(value) is { } members && members.Any(m => m is PSPropertyInfo);

    /// <summary>What a member says it belongs to; null where that cannot be known.</summary>
    internal static object? HolderOf(PSMemberInfo member) => Holder?.GetValue(member);

    private static Func<object, PSMemberInfoCollection<PSMemberInfo>?>? FindMethod()
    {
        try
        {
            // bool HasInstanceMembers(object obj, out PSMemberInfoInternalCollection<PSMemberInfo> instanceMembers)
            var method = typeof(PSObject).GetMethod("HasInstanceMembers", BindingFlags.NonPublic | BindingFlags.Static);
            if (method?.GetParameters() is not [_, { ParameterType: { IsByRef: true } collection }]) return null;
            var value = Expression.Parameter(typeof(object));
            var members = Expression.Variable(collection.GetElementType()!);
            var type = typeof(PSMemberInfoCollection<PSMemberInfo>);
            var body = Expression.Condition(Expression.Call(method, value, members), Expression.Convert(members, type), Expression.Constant(null, type));
            return Expression.Lambda<Func<object, PSMemberInfoCollection<PSMemberInfo>?>>(Expression.Block([members], body), value).Compile();
        }
        catch (Exception e) when (e is AmbiguousMatchException or InvalidOperationException or ArgumentException)
        {
            // Another engine: the public way is slower and gives the same.
            return null;
        }
    }
}
