using Scaling.Tests;
using Xunit;

namespace Scaling.PowerShell.Tests.Samples;

public sealed class FileSizesSampleTests : IDisposable
{
    private static readonly string Sample = Path.Combine(EngineSession.ModuleFolder, "..", "..", "samples", "file-sizes.ps1");

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [ChapterFact]
    public void The_chapters_dataset_gives_eleven_years_within_five_standard_errors_and_the_same_digits_again()
    {
        var (first, again) = (Bootstrap(), Bootstrap());

        Assert.Equal(ChapterData.Exact.Keys, first.Select(r => Convert.ToInt32(r["Year"], null)));
        Assert.Equal(ChapterData.Exact.Values.Select(e => (double)e.Files), first.Select(r => (double)r["TotalWeight"]!));
        foreach (var (row, (mean, _)) in first.Zip(ChapterData.Exact.Values))
        {
            var standardError = (double)row["StandardError"]! / Math.Sqrt((int)row["ResampleCount"]!);
            Assert.Equal(mean, (double)row["Estimate"]!, 0.0000006);
            Assert.InRange((double)row["Mean"]!, mean - 5 * standardError, mean + 5 * standardError);
        }

        string[] digits = ["Year", "Mean", "StandardError", "LowerBound", "UpperBound"];
        Assert.Equal(first.Select(r => digits.Select(d => r[d])), again.Select(r => digits.Select(d => r[d])));

        List<Dictionary<string, object?>> Bootstrap() =>
            [.. _session.Run("& $args[0] -Path $args[1]", Sample, ChapterData.FilePath).ThrowOnError().Output
                .Select(o => o.Properties.ToDictionary(p => p.Name, p => (object?)p.Value))];
    }

    [Fact]
    public void A_folder_is_walked_and_its_counts_can_be_kept_and_used_again()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_session.Folder, "files")).FullName;
        for (var i = 0; i < 10; i++) File.WriteAllBytes(Path.Combine(folder, $"f{i}"), new byte[1 << i]);
        File.WriteAllBytes(Path.Combine(folder, "empty"), []);

        var walked = _session.Run("& $args[0] -Path files -ParquetPath counts.parquet -ResampleCount 200", Sample).ThrowOnError().Output.Single();
        var kept = _session.Run("& $args[0] -Path counts.parquet -LastYear $args[1] -ResampleCount 200", Sample, DateTime.UtcNow.Year)
            .ThrowOnError().Output.Single();

        Assert.Equal(4.5, walked.Properties["Estimate"].Value);
        Assert.Equal(walked.Properties["Mean"].Value, kept.Properties["Mean"].Value);
        Assert.Equal(["counts.parquet"], Directory.GetFiles(_session.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void An_empty_folder_is_a_warning_and_counts_kept_from_before_are_not_taken_for_its_own()
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, "files"));
        _session.Run("[pscustomobject]@{ Bytes = 1; MonthsTo2021 = 1; Files = 5 }, [pscustomobject]@{ Bytes = 9; MonthsTo2021 = 1; Files = 5 } |"
            + " Export-Dataset counts.parquet").ThrowOnError();

        var result = _session.Run("& $args[0] -Path files; & $args[0] -Path files -ParquetPath counts.parquet", Sample).ThrowOnError();

        Assert.Empty(result.Output);
        Assert.Equal(2, result.Warnings.Count);
    }
}
