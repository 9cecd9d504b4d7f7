using System.Runtime.Intrinsics;
using Scaling.Native.Kernels;
using Xunit;

namespace Scaling.Native.Tests.Kernels;

[Trait("Category", "Kernels")]
public sealed class InstructionPathTests
{
    [Fact]
    public void Paths_are_ordered_from_the_widest_to_one_element() =>
        Assert.Equal(["Vector512", "Vector256", "Vector128", "Scalar"], InstructionPath.All.Select(path => path.Name));

    [Fact]
    public void The_scalar_path_is_always_there() => Assert.Contains(InstructionPath.Supported, path => path.Name == "Scalar");

    [Fact]
    public void The_best_path_is_as_wide_as_the_runtime_prefers() => Assert.Equal(
        Vector512.IsHardwareAccelerated ? "Vector512" : Vector256.IsHardwareAccelerated ? "Vector256" : Vector128.IsHardwareAccelerated ? "Vector128" : "Scalar",
        InstructionPath.Best.Name);

    [Fact]
    public void Memory_has_the_best_path_of_at_most_256_bits() => Assert.Equal(
        Vector256.IsHardwareAccelerated ? "Vector256" : Vector128.IsHardwareAccelerated ? "Vector128" : "Scalar", InstructionPath.BestForMemory.Name);

    [Fact]
    public void Kernels_name_their_path() => Assert.All(InstructionPath.All, path => Assert.Same(path, path.For<float>().Path));

    [Fact]
    public void Other_types_are_refused() => Assert.Throws<NotSupportedException>(() => InstructionPath.Best.For<short>());
}
