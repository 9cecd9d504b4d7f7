using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Processors;

/// <summary>A set of vector or bit instructions.</summary>
/// <param name="Name">As .NET calls its class, or the vendor where .NET has none.</param>
/// <param name="InHardware">Whether the processor has it; null where that is not told.</param>
/// <param name="IsUsed">Whether .NET uses it in this process.</param>
/// <param name="Hint">Why it is not used, or not at its full width, though it is there; null otherwise.</param>
public sealed record InstructionSet(string Name, bool? InHardware, bool IsUsed, string? Hint)
{
    /// <summary>The sets of a machine's architecture: those that .NET knows from the oldest on, then others that the processor has.</summary>
    /// <param name="system">Where variables are.</param>
    /// <param name="topology">Its processors.</param>
    public static IReadOnlyList<InstructionSet> Read(SystemView system, ProcessorTopology topology) =>
        Read(system, topology.Flags, system.IsCurrent && OperatingSystem.IsMacOS() ? SystemControl.Value : null);

    /// <param name="system">Where variables are.</param>
    /// <param name="flags">Instructions that the kernel of Linux says the processor has; null where it does not.</param>
    /// <param name="control">Values of sysctl on macOS; null elsewhere.</param>
    internal static IReadOnlyList<InstructionSet> Read(SystemView system, IReadOnlySet<string>? flags, Func<string, string?>? control)
    {
        var isX86 = flags is null ? X86Base.IsSupported && control?.Invoke("hw.optional.arm64") is not "1" : flags.Contains("sse2");
        var sets = new List<InstructionSet>();
        foreach (var known in isX86 ? InstructionSetTable.X86 : InstructionSetTable.Arm64)
        {
            var inHardware = Told(known, system, flags, control);
            if (known.IsUsed is null && inHardware != true) continue;
            var isUsed = known.IsUsed?.Invoke() == true;
            var hint = inHardware != true ? null : !isUsed ? WhyUnused(system, known) : known.Name == nameof(Avx512F) ? WhyNarrow(system) : null;
            sets.Add(new(known.Name, inHardware, isUsed, hint));
        }

        return sets;
    }

    private static bool? Told(InstructionSetTable.Known known, SystemView system, IReadOnlySet<string>? flags, Func<string, string?>? control)
    {
        if (flags?.Contains(known.LinuxFlag) == true) return true;
        if (control is not null && known.SystemControl is not null) return control(known.SystemControl) is { } value ? value != "0" : null;

        // An old kernel does not name what is newer than itself.
        if (known.Place is { } place && (system.IsCurrent || flags is null)) return CpuIdentification.Has(place);
        return flags is null ? null : false;
    }

    private static string WhyUnused(SystemView system, InstructionSetTable.Known known)
    {
        if (known.IsUsed is null) return ".NET has no operations of it.";
        foreach (var name in known.Switches)
        {
            if (RuntimeSetting.Find(system, name) is { Hexadecimal: 0 } setting) return $"{setting.Variable} is {setting.Text}.";
        }

        return "The runtime or the operating system does not use it on this processor.";
    }

    private static string? WhyNarrow(SystemView system)
    {
        if (Vector512.IsHardwareAccelerated) return null;
        var setting = RuntimeSetting.Find(system, "PreferredVectorBitWidth");
        return setting is { } told ? $"{told.Variable} is {told.Text}: Vector512 is not used." : "On this processor .NET prefers vectors of 256 bits, because wider ones lower its frequency.";
    }
}
