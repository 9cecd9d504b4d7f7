<#
.SYNOPSIS
    Races Import-Dataset and Export-Dataset against Import-Csv and Export-Csv: rows of a text file as objects, and objects into a file.
.DESCRIPTION
    Generates a seeded file of twelve columns, runs each contestant in a pwsh of its own, in the order A B C A B C, compares what they
    read, prints the tables and stores them in benchmarks/records. See benchmarks/README.md.
.PARAMETER Rows
    Rows of the file; 200,000 are about 20 MB.
.PARAMETER Repeat
    Processes a contestant.
.PARAMETER Calls
    Calls in a process; the first is cold, the later ones are the steady state.
.PARAMETER Contestant
    Wildcards for the contestants to run; by default all.
.PARAMETER Folder
    Where the data goes; by default a temporary folder, which is removed.
.PARAMETER Module
    The module to race; by default the one that `dotnet build` staged.
.PARAMETER NoRecord
    Prints the tables only.
.EXAMPLE
    benchmarks/race-rows.ps1
.EXAMPLE
    benchmarks/race-rows.ps1 -Rows 1000000 -Repeat 1 -Contestant *kept*
#>
[CmdletBinding(DefaultParameterSetName = 'Race')]
param(
    [Parameter(ParameterSetName = 'Race')] [ValidateRange(1, 100000000)] [int] $Rows = 200000,
    [Parameter(ParameterSetName = 'Race')] [ValidateRange(1, 100)] [int] $Repeat = 3,
    [ValidateRange(1, 100)] [int] $Calls = 4,
    [Parameter(ParameterSetName = 'Race')] [string[]] $Contestant = '*',
    [Parameter(Mandatory, ParameterSetName = 'Turn')] [Parameter(ParameterSetName = 'Race')] [string] $Folder,
    [string] $Module = (Join-Path $PSScriptRoot '../module/Scaling'),
    [Parameter(ParameterSetName = 'Race')] [switch] $NoRecord,
    # What a process of a race runs with.
    [Parameter(Mandatory, ParameterSetName = 'Turn')] [string] $Turn
)

$ErrorActionPreference = 'Stop'
$invariant = [cultureinfo]::InvariantCulture

# Heats, and in each the contestants; the first one is what the others are compared with. Prepare is not timed.
$heats = [ordered]@{
    'rows kept' = [ordered]@{
        'Import-Csv'             = @{ Run = { Import-Csv $csv } ; Text = '$rows = Import-Csv f.csv' }
        'Import-Dataset'         = @{ Run = { Import-Dataset $csv }; Text = '$rows = Import-Dataset f.csv' }
        'Import-Dataset parquet' = @{ Run = { Import-Dataset $parquet }; Text = '$rows = Import-Dataset f.parquet' }
    }
    'rows to nobody' = [ordered]@{
        'Import-Csv | Out-Null'     = @{ Run = { Import-Csv $csv | Out-Null }; Text = 'Import-Csv f.csv | Out-Null' }
        'Import-Dataset | Out-Null' = @{ Run = { Import-Dataset $csv | Out-Null }; Text = 'Import-Dataset f.csv | Out-Null' }
    }
    'rows through a script' = [ordered]@{
        'Import-Csv | ForEach-Object'     = @{ Run = { $sum = 0.0; Import-Csv $csv | ForEach-Object { $sum += [double] $_.fare } }; Text = 'Import-Csv f.csv | ForEach-Object { $sum += [double] $_.fare }' }
        'Import-Dataset | ForEach-Object' = @{ Run = { $sum = 0.0; Import-Dataset $csv | ForEach-Object { $sum += $_.fare } }; Text = 'Import-Dataset f.csv | ForEach-Object { $sum += $_.fare }' }
    }
    'rows into a file' = [ordered]@{
        'Export-Csv'                  = @{ Prepare = { Import-Dataset $csv }; Run = { $prepared | Export-Csv $out }; Text = '$rows | Export-Csv, rows of Import-Dataset' }
        'Export-Csv, custom objects'  = @{ Prepare = { Import-Csv $csv }; Run = { $prepared | Export-Csv $out }; Text = '$rows | Export-Csv, rows of Import-Csv' }
        'Export-Dataset csv'          = @{ Prepare = { Import-Dataset $csv }; Run = { $prepared | Export-Dataset "$out.csv" }; Text = '$rows | Export-Dataset x.csv' }
        'Export-Dataset parquet'      = @{ Prepare = { Import-Dataset $csv }; Run = { $prepared | Export-Dataset "$out.parquet" }; Text = '$rows | Export-Dataset x.parquet' }
        'Export-Dataset -InputObject' = @{ Prepare = { Import-Dataset $csv }; Run = { Export-Dataset "$out.parquet" -InputObject $prepared }; Text = 'Export-Dataset x.parquet -InputObject $rows' }
        'Export-Dataset, custom objects' = @{ Prepare = { Import-Csv $csv }; Run = { $prepared | Export-Dataset "$out.csv" }; Text = '$rows | Export-Dataset x.csv, rows of Import-Csv' }
    }
}

