using System.Management.Automation;
using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>What a child process is to run. Values are CLIXML, null where there are none.</summary>
internal sealed record MeasuringRequest
{
    internal required IReadOnlyList<RequestPart> Parts { get; init; }

    internal string Initialization { get; init; } = "";

    internal bool IsSteps { get; init; }

    internal bool ByStatement { get; init; }

    internal bool PassOutput { get; init; }

    internal TimeSpan? TimelineInterval { get; init; }

    internal string? Arguments { get; init; }

    /// <summary>Objects that the script is run for, one after the other; null where it is run once, without input.</summary>
    internal string? Input { get; init; }

    /// <summary>Values of <c>$using:</c> variables by the names that they have in <see cref="Parts"/>.</summary>
    internal string? Variables { get; init; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Parts.Count);
        foreach (var (name, text) in Parts)
        {
            writer.Write(name);
            writer.Write(text);
        }

        writer.Write(Initialization);
        writer.Write(IsSteps);
        writer.Write(ByStatement);
        writer.Write(PassOutput);
        writer.Write(TimelineInterval?.Ticks ?? 0);
        writer.Write(Arguments ?? "");
        writer.Write(Input ?? "");
        writer.Write(Variables ?? "");
    }

    internal static MeasuringRequest Read(BinaryReader reader)
    {
        var parts = new RequestPart[reader.ReadInt32()];
        for (var i = 0; i < parts.Length; i++) parts[i] = new(reader.ReadString(), reader.ReadString());
        return new MeasuringRequest
        {
            Parts = parts,
            Initialization = reader.ReadString(),
            IsSteps = reader.ReadBoolean(),
            ByStatement = reader.ReadBoolean(),
            PassOutput = reader.ReadBoolean(),
            TimelineInterval = reader.ReadInt64() is var ticks and > 0 ? TimeSpan.FromTicks(ticks) : null,
            Arguments = Given(reader.ReadString()),
            Input = Given(reader.ReadString()),
            Variables = Given(reader.ReadString()),
        };

        static string? Given(string text) => text.Length > 0 ? text : null;
    }

    /// <summary>The plan in the child, where there is nothing of earlier work to collect.</summary>
    internal MeasuringPlan ToPlan() => new()
    {
        Parts = [.. Parts.Select(p => new ScriptPart(p.Name, ScriptBlock.Create(p.Text)))],
        IsSteps = IsSteps,
        ByStatement = ByStatement,
        PassOutput = PassOutput,
        Meter = new MemoryMeterOptions { CollectFirst = false, TimelineInterval = TimelineInterval },
        Arguments = Arguments is null ? [] : Values(Arguments),
    };

    /// <summary>Values that were serialized as one list.</summary>
    internal static object?[] Values(string serialized) =>
        PSSerializer.Deserialize(serialized) is PSObject { BaseObject: System.Collections.IEnumerable list } ? [.. list.Cast<object?>()] : [];
}

/// <summary>A script as text, with the name of its step.</summary>
internal sealed record RequestPart(string Name, string Text);
