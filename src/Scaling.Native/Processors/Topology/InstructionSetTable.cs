using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace Scaling.Native.Processors;

/// <summary>Where each set of instructions is told of, and which settings of the runtime switch it off (clrconfignames.h of .NET 10).</summary>
internal static class InstructionSetTable
{
    // A switch takes those behind it with it.
    private static readonly string[] Chain = ["EnableHWIntrinsic", "EnableSSE42", "EnableAVX", "EnableAVX2", "EnableAVX512", "EnableAVX512v2", "EnableAVX512v3"];

    // Registers are EAX 0, EBX 1, ECX 2, EDX 3.
    internal static readonly Known[] X86 =
    [
        new("Sse2", "sse2", new(1, 0, 3, 26), () => Sse2.IsSupported, UpTo("EnableHWIntrinsic")),
        new("Sse3", "pni", new(1, 0, 2, 0), () => Sse3.IsSupported, UpTo("EnableSSE42")),
        new("Ssse3", "ssse3", new(1, 0, 2, 9), () => Ssse3.IsSupported, UpTo("EnableSSE42")),
        new("Sse41", "sse4_1", new(1, 0, 2, 19), () => Sse41.IsSupported, UpTo("EnableSSE42")),
        new("Sse42", "sse4_2", new(1, 0, 2, 20), () => Sse42.IsSupported, UpTo("EnableSSE42")),
        new("Popcnt", "popcnt", new(1, 0, 2, 23), () => Popcnt.IsSupported, UpTo("EnableSSE42")),
        new("Aes", "aes", new(1, 0, 2, 25), () => Aes.IsSupported, UpTo("EnableHWIntrinsic", "EnableAES")),
        new("Pclmulqdq", "pclmulqdq", new(1, 0, 2, 1), () => Pclmulqdq.IsSupported, UpTo("EnableHWIntrinsic", "EnableAES")),
        new("Gfni", "gfni", new(7, 0, 2, 8), () => Gfni.IsSupported, UpTo("EnableSSE42", "EnableGFNI")),
        new("Avx", "avx", new(1, 0, 2, 28), () => Avx.IsSupported, UpTo("EnableAVX")),
        new("Avx2", "avx2", new(7, 0, 1, 5), () => Avx2.IsSupported, UpTo("EnableAVX2")),
        new("Fma", "fma", new(1, 0, 2, 12), () => Fma.IsSupported, UpTo("EnableAVX2")),
        new("Lzcnt", "abm", new(unchecked((int)0x80000001), 0, 2, 5), () => Lzcnt.IsSupported, UpTo("EnableAVX2")),
        new("Bmi1", "bmi1", new(7, 0, 1, 3), () => Bmi1.IsSupported, UpTo("EnableAVX2")),
        new("Bmi2", "bmi2", new(7, 0, 1, 8), () => Bmi2.IsSupported, UpTo("EnableAVX2")),
        new("AvxVnni", "avx_vnni", new(7, 1, 0, 4), () => AvxVnni.IsSupported, UpTo("EnableAVX2", "EnableAVXVNNI")),
        new("AvxVnniInt8", "avx_vnni_int8", new(7, 1, 3, 4), () => AvxVnniInt8.IsSupported, UpTo("EnableAVX2", "EnableAVXVNNIINT")),
        new("AvxVnniInt16", "avx_vnni_int16", new(7, 1, 3, 10), () => AvxVnniInt16.IsSupported, UpTo("EnableAVX2", "EnableAVXVNNIINT")),
        new("Avx512F", "avx512f", new(7, 0, 1, 16), () => Avx512F.IsSupported, UpTo("EnableAVX512")),
        new("Avx512BW", "avx512bw", new(7, 0, 1, 30), () => Avx512BW.IsSupported, UpTo("EnableAVX512")),
        new("Avx512CD", "avx512cd", new(7, 0, 1, 28), () => Avx512CD.IsSupported, UpTo("EnableAVX512")),
        new("Avx512DQ", "avx512dq", new(7, 0, 1, 17), () => Avx512DQ.IsSupported, UpTo("EnableAVX512")),
        new("Avx512Vbmi", "avx512vbmi", new(7, 0, 2, 1), () => Avx512Vbmi.IsSupported, UpTo("EnableAVX512v2")),
        new("Avx512Vbmi2", "avx512_vbmi2", new(7, 0, 2, 6), () => Avx512Vbmi2.IsSupported, UpTo("EnableAVX512v3")),
        new("Avx10v1", "avx10", new(7, 1, 3, 19), () => Avx10v1.IsSupported, UpTo("EnableAVX512v3", "EnableAVX10v1")),
        new("Avx10v2", "avx10_2", new(0x24, 0, 1, 1, Width: 7), () => Avx10v2.IsSupported, UpTo("EnableAVX512v3", "EnableAVX10v1", "EnableAVX10v2")),
        new("X86Serialize", "serialize", new(7, 0, 3, 14), () => X86Serialize.IsSupported, UpTo("EnableHWIntrinsic", "EnableX86Serialize")),
        new("Avx512Vnni", "avx512_vnni", new(7, 0, 2, 11), null),
        new("Avx512Bf16", "avx512_bf16", new(7, 1, 0, 5), null),
        new("Avx512Bitalg", "avx512_bitalg", new(7, 0, 2, 12), null),
        new("Avx512Vpopcntdq", "avx512_vpopcntdq", new(7, 0, 2, 14), null),
        new("Avx512Fp16", "avx512_fp16", new(7, 0, 3, 23), null),
        new("Sha", "sha_ni", new(7, 0, 1, 29), null),
        new("AmxTile", "amx_tile", new(7, 0, 3, 24), null),
    ];

