#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# How many workers are worth it: as users ask it, in pwsh.

BeforeAll {
    $module = Join-Path $PSScriptRoot '..' 'module' 'Scaling'
    Import-Module $module
}

Describe 'Measure, fit, predict' {
    BeforeAll {
        # Tasks that wait scale on any machine, however busy it is.
        $records = Measure-ParallelScaling { Start-Sleep -Milliseconds 10; $_ } -Workers 1, 2, 4 -TaskCount 8 -Quick -TimeLimit 2 -Name waiting
    }

    It 'measures a script with more workers' {
        $records.Workers | Should -Be 1, 2, 4
        $records.OutcomeEqual | Should -Not -Contain $false
        $records[1].Speedup | Should -BeGreaterThan 1
        $records | Format-Table | Out-String | Should -Match 'KarpFlatt'
    }

    It 'says how many are worth it, and goes on to limits' {
        $fit = $records | Get-ScalingFit -IncludeOversubscribed
        $best = $fit | Where-Object IsPreferred
        $best.Name | Should -Be 'waiting'
        $best.Reason | Should -Not -BeNullOrEmpty
        $best.Points.Workers | Should -Be 1, 2, 4
        ($best | Get-SpeedupLimit -Workers 1, 8).Speedup[0] | Should -Be 1
    }

    It 'gives the same fit after <_>' -ForEach 'Clixml', 'Json', 'Csv' {
        $path = Join-Path $TestDrive "records.$_"
        $stored = switch ($_) {
            Clixml { $records | Export-Clixml $path; Import-Clixml $path }
            Json { $records | ConvertTo-Json -Depth 4 | Set-Content $path; Get-Content $path -Raw | ConvertFrom-Json }
            Csv { $records | Export-Csv $path; Import-Csv $path }
        }
        $now = $records | Get-ScalingFit -Law Amdahl -SecondsProperty Seconds -IncludeOversubscribed
        $then = $stored | Get-ScalingFit -Law Amdahl -SecondsProperty Seconds -IncludeOversubscribed
        $then.ObservationCount | Should -Be 3
        $then.SerialFraction | Should -Be $now.SerialFraction
        $then.RecommendedWorkers | Should -Be $now.RecommendedWorkers
    }
}

Describe 'Tasks in runspaces' {
    It 'brings modules and functions by the initialization script' {
        $root = $module
        $sums = [System.Collections.Concurrent.ConcurrentBag[object]]::new()
        $null = 1..4 | Measure-ParallelScaling {
            ($using:sums).Add((Get-SpeedupLimit 0.5 -Workers $_).Speedup)
            ($using:sums).Add((Get-Twice $_))
        } -InitializationScript ([scriptblock]::Create("Import-Module '$root'; function Get-Twice(`$n) { 2 * `$n }")) -Workers 2 -Quick -TimeLimit 0.1
        $sums | Sort-Object -Unique | Should -Be @(2, 4, 6, 8 + (1..4 | ForEach-Object { (Get-SpeedupLimit 0.5 -Workers $_).Speedup }) | Sort-Object -Unique)
    }

    It 'ends sleeping tasks at Ctrl+C, and leaves no runspace' {
        $before = (Get-Runspace).Count
        $shell = [powershell]::Create()
        try {
            $begun = [System.Threading.CountdownEvent]::new(3)
            $null = $shell.AddScript({
                param($module, $begun)
                Import-Module $module
                Measure-ParallelScaling { $null = ($using:begun).Signal(); Start-Sleep -Seconds 600 } -Workers 3 -TaskCount 3
            }).AddArgument($module).AddArgument($begun)
            $run = $shell.BeginInvoke()
            $begun.Wait(30000) | Should -BeTrue
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
            { $shell.EndInvoke($run) } | Should -Throw
        }
        finally { $shell.Dispose() }
        (Get-Runspace).Count | Should -BeLessOrEqual $before
    }
}
