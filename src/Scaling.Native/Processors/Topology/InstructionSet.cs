using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace Scaling.Native.Processors;

/// <summary>A set of vector or bit instructions.</summary>
/// <param name="Name">As .NET calls its class, or the vendor where .NET has none.</param>
/// <param name="InHardware">Whether the processor has it; null where that is not told.</param>
/// <param name="IsUsed">Whether .NET uses it in this process.</param>
/// <param name="Hint">Why it is not used though it is there; null otherwise.</param>
public sealed record InstructionSet(string Name, bool? InHardware, bool IsUsed, string? Hint)
{
    /// <summary>The sets of this machine's architecture: those that .NET knows from the oldest on, then others that the processor has.</summary>
    public static IReadOnlyList<InstructionSet> Read() => Read(SystemView.Current);

    internal static IReadOnlyList<InstructionSet> Read(SystemView system)
    {
        var flags = new CpuInfo(system.Text("/proc/cpuinfo")).Flags;
        bool? Has(Known known) => flags is not null ? flags.Contains(known.LinuxFlag) : known.Place is { } place ? CpuIdentification.Has(place) : null;

        var sets = new List<InstructionSet>();
        foreach (var known in (flags is null ? X86Base.IsSupported : !flags.Contains("asimd")) ? X86 : Armv8)
        {
            var inHardware = Has(known);
            if (known.IsUsed is null && inHardware != true) continue;
            var isUsed = known.IsUsed?.Invoke() == true;
            sets.Add(new(known.Name, inHardware, isUsed, inHardware == true && !isUsed ? WhyUnused(system, known) : null));
        }

        return sets;
    }

    private static string WhyUnused(SystemView system, Known known)
    {
        if (known.IsUsed is null) return ".NET has no operations of it.";
        foreach (var name in new[] { known.Switch, "EnableHWIntrinsic" })
        {
            if (name is not null && system.Variable("DOTNET_" + name) is "0") return $"DOTNET_{name} is 0.";
        }

        return "The runtime or the operating system does not use it on this processor.";
    }

    private sealed record Known(string Name, string LinuxFlag, CpuIdBit? Place, Func<bool>? IsUsed, string? Switch = null);

    // Registers are EAX 0, EBX 1, ECX 2, EDX 3.
    private static readonly Known[] X86 =
    [
        new("Sse2", "sse2", new(1, 0, 3, 26), () => Sse2.IsSupported),
        new("Sse3", "pni", new(1, 0, 2, 0), () => Sse3.IsSupported),
        new("Ssse3", "ssse3", new(1, 0, 2, 9), () => Ssse3.IsSupported),
        new("Sse41", "sse4_1", new(1, 0, 2, 19), () => Sse41.IsSupported),
        new("Sse42", "sse4_2", new(1, 0, 2, 20), () => Sse42.IsSupported, "EnableSSE42"),
        new("Popcnt", "popcnt", new(1, 0, 2, 23), () => Popcnt.IsSupported, "EnableSSE42"),
        new("Aes", "aes", new(1, 0, 2, 25), () => Aes.IsSupported, "EnableAES"),
        new("Pclmulqdq", "pclmulqdq", new(1, 0, 2, 1), () => Pclmulqdq.IsSupported, "EnableAES"),
        new("Lzcnt", "abm", new(unchecked((int)0x80000001), 0, 2, 5), () => Lzcnt.IsSupported, "EnableAVX2"),
        new("Bmi1", "bmi1", new(7, 0, 1, 3), () => Bmi1.IsSupported, "EnableAVX2"),
        new("Bmi2", "bmi2", new(7, 0, 1, 8), () => Bmi2.IsSupported, "EnableAVX2"),
        new("Avx", "avx", new(1, 0, 2, 28), () => Avx.IsSupported, "EnableAVX"),
        new("Fma", "fma", new(1, 0, 2, 12), () => Fma.IsSupported, "EnableAVX2"),
        new("Avx2", "avx2", new(7, 0, 1, 5), () => Avx2.IsSupported, "EnableAVX2"),
        new("AvxVnni", "avx_vnni", new(7, 1, 0, 4), () => AvxVnni.IsSupported, "EnableAVXVNNI"),
        new("Avx512F", "avx512f", new(7, 0, 1, 16), () => Avx512F.IsSupported, "EnableAVX512"),
        new("Avx512BW", "avx512bw", new(7, 0, 1, 30), () => Avx512BW.IsSupported, "EnableAVX512"),
        new("Avx512CD", "avx512cd", new(7, 0, 1, 28), () => Avx512CD.IsSupported, "EnableAVX512"),
        new("Avx512DQ", "avx512dq", new(7, 0, 1, 17), () => Avx512DQ.IsSupported, "EnableAVX512"),
        new("Avx512Vbmi", "avx512vbmi", new(7, 0, 2, 1), () => Avx512Vbmi.IsSupported, "EnableAVX512"),
        new("Avx512Vbmi2", "avx512_vbmi2", new(7, 0, 2, 6), () => Avx512Vbmi2.IsSupported, "EnableAVX512v3"),
        new("Avx10v1", "avx10", new(7, 1, 3, 19), () => Avx10v1.IsSupported, "EnableAVX10v1"),
        new("Avx512Vnni", "avx512_vnni", new(7, 0, 2, 11), null),
        new("Avx512Bf16", "avx512_bf16", new(7, 1, 0, 5), null),
        new("Avx512Bitalg", "avx512_bitalg", new(7, 0, 2, 12), null),
        new("Avx512Vpopcntdq", "avx512_vpopcntdq", new(7, 0, 2, 14), null),
        new("Sha", "sha_ni", new(7, 0, 1, 29), null),
        new("AmxTile", "amx_tile", new(7, 0, 3, 24), null),
    ];

    private static readonly Known[] Armv8 =
    [
        new("AdvSimd", "asimd", null, () => Arm.AdvSimd.IsSupported),
        new("Aes", "aes", null, () => Arm.Aes.IsSupported, "EnableArm64Aes"),
        new("Crc32", "crc32", null, () => Arm.Crc32.IsSupported, "EnableArm64Crc32"),
        new("Dp", "asimddp", null, () => Arm.Dp.IsSupported, "EnableArm64Dp"),
        new("Rdm", "asimdrdm", null, () => Arm.Rdm.IsSupported, "EnableArm64Rdm"),
        new("Sha1", "sha1", null, () => Arm.Sha1.IsSupported, "EnableArm64Sha1"),
        new("Sha256", "sha2", null, () => Arm.Sha256.IsSupported, "EnableArm64Sha256"),
        new("Sve", "sve", null, () => IsSveUsed, "EnableArm64Sve"),
        new("Sve2", "sve2", null, null),
        new("Bf16", "bf16", null, null),
        new("I8mm", "i8mm", null, null),
    ];

    // .NET marks its SVE as experimental; asking whether it is used is safe.
#pragma warning disable SYSLIB5003
    private static bool IsSveUsed => Arm.Sve.IsSupported;
#pragma warning restore SYSLIB5003
}