    // .NET marks its SVE as experimental; asking whether it is used is safe.
#pragma warning disable SYSLIB5003
    internal static readonly Known[] Arm64 =
    [
        new("AdvSimd", "asimd", null, () => Arm.AdvSimd.IsSupported, UpTo("EnableHWIntrinsic"), "hw.optional.neon"),
        new("Aes", "aes", null, () => Arm.Aes.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Aes"), "hw.optional.arm.FEAT_AES"),
        new("Crc32", "crc32", null, () => Arm.Crc32.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Crc32"), "hw.optional.armv8_crc32"),
        new("Dp", "asimddp", null, () => Arm.Dp.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Dp"), "hw.optional.arm.FEAT_DotProd"),
        new("Rdm", "asimdrdm", null, () => Arm.Rdm.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Rdm"), "hw.optional.arm.FEAT_RDM"),
        new("Sha1", "sha1", null, () => Arm.Sha1.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Sha1"), "hw.optional.arm.FEAT_SHA1"),
        new("Sha256", "sha2", null, () => Arm.Sha256.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Sha256"), "hw.optional.arm.FEAT_SHA256"),
        new("Sve", "sve", null, () => Arm.Sve.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Sve")),
        new("Sve2", "sve2", null, () => Arm.Sve2.IsSupported, UpTo("EnableHWIntrinsic", "EnableArm64Sve", "EnableArm64Sve2")),
        new("Bf16", "bf16", null, null, null, "hw.optional.arm.FEAT_BF16"),
        new("I8mm", "i8mm", null, null, null, "hw.optional.arm.FEAT_I8MM"),
        new("Sme", "sme", null, null, null, "hw.optional.arm.FEAT_SME"),
    ];
#pragma warning restore SYSLIB5003

    /// <summary>The switches of the chain up to one, and others that belong to the set alone.</summary>
    private static string[] UpTo(string last, params string[] own) => [.. Chain[..(Array.IndexOf(Chain, last) + 1)], .. own];

    /// <param name="Name">As .NET calls its class, or the vendor.</param>
    /// <param name="LinuxFlag">In /proc/cpuinfo.</param>
    /// <param name="Place">In CPUID.</param>
    /// <param name="IsUsed">Asks .NET; null where it has no operations of it.</param>
    /// <param name="Settings">Settings of the runtime that switch it off.</param>
    /// <param name="SystemControl">Name of the sysctl value on macOS.</param>
    internal sealed record Known(string Name, string LinuxFlag, CpuIdBit? Place, Func<bool>? IsUsed, string[]? Settings = null, string? SystemControl = null)
    {
        internal IEnumerable<string> Switches => Settings ?? [];
    }
}
