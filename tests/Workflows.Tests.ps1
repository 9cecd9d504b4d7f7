#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# What users write, in pwsh, with the cmdlets of pwsh around ours.

BeforeDiscovery {
    $dataset = Join-Path $PSScriptRoot '..' '..' 'shared' 'data' 'filesizes_timestamps.txt'
    $chapter = @{ Dataset = $dataset; Missing = -not (Test-Path $dataset) }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
}

Describe 'Files in and out' {
    BeforeAll {
        Set-Location $TestDrive
        @'
id,city,price,when,note
1,Helsinki,1.50,2020-01-01T10:00:00,"a, b"
2,Espoo,,2020-01-02T11:30:00,
3,Helsinki,3.25,2020-01-03T12:00:00,"says ""hi"""
'@ | Set-Content data.csv
    }

    It 'imports rows with typed properties' {
        $rows = Import-Dataset data.csv
        $rows | Should -HaveCount 3
        $rows[0].id | Should -BeOfType [long]
        $rows[0].price | Should -BeOfType [double]
        $rows[0].when | Should -Be ([datetime] '2020-01-01T10:00:00')
        $rows[1].price | Should -BeNullOrEmpty
        $rows[2].note | Should -BeExactly 'says "hi"'
    }

    It 'converts a CSV file and reads the same rows back from Parquet' {
        $done = Convert-CsvToParquet data.csv
        $done.Rows | Should -Be 3
        $done.Path | Should -Be (Join-Path $TestDrive data.parquet)
        $before = Import-Dataset data.csv | ConvertTo-Json
        Import-Dataset data.parquet | ConvertTo-Json | Should -BeExactly $before
    }

    It 'reads only the columns asked for' {
        (Import-Dataset data.csv -Property city, id | Select-Object -First 1).PSObject.Properties.Name | Should -Be 'city', 'id'
    }

    It 'exports what Add-Member and Update-TypeData gave rows' {
        $class = 'Scaling.Native.Datasets.Rows.DatasetRow'
        Update-TypeData -TypeName $class -MemberType ScriptProperty -MemberName twice -Value { 2 * $this.id }
        try {
            Import-Dataset data.csv -Property id, city | Export-Dataset twice.csv
            Import-Dataset data.csv -Property id, city | Add-Member place { 1 } -MemberType ScriptProperty -PassThru | Export-Dataset place.csv
        }
        finally { Remove-TypeData -TypeName $class }

        (Import-Dataset twice.csv).twice | Should -Be 2, 4, 6
        (Import-Dataset place.csv | Select-Object -Last 1).PSObject.Properties.Name | Should -Be 'id', 'city', 'place', 'twice'
    }

    It 'exports objects of any cmdlet and imports them as they were' {
        Get-ChildItem data.csv | Select-Object Name, Length, LastWriteTimeUtc | Export-Dataset files.parquet
        $file = Import-Dataset files.parquet
        $file.Name | Should -Be 'data.csv'
        $file.Length | Should -Be (Get-Item data.csv).Length
        $file.LastWriteTimeUtc | Should -Be (Get-Item data.csv).LastWriteTimeUtc
    }

    It 'takes files from the pipeline, brackets in the name included' {
        Copy-Item data.csv 'a[1].csv'
        (Get-ChildItem -LiteralPath 'a[1].csv' | Read-Dataset | Import-Dataset).id | Should -Be 1, 2, 3
        (Get-ChildItem -LiteralPath 'a[1].csv' | Import-Dataset).id | Should -Be 1, 2, 3
        (Get-ChildItem -LiteralPath 'a[1].csv' | Get-DatasetInfo).Path | Should -Be (Join-Path $TestDrive 'a[1].csv')
    }

    It 'goes on after a bad file' {
        Set-Content ragged.csv "a,b`n1,2`n3`n"
        $rows = Import-Dataset ragged.csv, missing.csv, data.csv -ErrorVariable failures -ErrorAction SilentlyContinue
        ($rows | Where-Object city).id | Should -Be 1, 2, 3
        $failures.FullyQualifiedErrorId | Should -Be 'RaggedRow,Scaling.PowerShell.Commands.Datasets.ImportDatasetCommand',
            'PathNotFound,Scaling.PowerShell.Commands.Datasets.ImportDatasetCommand'
    }

    It 'refuses to pass a part of a file off as the whole' {
        $text = [System.Text.StringBuilder]::new("a,b`n")
        foreach ($i in 1..200000) { [void] $text.Append("$i,x`n") }
        [void] $text.Append("only one field`n")
        Set-Content long.csv $text.ToString()
        Read-Dataset long.csv -Schema @{ a = 'string' } -ErrorAction SilentlyContinue |
            Export-Dataset part.parquet -ErrorVariable failure -ErrorAction SilentlyContinue
        'part.parquet' | Should -Not -Exist
        $failure[-1].FullyQualifiedErrorId | Should -BeLike 'InputIncomplete*'
    }

    It 'leaves no partial file when the pipeline is cut short' {
        1..200000 | Export-Dataset cut.parquet -PassThru | Select-Object -First 1 | Out-Null
        { 1..200000 | ForEach-Object { if ($_ -eq 150000) { throw 'stop' }; $_ } | Export-Dataset thrown.parquet } | Should -Throw 'stop'
        'thrown.parquet' | Should -Not -Exist
        Get-ChildItem -Force -Filter '*.tmp' | Should -BeNullOrEmpty
    }

    It 'says what it would do with -WhatIf and does nothing' {
        Convert-CsvToParquet data.csv other.parquet -WhatIf
        1..3 | Export-Dataset other.csv -WhatIf
        'other.parquet', 'other.csv' | Should -Not -Exist
    }

    It 'works inside ForEach-Object -Parallel' {
        $module = (Get-Module Scaling).Path
        $sums = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:module
            (Import-Dataset (Join-Path $using:TestDrive data.csv)).id | Measure-Object -Sum | ForEach-Object Sum
        } -ThrottleLimit 2
        $sums | Should -Be 6, 6, 6, 6
    }
}

