using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Processors;

public sealed class MeasureTraversalOrderTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_matrix_has_a_row_for_each_order_with_raw_numbers_and_equal_sums()
    {
        var rows = _session.Run("Measure-TraversalOrder 16, 40 -Quick -TimeLimit 0.6").ThrowOnError().Output;
        Assert.Equal(
            [("Row", 16), ("Column", 16), ("Tiled", 16), ("Row", 40), ("Column", 40), ("Tiled", 40)],
            rows.Select(r => (r.Text("Order"), (int)r.Figure("Rows"))));
        foreach (var matrix in rows.GroupBy(r => r.Figure("Rows")))
        {
            var reference = matrix.First();
            foreach (var row in matrix)
            {
                Assert.Equal(matrix.Key * matrix.Key * 8, row.Figure("WorkingSetBytes"));
                Assert.Equal(1, row.Figure("Seconds") * 1e9 / (matrix.Key * matrix.Key) / row.Figure("NanosecondsPerElement"), 9);
                Assert.Equal(1, row.Figure("NanosecondsPerElement") * row.Figure("BytesPerSecond") / 8e9, 9);
                Assert.Equal(row.Figure("Seconds") / reference.Figure("Seconds"), row.Figure("Slowdown"), 9);
                Assert.Equal((true, "Compiled"), (row.Properties["OutcomeEqual"].Value, row.Text("Engine")));
            }
        }
    }

    [Fact]
    public void Columns_and_padding_make_the_shape()
    {
        var rows = _session.Run("Measure-TraversalOrder 20 -Columns 7 -Padding 0, 3 -Pages Base -Quick -TimeLimit 0.4").ThrowOnError().Output;
        Assert.Equal([7, 7, 7, 10, 10, 10], rows.Select(r => r.Properties["LeadingDimension"].Value));
        Assert.All(rows, r => Assert.Equal((20, 7), (r.Properties["Rows"].Value, r.Properties["Columns"].Value)));
        Assert.Equal([1120L, 1600L], rows.Select(r => r.Properties["WorkingSetBytes"].Value).Distinct());
    }

    [Fact]
    public void The_loops_of_a_script_sum_the_same()
    {
        var rows = _session.Run("Measure-TraversalOrder 24 -Columns 20 -Padding 4 -IncludeScript -Quick -TimeLimit 1").ThrowOnError().Output;
        Assert.Equal(
            [("Row", "Compiled"), ("Column", "Compiled"), ("Tiled", "Compiled"), ("Row", "Script"), ("Column", "Script")],
            rows.Select(r => (r.Text("Order"), r.Text("Engine"))));
        Assert.All(rows, r => Assert.Equal(true, r.Properties["OutcomeEqual"].Value));
        Assert.Equal(1.0, rows[3].Figure("Slowdown"));
        Assert.All(rows.Skip(3), r => Assert.Null(r.Properties["HugePageShare"].Value));
    }

    [Fact]
    public void A_matrix_too_great_for_scripts_has_none() =>
        Assert.Equal(3, _session.Run("Measure-TraversalOrder 257 -Columns 256 -IncludeScript -Quick -TimeLimit 0.3").ThrowOnError().Output.Count);

    [Fact]
    public void Rows_come_from_the_pipeline_and_a_matrix_that_is_too_great_is_an_error_of_its_own()
    {
        var result = _session.Run("8, 16000000, 9 | Measure-TraversalOrder -Quick -TimeLimit 0.3");
        Assert.Equal([8, 9], result.Output.Select(r => r.Properties["Rows"].Value).Distinct());
        var error = Assert.Single(result.Errors);
        Assert.Equal("MemoryLimitExceeded", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal((ErrorCategory.LimitsExceeded, 16_000_000), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Contains("2048000000000000 bytes", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_pipeline_has_no_rows() => Assert.Empty(_session.Run("@() | Measure-TraversalOrder -Quick").ThrowOnError().Output);

    [Theory]
    [InlineData("-Rows 0")]
    [InlineData("-Rows $null")]
    [InlineData("-Columns -1")]
    [InlineData("-Padding -1")]
    public void What_makes_no_sense_is_refused(string options) => Assert.Single(_session.Run("Measure-TraversalOrder " + options).Errors);

    [Fact]
    public void Stopping_the_pipeline_ends_it_within_two_seconds()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("Measure-TraversalOrder 4096, 8192");
        StopTest.EndsInTime(engine);
    }
}