function Get-MemoryMark([string] $Field) {
    if ($IsLinux) {
        $line = [IO.File]::ReadAllLines('/proc/self/status').Where({ $_.StartsWith($Field) }, 'First')[0]
        return [long] ($line -replace '\D') * 1024
    }

    $process = [Diagnostics.Process]::GetCurrentProcess()
    $Field -eq 'VmHWM' ? $process.PeakWorkingSet64 : $process.WorkingSet64
}

# What the rows hold, in a form that does not depend on whether values are texts or typed.
function Get-Summary([object[]] $Rows) {
    $id = 0L; $fare = 0d; $passengers = 0; $notes = 0; $hash = [Text.StringBuilder]::new()
    foreach ($row in $Rows) {
        $id += [long] $row.id
        if ($null -eq $row.fare -or '' -eq $row.fare) { } else { $fare += [decimal] $row.fare }
        if ($row.passengers) { $passengers += [int] $row.passengers }
        if ($row.note) { $notes += $row.note.Length }
        if (([long] $row.id) % 100 -eq 0) { [void] $hash.Append($row.hash).Append($row.city).Append(([datetime] $row.pickup).Ticks) }
    }

    $bytes = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($hash.ToString()))
    "$($Rows.Count) rows, id $id, fare $($fare.ToString($invariant)), passengers $passengers, notes $notes, $([Convert]::ToHexString($bytes, 0, 8))"
}

if ($Turn) {
    $heat, $name = $Turn -split '/', 2
    $chosen = $heats[$heat][$name]
    Import-Module $Module
    $csv, $parquet, $out = 'rows.csv', 'rows.parquet', "out-$PID" | ForEach-Object { Join-Path $Folder $_ }
    $prepared = if ($chosen.Prepare) { & $chosen.Prepare }
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $idle = Get-MemoryMark VmRSS
    $times = foreach ($call in 1..$Calls) {
        $result = $null
        $process.Refresh()
        $processor = $process.TotalProcessorTime
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $result = & $chosen.Run
        $seconds = $clock.Elapsed.TotalSeconds
        $process.Refresh()
        @{ Seconds = $seconds; ProcessorSeconds = ($process.TotalProcessorTime - $processor).TotalSeconds }
        # The later calls would add the garbage of the earlier ones.
        if ($call -eq 1) { $peak = Get-MemoryMark VmHWM }
    }

    $summary = if ($heat -eq 'rows kept') { Get-Summary $result }
    elseif ($heat -eq 'rows into a file') { Get-Summary $(if (Test-Path $out) { Import-Csv $out } else { Import-Dataset (Get-Item "$out.*").FullName }) }
    Remove-Item "$out*"
    return @{ IdleBytes = $idle; PeakBytes = $peak; Calls = @($times); Summary = $summary } | ConvertTo-Json -Depth 4 -Compress
}

