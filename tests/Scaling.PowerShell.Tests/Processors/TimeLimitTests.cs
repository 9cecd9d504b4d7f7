using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Processors;

public sealed class TimeLimitTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    public static TheoryData<object> Twos => [(sbyte)2, (byte)2, (short)2, (ushort)2, 2, 2u, 2L, 2ul, 2f, 2.0, 2m, "2", PSObject.AsPSObject(2u)];

    [Theory]
    [MemberData(nameof(Twos), DisableDiscoveryEnumeration = true)]
    public void A_number_of_any_type_is_seconds(object two) => Assert.Equal(TimeSpan.FromSeconds(2), Transform(two));

    [Theory]
    [InlineData(double.NaN, "NaN is no number of seconds.")]
    [InlineData(1e300, "1E+300 seconds are more than a TimeSpan holds.")]
    [InlineData(double.NegativeInfinity, "-Infinity seconds are more than a TimeSpan holds.")]
    public void What_no_TimeSpan_holds_is_refused(double seconds, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentTransformationMetadataException>(() => Transform(seconds)).Message);

    [Theory]
    [InlineData("Measure-CacheLatency")]
    [InlineData("Measure-MatrixInverse 5")]
    [InlineData("Measure-MemoryBandwidth")]
    [InlineData("Measure-ParallelScaling { 1 }")]
    [InlineData("Measure-TraversalOrder")]
    [InlineData("Measure-VectorSpeedup -Count 64")]
    public void A_limit_that_leaves_no_time_ends_the_command(string command)
    {
        foreach (var limit in (string[])["0", "-1", "([timespan]::Zero)"])
        {
            var error = Assert.Single(_session.Run($"{command} -TimeLimit {limit}").Errors);
            Assert.Equal(("TimeLimitOutOfRange", ErrorCategory.InvalidArgument), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        }

        Assert.Equal("CannotConvertArgumentNoMessage", Assert.Single(_session.Run(command + " -TimeLimit x").ErrorIds));
    }

    private object Transform(object value)
    {
        var command = (CommandInfo)Assert.Single(_session.Run("Get-Command Measure-CacheLatency").ThrowOnError().Values)!;
        var attribute = Assert.Single(command.Parameters["TimeLimit"].Attributes.OfType<ArgumentTransformationAttribute>());
        return attribute.Transform(null, value);
    }
}
