#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# Know the ceiling before you hit it: as users ask for it, in pwsh.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
}

Describe 'A pipeline before it runs' {
    BeforeAll {
        Set-Location $TestDrive
        @'
Name,Reads,Makes,Temporary
read,,raw = 600MB,
convert,raw,data = 0.3 of raw,
aggregate,data,sums = 20MB,
bootstrap,sums,means = 50MB,100MB
'@ | Set-Content steps.csv
    }

    It 'is predicted from a table of steps, and again after JSON' {
        $ceilings = Import-Csv steps.csv | Get-MemoryCeiling -BaseBytes 0 -MemoryLimit 900MB
        $ceilings.Policy | Should -Be 'Keep', 'Release', 'Checkpoint'
        $ceilings.CeilingBytes | Should -Be 950MB, 780MB, 780MB
        $ceilings.Fits | Should -Be $false, $true, $true
        $steps = Import-Csv steps.csv | ConvertTo-Json | ConvertFrom-Json
        (Get-MemoryCeiling $steps -BaseBytes 0).CeilingBytes | Should -Be $ceilings.CeilingBytes
    }

    It 'is shown as tables and pictures' {
        $ceilings = Import-Csv steps.csv | Get-MemoryCeiling -BaseBytes 0 -MemoryLimit 900MB
        $table = $ceilings | Format-Table | Out-String -Width 160
        $table | Should -Match 'Limit: 900 MiB, Base: 0 B'
        $table | Should -Match "Keep +950 MiB +950 MiB bootstrap +0 B no, 50 MiB +let go of 'raw' after 'convert'"
        $ceilings[0].Steps | Format-Table | Out-String -Width 160 | Should -Match 'aggregate +780 MiB +800 MiB \u2588{16}\u2591 +raw, data, sums'
        $ceilings[0].Changes | Format-Table | Out-String -Width 160 | Should -Match "780 MiB +170 MiB +0 B True +let go of 'raw'"
        $ceilings[0].Steps[3].Live | Format-Table | Out-String -Width 160 | Should -Match 'means +50 MiB Made +False +this step makes it'
    }

    It 'is advised the change that makes it fit' {
        $ceiling = Import-Csv steps.csv | Get-MemoryCeiling -BaseBytes 0 -MemoryLimit 800MB -Policy Keep
        $ceiling.Advice | Should -Be "let go of 'raw' after 'convert': 780 MiB, 170 MiB less"
        ($ceiling.Changes | Where-Object { $_.Fits -and $_.Kind -ne 'HalveObject' }).Step | Should -Be 'convert', 'convert', 'aggregate', 'aggregate'
    }

    It 'sizes files by the command that will read them' {
        1..2000 | ForEach-Object { [pscustomobject]@{ Id = $_; Name = "name $_" } } | Export-Csv rows.csv
        $sizes = foreach ($reader in 'Import-Csv', 'Import-Dataset', 'Read-Dataset') {
            (Get-MemoryCeiling @{ Makes = @{ rows = @{ Path = 'rows.csv'; As = $reader } } } -BaseBytes 0 -Policy Keep).CeilingBytes
        }
        $sizes[0] | Should -BeGreaterThan (2 * $sizes[1])
        $sizes[1] | Should -BeGreaterThan (2 * $sizes[2])
        (Get-MemoryCeiling @{ Makes = @{ rows = Get-Item rows.csv } } -BaseBytes 0 -Policy Keep).CeilingBytes | Should -Be $sizes[2]
    }
}

Describe 'A script before it runs' {
    It 'is read by Get-ChildItem and path, with its ceiling at the right line' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive scripts)
        @'
function Get-Mean {
    $numbers = [double[]]::new(1MB)
    [Linq.Enumerable]::Average($numbers)
}
$mean = Get-Mean
$result = [double[]]::new(512KB)
'@ | Set-Content (Join-Path $folder a.ps1)
        $ceiling = Get-ChildItem $folder -Filter *.ps1 | Get-MemoryCeiling -BaseBytes 0 -Policy AsWritten
        $ceiling.CeilingBytes | Should -Be (8MB + 24)
        $ceiling.CeilingStep | Should -BeLike '2 in Get-Mean: *'
        $ceiling.ScriptPath | Should -Be (Join-Path $folder a.ps1)
    }

    It 'reads every script of this repository without an error' {
        $scripts = Get-ChildItem (Join-Path $PSScriptRoot '..' 'samples') -Filter *.ps1 | Get-MemoryCeiling -Policy AsWritten
        $scripts.Count | Should -BeGreaterThan 2
    }
}

Describe 'Beside what is measured' {
    It 'takes the same steps as Measure-MemoryCeiling, and comes within 10 %' {
        $steps = @(
            @{ Name = 'fill'; Makes = @{ a = 200MB }; Script = { $a = [byte[]]::new(200MB); [Array]::Fill($a, [byte] 1) } }
            @{ Name = 'copy'; Reads = 'a'; Makes = 'b = 1 of a'; Releases = 'a'; Script = { $b = $a.Clone(); Remove-Variable a; [GC]::Collect() } }
            @{ Name = 'again'; Reads = 'b'; Makes = 'c = 1 of b'; Script = { $c = $b.Clone() } }
        )
        $measured = Measure-MemoryCeiling -Step $steps -Isolated
        $predicted = Get-MemoryCeiling $steps -BaseBytes $measured[0].StartBytes -Policy AsWritten
        $peak = ($measured.PeakBytes | Measure-Object -Maximum).Maximum
        $predicted.CeilingBytes / $peak | Should -BeGreaterThan 0.9
        $predicted.CeilingBytes / $peak | Should -BeLessThan 1.1
    }

    It 'is shown with all that is alive on a screen of 80 columns' {
        $PSStyle.OutputRendering = 'PlainText'
        $statements = Measure-MemoryCeiling -ByStatement {
            $first = [byte[]]::new(1MB)
            $second = [byte[]]::new(2MB)
            $third = [byte[]]::new(3MB)
        }
        $table = $statements | Out-String -Width 80
        $table | Should -Not -Match ([char] 0x2026)
        $table -replace '\s' | Should -Match '\$third3MiB,\$second2MiB,\$first1MiB'
        "$($statements[1])" | Should -Match '^\d+: \$second = '
    }

    It 'holds for a pipeline of the sample' {
        $ceiling = & (Join-Path $PSScriptRoot '..' 'samples' 'memory-ceilings.ps1') -Pipeline Join -Rows 20000
        [math]::Abs($ceiling.Deviation) | Should -BeLessThan 0.1
    }
}