function New-Data([string] $Path) {
    $random = [Random]::new(1)
    $text = [Text.StringBuilder]::new()
    $cities = foreach ($i in 1..400) { "City$i " + 'abcdefghij'.Substring(0, $i % 10) }
    $payments = 'cash', 'card', 'invoice', 'voucher', 'other'
    $start = [datetime]::new(2019, 1, 1)
    $file = [IO.StreamWriter]::new($Path)
    $file.Write("id,pickup,city,passengers,distance,fare,lat,lon,payment,flag,note,hash`n")
    for ($i = 1; $i -le $Rows; $i++) {
        $skewed = $random.NextDouble()
        [void] $text.Clear().Append($i).Append(',').Append($start.AddSeconds($random.Next(63072000)).ToString('yyyy-MM-dd HH:mm:ss', $invariant)).Append(',')
        [void] $text.Append($cities[[int] [math]::Floor($skewed * $skewed * 400)].TrimEnd()).Append(',')
        if ($random.Next(100) -ge 3) { [void] $text.Append($random.Next(1, 7)) }
        [void] $text.Append(',').Append(($random.Next(1, 5000) / 100).ToString('F2', $invariant)).Append(',')
        if ($random.Next(100) -ge 1) { [void] $text.Append(($random.Next(200, 9000) / 100).ToString('F2', $invariant)) }
        [void] $text.Append(',').Append((60 + $random.Next(1000000) / 1e6).ToString('F6', $invariant))
        [void] $text.Append(',').Append((24 + $random.Next(1000000) / 1e6).ToString('F6', $invariant))
        [void] $text.Append(',').Append($payments[$random.Next(5)]).Append(',').Append($random.Next(2) ? 'true' : 'false').Append(',')
        if ($random.Next(1000) -lt 15) { [void] $text.Append('"a note, with ""quotes"" ').Append($i).Append('"') }
        [void] $text.Append(',').Append($random.NextInt64().ToString('x16')).Append("`n")
        $file.Write($text)
    }

    $file.Dispose()
}

function Get-Spread([double[]] $Values, [string] $Format) {
    $sorted = $Values | Sort-Object
    $middle = $sorted.Count -band 1 ? $sorted[$sorted.Count -shr 1] : ($sorted[$sorted.Count / 2 - 1] + $sorted[$sorted.Count / 2]) / 2
    [pscustomobject]@{ Median = $middle; Min = $sorted[0]; Max = $sorted[-1]; Text = if ($sorted.Count -eq 1) { $middle.ToString($Format, $invariant) }
        else { '{0} ({1}–{2})' -f [object[]] ($middle, $sorted[0], $sorted[-1]).ForEach({ ([double] $_).ToString($Format, $invariant) }) } }
}

function Get-Load { if ($IsLinux) { ([IO.File]::ReadAllText('/proc/loadavg') -split ' ')[0] } else { '–' } }

