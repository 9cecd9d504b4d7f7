using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class GroupDatasetFileTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Files_are_read_with_the_needed_columns_only_and_grouped_together()
    {
        _session.WriteFile("a.csv", "K,V,Unused\nx,1,oops\ny,2,\n");
        _session.WriteFile("b.csv", "Other,V,K\n1,30,x\n1,,y\n");

        var result = _session.Run("Group-Dataset ?.csv -By K -Sum V -Count | Import-Dataset");

        Assert.Empty(result.Errors);
        Assert.Equal(["x 31 2", "y 2 2"], result.Output.Select(r => $"{Get(r, "K")} {Get(r, "V")} {Get(r, "Count")}"));
    }

    [Fact]
    public void A_file_that_cannot_be_grouped_is_an_error_that_names_it_and_the_next_is_grouped()
    {
        var bad = _session.WriteFile("bad.csv", "Other,V\n1,2\n");
        _session.WriteFile("good.csv", "K,V\n1,2\n");

        var result = _session.Run("Group-Dataset -LiteralPath bad.csv, gone.csv, good.csv -By K -Sum V | Import-Dataset");

        Assert.Equal(["ColumnNotFound", "PathNotFound"], result.ErrorIds);
        Assert.Contains(bad, result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2L, Get(Assert.Single(result.Output), "V"));
    }

    [Fact]
    public void A_file_that_ends_in_an_error_midway_makes_no_groups()
    {
        var lines = string.Join("\n", Enumerable.Range(0, 200_000).Select(i => $"{i % 5},{i}"));
        var bad = _session.WriteFile("bad.csv", $"K,V\n{lines}\n1,2,3\n");

        foreach (var command in new[] { "Group-Dataset bad.csv -By K -Sum V", "Read-Dataset bad.csv | Group-Dataset K -Sum V" })
        {
            var result = _session.Run(command);

            Assert.Equal(["RaggedRow", "InputIncomplete"], result.ErrorIds);
            Assert.Equal(bad, result.Errors[1].TargetObject);
            Assert.Empty(result.Output);
        }
    }

    private static object? Get(PSObject row, string name) => row.Properties[name].Value;
}
