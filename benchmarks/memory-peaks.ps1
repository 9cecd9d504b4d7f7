<#
.SYNOPSIS
    Measures how Measure-MemoryCeiling agrees with /usr/bin/time -v, and what measuring costs.
.DESCRIPTION
    Agreement: the peak of -Isolated against GNU time's of the same work in a fresh pwsh, medians of -Count runs in turns, and their spreads. How much
    garbage piles up is the collector's choice; where the spread of GNU time alone is above the difference, that is no disagreement.
    Cost: the least of many empty measurements, and the processor time of the thread that watches while the script sleeps.
    Linux only; needs GNU time (package time). Run it on a quiet machine.
#>
param([int] $Count = 5)

Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
$csv = Join-Path ([IO.Path]::GetTempPath()) 'memory-peaks.csv'
1..60000 | ForEach-Object { [pscustomobject]@{ A = $_; B = "x$_"; C = 2 * $_; D = 'hello' } } | Export-Csv $csv

function Get-Median($Values) { $sorted = $Values | Sort-Object; $sorted[[int][math]::Floor(($sorted.Count - 1) / 2)] }
function Get-Spread($Values) { $m = $Values | Measure-Object -Minimum -Maximum; ($m.Maximum - $m.Minimum) / 1MB }

$works = [ordered]@{
    'nothing'          = '$null'
    '100 MB array'     = '$x = [byte[]]::new(100MB); [Array]::Fill($x, [byte] 1)'
    '2 × 200 MB'       = '$x = [byte[]]::new(200MB); [Array]::Fill($x, [byte] 1); $y = $x.Clone()'
    '200,000 objects'  = '$l = foreach ($i in 1..200000) { [pscustomobject]@{ A = $i; B = "text $i" } }'
    '300,000 strings'  = '$s = foreach ($i in 1..300000) { "line $i" }; $t = $s -join "`n"'
    'Import-Csv'       = "`$r = Import-Csv '$csv'"
    '1.6 GB garbage'   = 'foreach ($k in 1..200) { $q = [double[]]::new(1MB); [Array]::Fill($q, 1.0) }'
}
foreach ($work in $works.GetEnumerator()) {
    $script = [scriptblock]::Create($work.Value)
    $measured, $timed = @(), @()
    foreach ($k in 1..$Count) {
        $measured += (Measure-MemoryCeiling $script -Isolated).PeakBytes
        $kilobytes = "$(/usr/bin/time -f '%M' pwsh -NoProfile -NonInteractive -Command $work.Value 2>&1 | Select-Object -Last 1)"
        $timed += 1024 * [long] $kilobytes
    }
    [pscustomobject]@{
        Work           = $work.Key
        MeasuredMiB    = [math]::Round((Get-Median $measured) / 1MB, 1)
        GnuTimeMiB     = [math]::Round((Get-Median $timed) / 1MB, 1)
        DifferencePercent = [math]::Round(100 * ((Get-Median $measured) / (Get-Median $timed) - 1), 2)
        SpreadMiB      = [math]::Round((Get-Spread $measured), 1)
        GnuSpreadMiB   = [math]::Round((Get-Spread $timed), 1)
    }
}

function Get-Least([scriptblock] $Script) {
    $least = [double]::MaxValue
    foreach ($k in 1..50) {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $null = & $Script
        $least = [math]::Min($least, $clock.Elapsed.TotalMilliseconds)
    }
    [math]::Round($least, 3)
}

function Get-WatcherPercent([hashtable] $Parameters) {
    $null = Measure-MemoryCeiling @Parameters -SkipCollection -MeasurementVariable ignored {
        Start-Sleep -Milliseconds 200
        $thread = (Get-ChildItem /proc/self/task | Where-Object { (Get-Content "$($_.FullName)/comm") -like 'Memory sampl*' }).Name
        $before, $clock = [long]((Get-Content "/proc/self/task/$thread/schedstat") -split ' ')[0], [Diagnostics.Stopwatch]::StartNew()
        Start-Sleep 3
        $after = [long]((Get-Content "/proc/self/task/$thread/schedstat") -split ' ')[0]
        $percent = 100 * ($after - $before) / 1e9 / $clock.Elapsed.TotalSeconds
    }
    [math]::Round($percent, 2)
}

$sleeper = Start-Process sleep 30 -PassThru
$withChild = Get-WatcherPercent @{}
$sleeper.Kill()
$sleeper.WaitForExit()
[pscustomobject]@{
    MeasureCommandMilliseconds   = Get-Least { Measure-Command { $x = 1 } }
    WithoutCollectionMilliseconds = Get-Least { Measure-MemoryCeiling { $x = 1 } -SkipCollection }
    WithCollectionMilliseconds   = Get-Least { Measure-MemoryCeiling { $x = 1 } }
    WatchingPercent              = Get-WatcherPercent @{}
    WatchingAChildPercent        = $withChild
    Timeline10msPercent          = Get-WatcherPercent @{ TimelineInterval = 0.01 }
} | Format-List
[IO.File]::Delete($csv)
