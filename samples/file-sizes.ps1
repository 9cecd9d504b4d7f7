<#
.SYNOPSIS
    Bootstraps the mean size of files, per year of their last change.
.DESCRIPTION
    The main job of Scaling's chapter, on your own files: count files by size and age, store the counts as Parquet, select, group by
    year and size, and draw from each year's sizes for the mean of log2(bytes) with its confidence interval. Runs in pwsh and in
    Scaling.Host (core cmdlets and Scaling's only).
.PARAMETER Path
    A folder to walk; or a dataset of counts: columns Bytes, MonthsTo2021 and Files as CSV or Parquet, or, as .txt, without a header and
    separated by blanks.
.PARAMETER LastYear
    The last year to show; by default the current one for a folder, 2020 for a dataset, whose months count back from 2021.
.PARAMETER ParquetPath
    Where to keep the counts as Parquet; by default a temporary file.
.EXAMPLE
    ./samples/file-sizes.ps1 -Path ~
.EXAMPLE
    ./samples/file-sizes.ps1 -Path ./filesizes_timestamps.txt -SampleSize 100 -ResampleCount 100000 -Seed 7
#>
[CmdletBinding()]
param(
    [string] $Path = '.',
    [string] $ParquetPath,
    [int] $FirstYear = 2010,
    [int] $LastYear,
    [int] $SampleSize = 100,
    [int] $ResampleCount = 100000,
    [long] $Seed = 7
)

$ErrorActionPreference = 'Stop'
$source = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$isFolder = [IO.Directory]::Exists($source)
if (-not $LastYear) { $LastYear = $isFolder ? [datetime]::UtcNow.Year : 2020 }
$keep = [bool] $ParquetPath
if (-not $keep) { $ParquetPath = [IO.Path]::Combine([IO.Path]::GetTempPath(), "file-sizes-$([guid]::NewGuid()).parquet") }

try {
    # 1. Counts of files by size and month, stored as Parquet. Folders that cannot be read are reported, and the rest is counted.
    $stored = if ($isFolder) {
        Measure-FileSizeDistribution -LiteralPath $source -ErrorAction Continue | Export-Dataset $ParquetPath -PassThru
    }
    elseif ([IO.Path]::GetExtension($source) -eq '.txt') {
        Read-Dataset -LiteralPath $source -Delimiter Whitespace -Header Bytes, MonthsTo2021, Files | Export-Dataset $ParquetPath -PassThru
    }
    else {
        Read-Dataset -LiteralPath $source -Property Bytes, MonthsTo2021, Files | Export-Dataset $ParquetPath -PassThru
    }

    # An empty folder has no counts; Export-Dataset has said so.
    if (-not $stored) { return }

    # 2. Empty files have no size to average; the year comes from the months before 2021.
    Read-Dataset -LiteralPath $ParquetPath |
        Select-Dataset -Where { $_.Bytes -ne 0 } -Property Files,
            @{ Name = 'BytesLog2'; Expression = { [int][math]::Log2($_.Bytes) } },
            @{ Name = 'Year'; Expression = { [int][math]::Floor((2021 * 12 - $_.MonthsTo2021 - 1) / 12) } } |
        Select-Dataset -Where { $_.Year -ge $FirstYear -and $_.Year -le $LastYear } |
        Group-Dataset -By Year, BytesLog2 -Sum Files |
        # 3. Means of samples drawn with the number of files as weight.
        Invoke-ParallelBootstrap -Property BytesLog2 -Weight Files -GroupBy Year -SampleSize $SampleSize -ResampleCount $ResampleCount -Seed $Seed -ErrorAction Continue
}
finally {
    if (-not $keep) { [IO.File]::Delete($ParquetPath) }
}
