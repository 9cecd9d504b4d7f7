# In pwsh and in Scaling.Host, so with the engine's core cmdlets only.
param([string] $Module, [string] $InputPath, [string] $OutputPath, [string] $Codec, [string] $Level, [int] $Calls, [int] $Workers, [long] $MemoryLimit)

$ErrorActionPreference = 'Stop'

function Get-Memory([string] $Name) {
    1024 * [long] [regex]::Match([IO.File]::ReadAllText('/proc/self/status'), "(?m)^${Name}:\s*(\d+) kB").Groups[1].Value
}

function Write-Event([string] $Text) {
    [Console]::Out.WriteLine($Text)
    [Console]::Out.Flush()
}

$clock = [Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$imported = $clock.Elapsed.TotalSeconds
$invariant = [cultureinfo]::InvariantCulture
Write-Event ([string]::Format($invariant, '{{"event":"ready","version":"{0}, {1} {2}","importSeconds":{3:R},"idleBytes":{4}}}',
        'Scaling ' + (Get-Module Scaling).Version, $Host.Name, $PSVersionTable.PSVersion, $imported, (Get-Memory VmRSS)))

$options = @{ LiteralPath = $InputPath; DestinationPath = $OutputPath; Compression = $Codec }
if ($Level) { $options.CompressionLevel = [int] $Level }
$options.Workers = $Workers
if ($MemoryLimit) { $options.MemoryLimit = $MemoryLimit }
for ($call = 0; $call -lt $Calls; $call++) {
    if ([IO.File]::Exists($OutputPath)) { [IO.File]::Delete($OutputPath) }
    $used = [Environment]::CpuUsage.TotalTime
    $clock.Restart()
    $null = Convert-CsvToParquet @options
    $seconds = $clock.Elapsed.TotalSeconds
    Write-Event ([string]::Format($invariant, '{{"event":"call","seconds":{0:R},"processorSeconds":{1:R},"peakBytes":{2}}}',
            $seconds, ([Environment]::CpuUsage.TotalTime - $used).TotalSeconds, (Get-Memory VmHWM)))
}
