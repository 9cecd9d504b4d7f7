<#
.SYNOPSIS
    Does removing a variable, or forcing a collection, lower the peak of memory?
.DESCRIPTION
    The experiment of Scaling's chapter with the garbage collector. A is n² random numbers of which only the mean is needed; B is a
    matrix made with that mean, B + Bᵀ, and what an inverse would need. A is kept, or removed, or removed and collected by force.
    Each runs in new processes, several times in turns. The inverse itself, n³ steps, is left out: its place is taken by work
    that makes the arrays it makes, a working copy and a result. Needs pwsh.

    The chapter saw 572 MiB against 435 MiB, two arrays less, in samples of the process's memory. One array of n² numbers is what A
    is; what more is saved, or less, is garbage that has been collected in time, or has not.
.PARAMETER Size
    The n of the n × n matrices, 8·n² bytes each.
.PARAMETER Count
    Runs of each script.
.EXAMPLE
    ./samples/collector-experiment.ps1 -Size 3000
#>
[CmdletBinding()]
param(
    [int] $Size = 3000,
    [int] $Count = 3
)

$ErrorActionPreference = 'Stop'

$functions = [scriptblock]::Create([IO.File]::ReadAllText((Join-Path $PSScriptRoot 'matrix-functions.ps1')))

$keep = {
    param($n)
    $a = New-RandomNumbers ($n * $n)
    $mean = [Linq.Enumerable]::Average($a)
    $b = Add-Number (New-RandomNumbers ($n * $n)) $mean
    $b = Add-Transpose $b $n
    $inverse = Get-Reciprocals $b
    [Linq.Enumerable]::Max($inverse)
}

$remove = {
    param($n)
    $a = New-RandomNumbers ($n * $n)
    $mean = [Linq.Enumerable]::Average($a)
    Remove-Variable a
    $b = Add-Number (New-RandomNumbers ($n * $n)) $mean
    $b = Add-Transpose $b $n
    $inverse = Get-Reciprocals $b
    [Linq.Enumerable]::Max($inverse)
}

$collect = {
    param($n)
    $a = New-RandomNumbers ($n * $n)
    $mean = [Linq.Enumerable]::Average($a)
    Remove-Variable a
    [GC]::Collect()
    $b = Add-Number (New-RandomNumbers ($n * $n)) $mean
    $b = Add-Transpose $b $n
    $inverse = Get-Reciprocals $b
    [Linq.Enumerable]::Max($inverse)
}

$common = @{ ArgumentList = @($Size); InitializationScript = $functions; Count = $Count }
$kept, $removed = Compare-MemoryCeiling $keep $remove @common
$collected = (Compare-MemoryCeiling $keep $collect @common)[1]

foreach ($case in @('A kept', $kept), @('A removed', $removed), @('A removed and collected', $collected)) {
    [pscustomobject]@{
        Case          = $case[0]
        PeakMiB       = [math]::Round($case[1].PeakBytes / 1MB, 1)
        IncrementMiB  = [math]::Round($case[1].IncrementBytes / 1MB, 1)
        SpreadMiB     = [math]::Round(($case[1].HighBytes - $case[1].LowBytes) / 1MB, 1)
        ArraysAtPeak  = [math]::Round($case[1].IncrementBytes / (8 * $Size * $Size), 1)
        Gen2          = $case[1].Gen2Collections
        AliveAtPeak   = $case[1].Peak.Variables.Where({ $_.Bytes -ge 64KB }) -join ', '
        Explanation   = $case[1].Explanation
    }
}
