using System.Runtime.Intrinsics.X86;
using Scaling.Native.Processors;
using Xunit;

namespace Scaling.Native.Tests.Processors;

public sealed class InstructionSetTests : IDisposable
{
    private const string Arm = "processor\t: 0\nFeatures\t: fp asimd aes sve sve2 i8mm";
    private const string X86 = "processor\t: 0\nflags\t\t: fpu sse2 sse4_2 avx avx2 avx512f avx512_vbmi2 gfni amx_tile";

    private readonly RecordedSystem _system = new();

    public void Dispose() => _system.Dispose();

    // This process uses nothing of the other architecture, so that every set that is there needs a reason.
    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", "0", "AdvSimd", "Sse2")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0x0", "Sve2", "Avx512Vbmi2")]
    [InlineData("COMPlus_EnableHWIntrinsic", "0", "Aes", "Gfni")]
    public void A_switch_of_the_runtime_is_named(string variable, string value, string armSet, string x86Set)
    {
        var sets = Foreign(variable, value);
        Assert.Equal($"{variable} is {value}.", sets[X86Base.IsSupported ? armSet : x86Set].Hint);
    }

    [Fact]
    public void A_switch_takes_the_sets_that_build_on_it_with_it()
    {
        var sets = X86Base.IsSupported ? Foreign("DOTNET_EnableArm64Sve", "0") : Foreign("DOTNET_EnableAVX2", "0");
        var (before, own, after) = X86Base.IsSupported ? ("AdvSimd", "Sve", "Sve2") : ("Avx", "Avx2", "Avx512F");
        Assert.EndsWith(" is 0.", sets[own].Hint);
        Assert.Equal(sets[own].Hint, sets[after].Hint);
        Assert.DoesNotContain(" is 0.", sets[before].Hint);
    }

    [Fact]
    public void A_switch_that_is_on_is_no_reason() =>
        Assert.All(Foreign("DOTNET_EnableHWIntrinsic", "1").Values, s => Assert.DoesNotContain("Enable", s.Hint ?? ""));

    [Fact]
    public void Sets_without_operations_in_NET_are_told_where_the_processor_has_them()
    {
        var arm = Read(Arm);
        Assert.Equal(".NET has no operations of it.", arm["I8mm"].Hint);
        Assert.DoesNotContain("Sme", arm.Keys);
        Assert.Equal(".NET has no operations of it.", Read(X86)["AmxTile"].Hint);
    }

    [Fact]
    public void A_mac_tells_its_instruction_sets_by_name()
    {
        var values = new Dictionary<string, string> { ["hw.optional.arm64"] = "1", ["hw.optional.neon"] = "1", ["hw.optional.arm.FEAT_AES"] = "1", ["hw.optional.arm.FEAT_SHA1"] = "0", ["hw.optional.arm.FEAT_BF16"] = "1" };
        var sets = InstructionSet.Read(_system.View, flags: null, values.GetValueOrDefault).ToDictionary(s => s.Name);
        Assert.Equal((true, true, false, null), (sets["AdvSimd"].InHardware, sets["Aes"].InHardware, sets["Sha1"].InHardware, sets["Dp"].InHardware));
        Assert.True(sets["Bf16"].InHardware);
        Assert.DoesNotContain("I8mm", sets.Keys);
    }

    [Fact]
    public void Every_set_of_this_process_that_is_there_and_not_used_has_a_reason() =>
        Assert.All(InstructionSet.Read(SystemView.Current, ProcessorTopology.Current), s => Assert.True(s.InHardware != true || s.IsUsed || s.Hint is not null, s.Name));

    private Dictionary<string, InstructionSet> Foreign(string variable, string value)
    {
        _system.Variable(variable, value);
        return Read(X86Base.IsSupported ? Arm : X86);
    }

    private Dictionary<string, InstructionSet> Read(string cpuInfo)
    {
        var view = _system.File("/proc/cpuinfo", cpuInfo).View;
        return InstructionSet.Read(view, ProcessorTopology.Read(view)).ToDictionary(s => s.Name);
    }
}
