#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# What users do with the inverse of a matrix: see what threads gain, and whether it can be relied on.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
}

Describe 'Measure-MatrixInverse' {
    It 'compares numbers of threads over the sizes that are asked for' {
        $rows = Measure-MatrixInverse 150, 200 -Workers 1, 2 -Library @() -Seed 3 -Quick -TimeLimit 0.2
        $rows | Should -HaveCount 4
        $rows | Group-Object Size | ForEach-Object Count | Should -Be 2, 2
        ($rows | Where-Object Workers -eq 2).OutcomeEqual | Should -Be $true, $true
        $rows | Where-Object { $_.ScaledResidual -gt 1 } | Should -BeNullOrEmpty
    }

    It 'takes a matrix read from a file, and a script acts on its status' {
        "1,2`n2,4.000001" | Set-Content (Join-Path $TestDrive matrix.csv)
        $matrix = Get-Content (Join-Path $TestDrive matrix.csv) | ForEach-Object { , [double[]]($_ -split ',') }
        $found = Measure-MatrixInverse -Matrix $matrix -Workers 1 -Library @() -Quick -TimeLimit 0.1
        $found.Status | Should -BeExactly 'Regular'
        $found.ReciprocalCondition | Should -BeLessThan 1e-6
        $matrix[1][1] = 4
        (Measure-MatrixInverse -Matrix $matrix -Workers 1 -Library @() -Quick -TimeLimit 0.1 -WarningAction Ignore).Status | Should -BeExactly 'Singular'
    }

    It 'goes through a file and a fit to the limits of more workers' {
        $file = Join-Path $TestDrive inverse.csv
        Measure-MatrixInverse 150 -Workers 1, 2 -Library @() -Quick -TimeLimit 0.2 | Export-Csv $file
        $fits = Import-Csv $file | Get-ScalingFit -IncludeOversubscribed
        $fits.Name | Select-Object -Unique | Should -Match '^150, Scaling, \w+$'
        $fits | Export-Csv $file
        $limits = Import-Csv $file | Get-SpeedupLimit -Workers 4, 8 -WarningVariable warnings -WarningAction SilentlyContinue
        $limits.Law | Should -Be 'Amdahl', 'Amdahl'
        $warnings | Should -HaveCount 1
    }

    It 'prints a table of seven columns under the size' {
        $text = Measure-MatrixInverse 30 -Workers 1 -Library @() -Quick -TimeLimit 0.1 | Out-String -Width 120
        $text | Should -Match 'Size: 30, Regular, reciprocal condition'
        $text | Should -Match 'Library +Path +Workers +Seconds +GFLOP/s +Speedup +Residual'
    }
}