Describe 'Select and group' {
    It 'computes what ForEach-Object and Group-Object compute' {
        $rows = foreach ($i in 1..500) { [pscustomobject]@{ Key = $i % 7; Value = $i * 1.5; Text = "t$($i % 3)" } }
        $ours = $rows | Select-Dataset -Where { $_.Value -gt 30 -and $_.Text -ne 't1' } -Property Key, @{ N = 'Twice'; E = { $_.Value * 2 } } |
            Group-Dataset -By Key -Sum Twice -Count | Import-Dataset
        $theirs = $rows | Where-Object { $_.Value -gt 30 -and $_.Text -ne 't1' } | Group-Object Key | Sort-Object { [int] $_.Name }

        $ours.Key | Should -Be $theirs.Name
        $ours.Count | Should -Be $theirs.Count
        $ours.Twice | Should -Be ($theirs | ForEach-Object { ($_.Group | Measure-Object Value -Sum).Sum * 2 })
    }

    It 'sees variables of the caller' {
        $limit = 3
        1..5 | Select-Dataset -Where { $_.Value -le $limit } | Import-Dataset | ForEach-Object Value | Should -Be 1, 2, 3
    }
}

Describe 'The pipeline of the chapter' -Skip:$chapter.Missing -ForEach $chapter {
    It 'gives eleven means within five standard errors, twice the same' {
        $exact = [ordered]@{
            2010 = 12.979517; 2011 = 14.042263; 2012 = 10.669840; 2013 = 13.411497; 2014 = 14.042472; 2015 = 11.745618
            2016 = 13.543447; 2017 = 11.975540; 2018 = 13.278112; 2019 = 13.702498; 2020 = 13.228547
        }
        $sample = Join-Path $PSScriptRoot '..' 'samples' 'file-sizes.ps1'
        $first = & $sample -Path $Dataset -ResampleCount 10000
        $again = & $sample -Path $Dataset -ResampleCount 10000

        $first | Should -HaveCount 11
        foreach ($row in $first) {
            [math]::Abs($row.Estimate - $exact[[object][int] $row.Year]) | Should -BeLessThan 1e-6
            [math]::Abs($row.Mean - $exact[[object][int] $row.Year]) | Should -BeLessThan (5 * $row.StandardError / [math]::Sqrt($row.ResampleCount))
            $row.LowerBound | Should -BeLessThan $row.Mean
            $row.UpperBound | Should -BeGreaterThan $row.Mean
        }
        $again.Mean | Should -Be $first.Mean
        $again.LowerBound | Should -Be $first.LowerBound
    }

    It 'takes the counts of a folder the same way' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive counted)).FullName
        foreach ($i in 0..9) { [IO.File]::WriteAllBytes((Join-Path $folder "f$i.bin"), [byte[]]::new([math]::Pow(2, $i))) }
        $rows = & (Join-Path $PSScriptRoot '..' 'samples' 'file-sizes.ps1') -Path $folder -ResampleCount 500
        $rows | Should -HaveCount 1
        $rows.Year | Should -Be ([datetime]::UtcNow.Year)
        $rows.Estimate | Should -Be 4.5
    }
}

Describe 'Help' {
    It 'has a page for <_>' -ForEach (Import-PowerShellDataFile (Join-Path $PSScriptRoot '..' 'Scaling.psd1')).CmdletsToExport {
        Join-Path $PSScriptRoot '..' 'docs' 'cmdlets' "$_.md" | Should -Exist
    }

    It 'shows help on <_>' -ForEach (Import-PowerShellDataFile (Join-Path $PSScriptRoot '..' 'Scaling.psd1')).CmdletsToExport {
        $help = Get-Help $_ -Full
        # Without a help file the engine makes the syntax the synopsis.
        $help.Synopsis | Should -Not -Match ([regex]::Escape($_))
        $help.Synopsis | Should -BeLike '*.'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.examples.example.Count | Should -BeGreaterOrEqual 2
        foreach ($parameter in Get-Help $_ -Parameter *) {
            $parameter.description.Text | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) needs text"
        }
        $help | Out-String | Should -Match 'DESCRIPTION'
    }

    It 'finds the page about the module' {
        Get-Help about_Scaling | Should -Match 'A PIPELINE OF BATCHES'
    }
}
