using Xunit;

namespace Scaling.PowerShell.Tests.Parallel;

/// <summary>Ranges of worker counts as users write them; in an argument they are texts to the engine.</summary>
public sealed class RangeArgumentTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("1..4", new[] { 1, 2, 3, 4 })]
    [InlineData("(1..3)", new[] { 1, 2, 3 })]
    [InlineData("1..2, 8", new[] { 1, 2, 8 })]
    [InlineData("3..1", new[] { 3, 2, 1 })]
    [InlineData("5", new[] { 5 })]
    [InlineData("'2..2'", new[] { 2 })]
    [InlineData("'1,2,4'", new[] { 1, 2, 4 })]
    [InlineData("'1..2, 8', 16", new[] { 1, 2, 8, 16 })]
    public void A_range_is_the_numbers_in_it(string workers, int[] counts)
    {
        var rows = _session.Run($"(Get-SpeedupLimit 0.9 -Workers {workers}).Workers").ThrowOnError().Values;
        Assert.Equal(counts.Order(), rows.Cast<int>().Order());
    }

    [Theory]
    [InlineData("1..x", "CannotConvertArgumentNoMessage")]
    [InlineData("'1,x'", "CannotConvertArgumentNoMessage")]
    [InlineData("'1,000'", "ParameterArgumentValidationError")]
    [InlineData("0..2", "ParameterArgumentValidationError")]
    [InlineData("1..2000000000", "CannotConvertArgumentNoMessage")]
    public void What_is_none_is_refused(string workers, string id) =>
        Assert.Equal(id, Assert.Single(_session.Run($"Get-SpeedupLimit 0.9 -Workers {workers}").ErrorIds));

    [Fact]
    public void The_line_of_the_issue_runs()
    {
        var rows = _session.Run("(Measure-ParallelScaling { 1 } -Workers 1..2 -TaskCount 2 -Quick -TimeLimit 0.5).Workers").ThrowOnError().Values;
        Assert.Equal([1, 2], rows.Cast<int>());
    }
}
