# In pwsh and in Scaling.Host, so with the engine's core cmdlets only.
param([string] $Module, [string] $Told)

$ErrorActionPreference = 'Stop'
$invariant = [cultureinfo]::InvariantCulture

function Write-Event([string] $Text) {
    [Console]::Out.WriteLine($Text)
    [Console]::Out.Flush()
}

function Get-HighWaterMark {
    1024 * [long] [regex]::Match([IO.File]::ReadAllText('/proc/self/status'), '(?m)^VmHWM:\s*(\d+) kB').Groups[1].Value
}

$task = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($Told)).RootElement
$clock = [Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$imported = $clock.Elapsed.TotalSeconds

# The batches, as a variable of a session holds them; reading is no part of the race.
$batches = @(Read-Dataset -LiteralPath $task.GetProperty('csv').GetString())
$options = @{
    Property = 'value'; GroupBy = 'group'
    SampleSize = $task.GetProperty('sampleSize').GetInt32(); ResampleCount = $task.GetProperty('resamples').GetInt32()
    Workers = $task.GetProperty('threads').GetInt32()
}
if ($task.GetProperty('weighted').GetBoolean()) { $options.Weight = 'weight' }
$seed = $task.GetProperty('seed').GetInt64()
Write-Event ([string]::Format($invariant, '{{"event":"ready","version":"Scaling {0}, {1} {2}, .NET {3}","importSeconds":{4:R}}}',
        (Get-Module Scaling).Version, $Host.Name, $PSVersionTable.PSVersion, [Environment]::Version, $imported))

$calls = $task.GetProperty('calls').GetInt32()
for ($call = 0; $call -lt $calls; $call++) {
    $records = $null
    $used = [Environment]::CpuUsage.TotalTime
    $clock.Restart()
    $records = $batches | Invoke-ParallelBootstrap @options -Seed ($seed + $call)
    $seconds = $clock.Elapsed.TotalSeconds
    Write-Event ([string]::Format($invariant, '{{"event":"call","seconds":{0:R},"processorSeconds":{1:R},"peakBytes":{3},"path":"{2}"}}',
            $seconds, ([Environment]::CpuUsage.TotalTime - $used).TotalSeconds, @($records)[0].InstructionPath, (Get-HighWaterMark)))
}

$text = [Text.StringBuilder]::new()
foreach ($record in $records) {
    $null = $text.AppendFormat($invariant, "{0:R} {1:R} {2:R} {3:R}`n", $record.Mean, $record.StandardError, $record.LowerBound, $record.UpperBound)
}

[IO.File]::WriteAllText($task.GetProperty('out').GetString(), $text.ToString())
