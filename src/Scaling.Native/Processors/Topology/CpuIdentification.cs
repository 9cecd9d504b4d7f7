using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Scaling.Native.Processors;

/// <summary>What the CPUID instruction tells (Intel SDM volume 2, CPUID; AMD APM volume 3, appendix E).</summary>
internal static class CpuIdentification
{
    /// <summary>The brand string; null on other processors than x86.</summary>
    internal static string? ModelName
    {
        get
        {
            const int first = unchecked((int)0x80000002);
            if (!X86Base.IsSupported || (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < 0x80000004) return null;
            var words = new int[12];
            for (var leaf = 0; leaf < 3; leaf++)
                (words[4 * leaf], words[4 * leaf + 1], words[4 * leaf + 2], words[4 * leaf + 3]) = X86Base.CpuId(first + leaf, 0);
            return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words.AsSpan())).TrimEnd('\0').Trim();
        }
    }

    /// <summary>Whether a hypervisor says it is there.</summary>
    internal static bool IsVirtual => Has(new(1, 0, 2, 31)) == true;

    /// <summary>Whether a bit, or one of several, is set; null on other processors than x86, false where there is no such leaf.</summary>
    internal static bool? Has(CpuIdBit bit)
    {
        if (!X86Base.IsSupported) return null;
        var highest = X86Base.CpuId(bit.Leaf & unchecked((int)0x80000000), 0).Eax;
        if ((uint)highest < (uint)bit.Leaf) return false;
        var (a, b, c, d) = X86Base.CpuId(bit.Leaf, bit.SubLeaf);
        var register = bit.Register switch { 0 => a, 1 => b, 2 => c, _ => d };
        return (register >> bit.Bit & (1 << bit.Width) - 1) != 0;
    }
}

/// <summary>Where CPUID tells of a set of instructions.</summary>
/// <param name="Leaf">EAX before.</param>
/// <param name="SubLeaf">ECX before.</param>
/// <param name="Register">0 to 3 for EAX, EBX, ECX, EDX.</param>
/// <param name="Bit">0 to 31.</param>
/// <param name="Width">Bits from there on of which one must be set: of a version from 2 on, all but the last.</param>
internal readonly record struct CpuIdBit(int Leaf, int SubLeaf, int Register, int Bit, int Width = 1);
