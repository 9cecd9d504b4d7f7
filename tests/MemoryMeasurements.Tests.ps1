#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# Measurements of memory as users write and read them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
    function Show-Table($Rows) {
        $PSStyle.OutputRendering = 'PlainText'
        $Rows | Out-String -Width 120
    }
}

Describe 'Measure-CacheLatency' {
    It 'gives a ladder that other commands take' {
        $rows = Measure-CacheLatency -MinimumBytes 4KB -MaximumBytes 4MB -Quick -TimeLimit 1
        $rows | Should -HaveCount 31
        ($rows | Measure-Object NanosecondsPerLoad -Maximum).Maximum | Should -BeGreaterThan $rows[0].NanosecondsPerLoad
        $rows | Select-Object WorkingSetBytes, NanosecondsPerLoad, Level | Export-Dataset (Join-Path $TestDrive ladder.parquet)
        (Import-Dataset (Join-Path $TestDrive ladder.parquet)).WorkingSetBytes | Should -Be $rows.WorkingSetBytes
    }

    It 'prints a table with a bar' {
        $table = Show-Table (Measure-CacheLatency -MinimumBytes 16KB -MaximumBytes 16KB -Quick -TimeLimit 0.2)
        $table | Should -Match 'WorkingSet +ns/load +Cycles +Spread +Level +Latency'
        $table | Should -Match '16 KiB +\d+\.\d\d +\d+\.\d .*#'
    }
}

Describe 'Measure-MemoryBandwidth' {
    It 'finds the fewest workers that are fast enough' {
        $rows = Measure-MemoryBandwidth 1MB -Workers 1, 2 -Operation Triad -Quick -TimeLimit 1
        $enough = $rows | Where-Object ShareOfFastest -GE 0.9 | Sort-Object Workers | Select-Object -First 1
        $enough.Workers | Should -BeIn 1, 2
        $rows.OutcomeEqual | Should -Be $true, $true
    }

    It 'prints tables in the culture of the session' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $table = Show-Table (Measure-MemoryBandwidth 1.5MB -Workers 1 -Quick -TimeLimit 0.3)
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
        $table | Should -Match 'three of 1,5 MiB'
        $table | Should -Match 'Triad +1 +\d+,\d\d'
    }
}

Describe 'Measure-TraversalOrder' {
    It 'compares a matrix with its padded self' {
        $rows = 256 | Measure-TraversalOrder -Padding 0, 8 -Quick -TimeLimit 1
        $rows | Should -HaveCount 6
        $rows.OutcomeEqual | Should -Not -Contain $false
        ($rows | Where-Object Order -EQ Row).Slowdown | Should -Be 1, 1
        Show-Table $rows | Should -Match '256 x 256 of 264, 528 KiB'
    }

    It 'stops at the first row that is asked for' {
        (Measure-TraversalOrder 64, 128 -Quick -TimeLimit 1 | Select-Object -First 1).Order | Should -Be 'Row'
    }
}
