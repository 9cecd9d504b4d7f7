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

Describe 'Conversions' {
    BeforeAll {
        Set-Location (New-Item -ItemType Directory (Join-Path $TestDrive conversions)).FullName
        foreach ($day in 1..3) {
            $rows = foreach ($i in 1..50) { "$i,$(('Helsinki', 'Espoo', 'Vantaa')[$i % 3]),$($day * $i / 4.0)" }
            Set-Content "day$day.csv" (@('id,city,amount') + $rows)
        }
        $all = foreach ($day in 1..3) { Import-Csv "day$day.csv" }
    }

    AfterAll { Set-Location $TestDrive }

    It 'stand in the midst of a pipeline' {
        $groups = Get-ChildItem day*.csv | Convert-CsvToParquet -PassThru | Read-Dataset -Where { $_.id -gt 10 } |
            Group-Dataset -By city -Sum amount -Count | Import-Dataset
        $expected = $all | Where-Object { [int] $_.id -gt 10 } | Group-Object city | Sort-Object Name
        $groups.city | Should -Be $expected.Name
        $groups.Count | Should -Be $expected.Count
        $groups.amount | Should -Be ($expected | ForEach-Object { ($_.Group | Measure-Object amount -Sum).Sum })
    }

    It 'append one day after the other' {
        foreach ($day in 1..3) { (Convert-CsvToParquet "day$day.csv" year.parquet -Append).Rows | Should -Be 50 }
        (Get-DatasetInfo year.parquet).Rows | Should -Be 150
        (Import-Dataset year.parquet).amount | Should -Be ([double[]] $all.amount)
    }

    It 'leave bad records in a file that Import-Csv reads' {
        Set-Content mixed.csv 'id,amount', '1,2.5', '2', '3,much', '4,"5.5"', '5,6,7'
        $done = Convert-CsvToParquet mixed.csv -Schema @{ amount = 'double' } -BadRecordPath bad.csv -WarningVariable warnings -WarningAction SilentlyContinue
        $done.Rows, $done.BadRecords | Should -Be 2, 3
        $warnings | Should -HaveCount 1
        $bad = Import-Csv bad.csv
        $bad.Line | Should -Be '3', '4', '6'
        $bad[1].Column, $bad[1].Value, $bad[1].Record | Should -Be 'amount', 'much', '3,much'
        (Import-Dataset mixed.csv -Schema @{ amount = 'double' } -BadRecordPath bad2.csv -WarningAction SilentlyContinue).id | Should -Be 1, 4
        (Import-Csv bad2.csv).Record | Should -Be $bad.Record
    }

    It 'go to text and back to the same values' {
        Set-Content kinds.csv 'i,d,s,b,day,time', '1,0.1,"a, ""b""",true,2024-02-29,2024-02-29T12:30:00', ',,,,,', '-7,1e300,"line', 'two",false,1969-12-31,1969-12-31T23:59:59.999'
        $first = Convert-CsvToParquet kinds.csv
        $text = Convert-ParquetToCsv kinds.parquet again.csv
        $second = Convert-CsvToParquet again.csv
        $first.Rows, $text.Rows, $second.Rows | Should -Be 3, 3, 3
        $second.Schema | Should -BeExactly $first.Schema
        Import-Dataset again.parquet | ConvertTo-Json | Should -BeExactly (Import-Dataset kinds.parquet | ConvertTo-Json)
        (Get-FileHash again.parquet).Hash | Should -Be (Get-FileHash kinds.parquet).Hash
    }

    It 'take gzip' {
        $packed = [IO.File]::Create((Join-Path $PWD packed.csv.gz))
        $gzip = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionMode]::Compress)
        $gzip.Write([IO.File]::ReadAllBytes((Join-Path $PWD day1.csv)))
        $gzip.Dispose()
        $done = Convert-CsvToParquet packed.csv.gz
        $done.Path | Should -Be (Join-Path $PWD packed.parquet)
        (Import-Dataset packed.parquet).amount | Should -Be (Import-Dataset day1.csv).amount
    }

    It 'take zstd' {
        # A frame of one raw block: magic, single segment with a size of two bytes, block header, the text.
        $text = [IO.File]::ReadAllBytes((Join-Path $PWD day1.csv))
        $header = ($text.Length -shl 3) -bor 1
        $frame = [byte[]] (0x28, 0xB5, 0x2F, 0xFD, 0x60, (($text.Length - 256) -band 255), (($text.Length - 256) -shr 8)) +
            [byte[]] (($header -band 255), (($header -shr 8) -band 255), ($header -shr 16)) + $text
        [IO.File]::WriteAllBytes((Join-Path $PWD framed.csv.zst), $frame)
        (Convert-CsvToParquet framed.csv.zst).Path | Should -Be (Join-Path $PWD framed.parquet)
        (Import-Dataset framed.parquet).amount | Should -Be (Import-Dataset day1.csv).amount
    }

    It 'take UTF-16 by its mark and Latin-1 by name' {
        $text = "id,kaupunki`n1,Jyväskylä`n2,Åbo`n"
        [IO.File]::WriteAllText((Join-Path $PWD utf16.csv), $text, [Text.Encoding]::Unicode)
        [IO.File]::WriteAllText((Join-Path $PWD latin.csv), $text, [Text.Encoding]::Latin1)
        Convert-CsvToParquet utf16.csv | Out-Null
        Convert-CsvToParquet latin.csv -Encoding iso-8859-1 | Out-Null
        (Import-Dataset utf16.parquet).kaupunki | Should -BeExactly 'Jyväskylä', 'Åbo'
        (Import-Dataset latin.parquet).kaupunki | Should -BeExactly 'Jyväskylä', 'Åbo'
        Convert-CsvToParquet latin.csv wrong.parquet -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'MalformedText*'
        'wrong.parquet' | Should -Not -Exist
    }

    It 'take odd dialects' {
        Set-Content pipes.csv 'a||b', '1||x|y', '2||z'
        Set-Content slashes.csv 'a,b', '1,x\,y', '2,say \"hi\"'
        Convert-CsvToParquet pipes.csv -Delimiter '||' | Out-Null
        Convert-CsvToParquet slashes.csv -Escape '\' | Out-Null
        (Import-Dataset pipes.parquet).b | Should -Be 'x|y', 'z'
        (Import-Dataset pipes.parquet).a | Should -Be 1, 2
        (Import-Dataset slashes.parquet).b | Should -Be 'x,y', 'say "hi"'
    }

    It 'take numbers of a culture' {
        Set-Content finnish.csv 'id;hinta', '1;2,50', '2;-0,25'
        $done = Convert-CsvToParquet finnish.csv -Delimiter ';' -Culture fi-FI
        $done.Schema | Should -Be 'id: int64, hinta: double'
        (Import-Dataset finnish.parquet).hinta | Should -Be 2.5, -0.25
        Convert-ParquetToCsv finnish.parquet back.csv -Delimiter ';' -Culture fi-FI | Out-Null
        Get-Content back.csv | Should -Be 'id;hinta', '1;2,5', '2;-0,25'
    }

    It 'take names with brackets, blanks and letters of any script' {
        foreach ($name in 'a[1] b.csv', 'päivä 日本 🙂.csv', "it's; `$(x).csv") {
            Copy-Item day1.csv $name
            $done = Get-ChildItem -LiteralPath $name | Convert-CsvToParquet
            $done.Path | Should -Be (Join-Path $PWD ($name -replace 'csv$', 'parquet'))
            (Import-Dataset -LiteralPath $done.Path).Count | Should -Be 50
            (Convert-ParquetToCsv -LiteralPath $done.Path -DestinationPath 'x[2].csv' -PassThru | Import-Dataset).Count | Should -Be 50
        }
    }

    It 'are over where the next cmdlet wants no more' {
        $first = Get-ChildItem day*.csv | Convert-CsvToParquet -DestinationPath (New-Item -ItemType Directory some).FullName | Select-Object -First 1
        $first.Rows | Should -Be 50
        (Get-ChildItem -Force some).Name | Should -Be 'day1.parquet'
        (Import-Dataset day1.csv | Select-Object -First 1).id | Should -Be 1
        (Convert-ParquetToCsv some/day1.parquet -PassThru | Read-Dataset | Select-Object -First 1).RowCount | Should -Be 50
        Get-ChildItem -Force -Recurse -Include '*.tmp', '*.journal' | Should -BeNullOrEmpty
    }

    It 'of a filter that nothing matches keep the columns' {
        Read-Dataset day1.csv -Where { $_.id -gt 1000 } | Export-Dataset none.parquet
        (Get-DatasetInfo none.parquet).Columns | Should -Be 'id: int64', 'city: string', 'amount: double'
        Read-Dataset none.parquet, day1.csv | Group-Dataset -By city -Count | Import-Dataset | Should -HaveCount 3
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

Describe 'The bootstrap' {
    BeforeAll {
        $rows = foreach ($i in 1..60) { [pscustomobject]@{ Shop = 'north', 'south', 'west' | Select-Object -Index ($i % 3); Price = $i % 17 + 0.5; Sold = $i % 5 + 1 } }
    }

    It 'gives the first group and ends with Select-Object' {
        ($rows | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -Seed 1 | Select-Object -First 1).Shop | Should -Be 'north'
        ($rows | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -ResampleCount 5 -Statistic { 1 } | Select-Object -First 1).Shop | Should -Be 'north'
    }

    It 'takes a group that fails for an error and goes on' {
        $others = $rows + [pscustomobject]@{ Shop = 'east'; Price = 3; Sold = 1 }
        $records = $others | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -ErrorVariable failure -ErrorAction SilentlyContinue
        $records.Shop | Should -Be 'north', 'south', 'west'
        $failure.FullyQualifiedErrorId | Should -Be 'TooFewRows,Scaling.PowerShell.Commands.Parallel.InvokeParallelBootstrapCommand'
        { $others | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -ErrorAction Stop } | Should -Throw '*Group east*'
    }

    It 'goes on in the background as any job' {
        $job = $rows | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -Seed 1 -AsJob
        $job | Wait-Job | Should -Be $job
        $direct = $rows | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -Seed 1
        (Receive-Job $job -AutoRemoveJob -Wait).UpperBound | Should -Be $direct.UpperBound
        Get-Job | Should -BeNullOrEmpty
    }

    It 'shows columns and statistic above the table, and no distribution in it' {
        $text = $rows | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -Statistic Median -PassThruDistribution | Out-String
        $text | Should -Match 'Property: Price, Statistic: Median'
        $text | Should -Not -Match 'Distribution'
    }

    It 'goes into a dataset as any records' {
        $rows | Invoke-ParallelBootstrap -Property Price -GroupBy Shop -Seed 1 | Select-Object Shop, Estimate, LowerBound, UpperBound |
            Export-Dataset (Join-Path $TestDrive bounds.parquet)
        (Import-Dataset (Join-Path $TestDrive bounds.parquet)).Shop | Should -Be 'north', 'south', 'west'
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
        # The engine has an error for a cmdlet without parameters.
        foreach ($parameter in Get-Help $_ -Parameter * -ErrorAction Ignore) {
            $parameter.description.Text | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) needs text"
        }
        $help | Out-String | Should -Match 'DESCRIPTION'
    }

    It 'finds the page about the module' {
        Get-Help about_Scaling | Should -Match 'A PIPELINE OF BATCHES'
    }
}