if (-not (Test-Path $Module)) { throw "There is no module at $Module; run 'dotnet build' first." }
Import-Module $Module
$own = -not $Folder
if ($own) { $Folder = Join-Path ([IO.Path]::GetTempPath()) "race-rows-$([guid]::NewGuid().ToString('n'))" }
$null = New-Item $Folder -ItemType Directory -Force
$Folder = (Get-Item $Folder).FullName
$pwsh = [Environment]::ProcessPath
try {
    $csv = Join-Path $Folder rows.csv
    New-Data $csv
    Read-Dataset $csv | Export-Dataset (Join-Path $Folder rows.parquet)
    $load = Get-Load
    $turns = foreach ($heat in $heats.Keys) {
        foreach ($name in $heats[$heat].Keys) { if ($Contestant.Where({ $name -like $_ -or $heat -like $_ })) { "$heat/$name" } }
    }

    if (-not $turns) { throw "No contestant is called $($Contestant -join ' or ')." }
    $runs = foreach ($round in 1..$Repeat) {
        foreach ($turn in $turns) {
            Write-Progress "Race of rows, round $round of $Repeat" $turn
            $json = & $pwsh -NoProfile -NonInteractive -File $PSCommandPath -Turn $turn -Folder $Folder -Calls $Calls -Module $Module
            if ($LASTEXITCODE -ne 0) { throw "$turn failed: $json" }
            $run = $json | Select-Object -Last 1 | ConvertFrom-Json
            $run | Add-Member Turn $turn
            $run
        }
    }

    Write-Progress "Race of rows" -Completed
    $size = (Get-Item $csv).Length
    $sha = (Get-FileHash $csv).Hash.ToLowerInvariant()
    $version = (Import-PowerShellDataFile (Join-Path $Module Scaling.psd1)).ModuleVersion
    $processor = if ($IsLinux) { ([IO.File]::ReadAllLines('/proc/cpuinfo') -like 'model name*')[0] -replace '.*:\s*' -replace '\s+\d+-Core Processor' } else { $env:PROCESSOR_IDENTIFIER }
    $commit = try { git -C $PSScriptRoot rev-parse --short=12 HEAD 2>$null } catch { '–' }
    $date = [datetime]::UtcNow
    $command = "benchmarks/race-rows.ps1 -Rows $Rows -Repeat $Repeat -Calls $Calls"
    if ($Contestant -ne '*') { $command += " -Contestant $($Contestant.ForEach({ "'$_'" }) -join ', ')" }
    $page = [Collections.Generic.List[string]] @(
        "# Rows, $($date.ToString('yyyy-MM-dd HH:mm', $invariant)) UTC", '', "``$command``", ''
        "* $processor, $([Environment]::ProcessorCount) usable processors; $([Runtime.InteropServices.RuntimeInformation]::OSDescription)"
        "* pwsh $($PSVersionTable.PSVersion), $([Runtime.InteropServices.RuntimeInformation]::FrameworkDescription), Scaling $version; commit $commit; load average $load before, $(Get-Load) after"
        "* $($Rows.ToString('N0', $invariant)) rows × 12 columns, $(($size / 1e6).ToString('F1', $invariant)) MB, seed 1, SHA-256 $($sha.Substring(0, 16))…")
    $results = foreach ($heat in $heats.Keys) {
        $names = @($heats[$heat].Keys.Where({ "$heat/$_" -in $turns }))
        if (-not $names) { continue }
        $page.AddRange([string[]] @('', "## $heat", ''
                '| | first call s | later calls s | processor s, first | later | peak MB | above idle MB | times as fast, first | later |'
                '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |'))
        $base = $null
        foreach ($name in $names) {
            $mine = $runs.Where({ $_.Turn -eq "$heat/$name" })
            $first = Get-Spread $mine.ForEach({ $_.Calls[0].Seconds }) F2
            $firstProcessor = Get-Spread $mine.ForEach({ $_.Calls[0].ProcessorSeconds }) F2
            $later = if ($Calls -gt 1) { Get-Spread $mine.ForEach({ $_.Calls | Select-Object -Skip 1 | ForEach-Object Seconds }) F2 }
            $laterProcessor = if ($Calls -gt 1) { Get-Spread $mine.ForEach({ $_.Calls | Select-Object -Skip 1 | ForEach-Object ProcessorSeconds }) F2 }
            $peak = Get-Spread $mine.PeakBytes F0
            $above = Get-Spread $mine.ForEach({ $_.PeakBytes - $_.IdleBytes }) F0
            $result = [pscustomobject]@{ Heat = $heat; Contestant = $name; Command = $heats[$heat][$name].Text; First = $first; Later = $later
                FirstProcessor = $firstProcessor; LaterProcessor = $laterProcessor; PeakBytes = $peak; AboveIdleBytes = $above; Summary = @($mine.Summary | Sort-Object -Unique) }
            $base ??= $result
            $ratios = if ($result -eq $base) { '', '' } else {
                '{0} ×' -f ($base.First.Median / $first.Median).ToString('F1', $invariant)
                if ($later) { '{0} ×' -f ($base.Later.Median / $later.Median).ToString('F1', $invariant) } else { '–' }
            }

            $page.Add("| ``$($result.Command -replace '\|', '\|')`` | $($first.Text) | $($later.Text ?? '–') | $($firstProcessor.Median.ToString('F2', $invariant)) | $($laterProcessor ? $laterProcessor.Median.ToString('F2', $invariant) : '–') | $(($peak.Median / 1e6).ToString('F0', $invariant)) | $(($above.Median / 1e6).ToString('F0', $invariant)) | $($ratios[0]) | $($ratios[1]) |")
            $result
        }
    }

    $summaries = @($results.Summary | Where-Object { $_ } | Sort-Object -Unique)
    $page.AddRange([string[]] @('', ($summaries.Count -le 1 ? "All contestants hold the same rows: $summaries." : "**The rows differ.**")))
    if ($summaries.Count -gt 1) { foreach ($result in $results) { $page.Add("* $($result.Contestant): $($result.Summary -join '; ')") } }
    $page
    if (-not $NoRecord) {
        $record = Join-Path $PSScriptRoot "records/race-rows-$($date.ToString('yyyy-MM-ddTHHmm', $invariant))"
        [IO.File]::WriteAllText("$record.md", ($page -join "`n") + "`n")
        $data = [ordered]@{ command = $command; date = $date; processor = $processor; pwsh = "$($PSVersionTable.PSVersion)"; scaling = $version; commit = $commit
            rows = $Rows; bytes = $size; sha256 = $sha; loadBefore = $load; runs = @($runs) }
        [IO.File]::WriteAllText("$record.json", ((ConvertTo-Json $data -Depth 6) -replace "`r") + "`n")
        "`nStored as $record.md and .json"
    }

    if ($summaries.Count -gt 1) { exit 1 }
}
finally {
    if ($own) { Remove-Item $Folder -Recurse -Force }
}
