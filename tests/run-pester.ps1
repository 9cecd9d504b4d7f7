<#
.SYNOPSIS
    Runs the Pester workflows against module/Scaling; the last line is 'N passed, N failed, N skipped', the exit code 1 if any failed.
#>
[CmdletBinding()]
param([string] $Output = 'Normal')

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.5
Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')

$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Output
$run = Invoke-Pester -Configuration $configuration
"$($run.PassedCount) passed, $($run.FailedCount) failed, $($run.SkippedCount + $run.NotRunCount) skipped"
# A file that could not be read has no tests to fail, and must not pass for that.
exit [int]($run.Result -ne 'Passed')
