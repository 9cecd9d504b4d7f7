<#
.SYNOPSIS
    Builds Scaling, tests it with xunit and Pester, and leaves the importable module in module/Scaling.
.PARAMETER Configuration
    Release (default) or Debug.
.PARAMETER SkipTests
    Builds only.
.EXAMPLE
    ./build.ps1
#>
[CmdletBinding()]
param(
    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',
    [switch] $SkipTests
)

$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot
$PSNativeCommandUseErrorActionPreference = $true

if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
    throw 'The .NET 10 SDK is missing. Get it from https://dotnet.microsoft.com/download or your package manager (dotnet-sdk-10.0).'
}

dotnet build Scaling.sln --configuration $Configuration --nologo
Write-Host "Built: Import-Module $(Join-Path $PSScriptRoot module Scaling)"
if ($SkipTests) { return }

dotnet test Scaling.sln --configuration $Configuration --no-build --nologo

$pester = Get-Module -ListAvailable Pester | Where-Object Version -GE '5.5' | Sort-Object Version | Select-Object -Last 1
if (-not $pester) {
    Write-Warning 'Pester 5.5 or newer is missing, so the workflow tests did not run. Get it with: Install-PSResource Pester'
    return
}

# A process of its own: a module imported here could not be built again before the session ends.
$suite = Join-Path $PSScriptRoot tests run-pester.ps1
& (Get-Process -Id $PID).Path -NoProfile -File $suite
