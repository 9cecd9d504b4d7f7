using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using Scaling.Native.Memory.Sizes;

namespace Scaling.PowerShell.Common;

/// <summary>What objects of the engine take, and which of them are data.</summary>
internal static class EngineObjects
{
    // PSObject of an engine that can be told how many members there will be, as Import-Csv tells it.
    private static readonly ConstructorInfo? Sized = typeof(PSObject).GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(int)]);

    private static readonly ConcurrentDictionary<int, long> RowBytes = [];

    private static readonly Lazy<long> NoteBytes = new(() =>
    {
        var note = new PSNoteProperty("x", null);
        return ObjectGraphSizer.Measure(note, Options).Bytes - ObjectGraphSizer.Measure(note.Name).Bytes;
    });

    /// <summary>Objects of the engine are left out, but for those that rows are made of, and plain values.</summary>
    internal static ObjectGraphOptions Options { get; } = new() { IsBoundary = IsBoundary };

    /// <summary>What a custom object takes without its values, and its place in an array.</summary>
    internal static RowModel RowModel => new(NoteBytes.Value, properties => RowBytes.GetOrAdd(properties, MeasureRow));

    /// <summary>Whether a wrapper is what holds note properties, rather than the object in it: custom objects, and texts such as Get-Content gives.</summary>
    internal static bool IsHolder(object value) =>
        value is PSObject { BaseObject: PSCustomObject } || value is PSObject { BaseObject: string } text && NotesOf(text).Any();

    /// <summary>What a row stores: note properties, each with its value, and what its class stores.</summary>
    /// <param name="row">The row.</param>
    /// <param name="stored">Gives the latter.</param>
    internal static IEnumerable<RowPart> PartsOf(object row, Func<object, IEnumerable<RowPart>> stored)
    {
        var notes = NotesOf(row).Select(note => new RowPart(note.Name, note));
        return row switch
        {
            PSObject { BaseObject: PSCustomObject } => notes,
            PSObject wrapped => stored(wrapped.BaseObject).Concat(notes),
            _ => stored(row).Concat(notes),
        };
    }

    /// <summary>
    /// The wrapper that the engine keeps for an object with note properties, such as those of Get-ChildItem. Each note refers back to it, and so to all others.
    /// Null where the row itself is that wrapper, or has no notes.
    /// </summary>
    internal static object? WrapperOf(object row) => row is PSObject ? null : NotesOf(row).Select(AddedMembers.HolderOf).FirstOrDefault();

    private static IEnumerable<PSNoteProperty> NotesOf(object row) =>
        (AddedMembers.Of(row) ?? (row as PSObject)?.Properties.AsEnumerable<PSMemberInfo>() ?? []).OfType<PSNoteProperty>();

    /// <summary>Objects of these types are no part of anybody's data, and met in every custom object.</summary>
    internal static bool IsPlumbing(Type type) => !type.IsVisible || type == typeof(PSCustomObject) || type.Assembly == typeof(object).Assembly;

    private static bool IsBoundary(Type type) => type.Assembly == typeof(PSObject).Assembly && !IsData(type);

    private static bool IsData(Type type) =>
        type == typeof(PSObject) || type == typeof(PSNoteProperty) || type == typeof(PSAliasProperty)
        || type.Name is "ConsolidatedString" or "SemanticVersion" or "PSMemberInfoInternalCollection`1" or "PSMemberInfoIntegratingCollection`1";

    /// <summary>By two rows, because names and much else is shared by all.</summary>
    private static long MeasureRow(int properties)
    {
        var names = Enumerable.Range(0, properties).Select(i => FormattableString.Invariant($"Column{i}")).ToArray();
        var (first, second) = (NewRow(names), NewRow(names));
        var both = ObjectGraphSizer.Measure(new object[] { first, second }, Options).Bytes - ObjectGraphSizer.Measure(new object[] { first, first }, Options).Bytes;
        return both + IntPtr.Size - properties * NoteBytes.Value;
    }

    private static PSObject NewRow(string[] names)
    {
        var row = (PSObject?)Sized?.Invoke([names.Length]) ?? new PSObject();
        foreach (var name in names) row.Properties.Add(new PSNoteProperty(name, null), preValidated: true);
        return row;
    }
}
