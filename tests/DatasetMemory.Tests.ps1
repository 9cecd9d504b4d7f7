#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# What Get-DatasetMemory predicts and measures, against Import-Csv and the collector of pwsh itself.

BeforeDiscovery {
    $dataset = Join-Path $PSScriptRoot '..' '..' 'shared' 'data' 'filesizes_timestamps.txt'
    $chapter = @{ Dataset = $dataset; Missing = -not (Test-Path $dataset) }
    $random = [random]::new(3)
    $kinds = @(
        @{ Kind = 'numbers'; Row = { param($i) "$i,$($random.Next(100)),$($random.NextDouble())" } }
        @{ Kind = 'texts that repeat'; Row = { param($i) "$(('Helsinki', 'Espoo', 'Oulu')[$i % 3]),$($i % 7),x" } }
        @{ Kind = 'long texts'; Row = { param($i) "$('x' * ($i % 90)),text $i,$('y' * 50)" } }
        @{ Kind = 'dates'; Row = { param($i) "2020-01-$('{0:00}' -f ($i % 28 + 1)),2020-01-01T10:00:00,$('{0:00}' -f ($i % 24)):00:00" } }
        @{ Kind = 'empty fields'; Row = { param($i) "$(if ($i % 2) { $i }),,$(if ($i % 5 -eq 0) { 'x' })" } }
        @{ Kind = 'booleans'; Row = { param($i) "$(($i % 2) -eq 0),true,false" } }
        @{ Kind = 'prices'; Row = { param($i) "$($i / 100),$($i % 10).00,EUR" } }
        @{ Kind = 'quotes'; Row = { param($i) """a, $i"",""says """"$i"""""",""two`nlines""" } }
        @{ Kind = 'many alphabets'; Row = { param($i) "Jyväskylä $i,Ωμέγα,日本語$i" } }
        @{ Kind = 'identifiers'; Row = { param($i) "$i,$([guid]::new($i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),0$i" } }
    ).ForEach{ @{ Kind = $_.Kind; Text = "a,b,c`n" + (0..1999 | ForEach-Object $_.Row | Join-String -Separator "`n") + "`n" } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
    Set-Location $TestDrive
}

Describe 'Objects' {
    It 'predicts within 5 % what Import-Csv makes of <Kind>' -ForEach $kinds {
        Set-Content data.csv $Text -NoNewline
        $predicted = Get-DatasetMemory data.csv
        $rows = Import-Csv data.csv
        $measured = Get-DatasetMemory -InputObject $rows

        $measured.Rows | Should -Be $predicted.Rows
        # The array that holds the rows is part of the prediction.
        $measured.ObjectBytes + 8 * $rows.Count | Should -BeGreaterThan ($predicted.ObjectBytes * 0.95)
        $measured.ObjectBytes + 8 * $rows.Count | Should -BeLessThan ($predicted.ObjectBytes * 1.05)
        foreach ($i in 0..2) {
            $measured.Columns[$i].ObjectBytes | Should -BeGreaterThan ($predicted.Columns[$i].ObjectBytes * 0.95)
            $measured.Columns[$i].ObjectBytes | Should -BeLessThan ($predicted.Columns[$i].ObjectBytes * 1.05)
        }
    }

    It 'measures within 5 % what the collector says that Import-Csv holds' {
        Set-Content data.csv ("a,b,c,d`n" + (0..19999 | ForEach-Object { "$_,text $_,$($_ % 7),2020-01-01" } | Join-String -Separator "`n") + "`n")
        $code = {
            param($module)
            Import-Module $module
            $null = Import-Csv data.csv | Select-Object -First 10
            $null = Get-DatasetMemory -InputObject (Import-Csv data.csv | Select-Object -First 10)
            $before = [gc]::GetTotalMemory($true)
            $rows = Import-Csv data.csv
            $after = [gc]::GetTotalMemory($true)
            "$($after - $before) $((Get-DatasetMemory -InputObject $rows).ObjectBytes + 8 * $rows.Count)"
        }
        $held, $measured = (pwsh -NoProfile -Command $code -args (Join-Path $PSScriptRoot '..' 'module' 'Scaling')) -split ' ' -as [long[]]
        $measured | Should -BeGreaterThan ($held * 0.95)
        $measured | Should -BeLessThan ($held * 1.05)
    }
}

Describe 'The chapter' -Skip:$chapter.Missing -ForEach $chapter {
    BeforeAll {
        Read-Dataset $Dataset -Delimiter Whitespace -Header Bytes, MonthsTo2021, Files |
            Select-Dataset -Where { $_.Bytes -ne 0 } -Property Bytes, Files,
                @{ Name = 'BytesLog2'; Expression = { [int][math]::Log2($_.Bytes) } },
                @{ Name = 'Year'; Expression = { [long][math]::Floor((2021 * 12 - $_.MonthsTo2021 - 1) / 12) } },
                @{ Name = 'Month'; Expression = { (2021 * 12 - $_.MonthsTo2021 - 1) % 12 + 1 } } |
            Export-Dataset chapter.csv
        $all = Get-DatasetMemory chapter.csv
    }

    It 'has 69,520 bytes a column, as pandas says' {
        $all.Rows | Should -Be 8690
        $all.Columns.TypedBytes | Select-Object -Unique | Should -Be 69520
    }

    It 'takes less with fewer columns, and with values that repeat as categories; many categories may cost more' {
        $few = Get-DatasetMemory chapter.csv -Property Year, BytesLog2, Files
        $few.TypedBytes | Should -BeLessThan $all.TypedBytes
        $few.ObjectBytes | Should -BeLessThan $all.ObjectBytes
        $column = @{}
        $all.Columns | ForEach-Object { $column[$_.Name] = $_ }
        $column.Month.CategoryBytes | Should -BeLessThan ($column.Month.TypedBytes * 0.51)
        $column.Year.CategoryBytes | Should -BeLessThan ($column.Year.TypedBytes * 0.51)
        $column.Files.CategoryBytes | Should -BeGreaterThan $column.Files.TypedBytes
        $column.BytesLog2.CategoryBytes | Should -BeGreaterThan (4 * $column.BytesLog2.BestBytes)
    }

    It 'is converted with the best types' {
        $done = Convert-CsvToParquet chapter.csv -Schema (Get-DatasetMemory chapter.csv -Schema)
        $done.Schema | Should -Be 'Bytes: int64, Files: int32, BytesLog2: int8, Year: int16, Month: int8'
        (Read-Dataset chapter.parquet | Get-DatasetMemory).TypedBytes | Should -Be $all.BestBytes
    }
}

Describe 'What is printed' {
    BeforeAll {
        Set-Content data.csv ("id,city`n" + (0..999 | ForEach-Object { "$_,$(('Helsinki', 'Espoo')[$_ % 2])" } | Join-String -Separator "`n"))
    }

    It 'is a table of the columns with a line for all' {
        $lines = Get-DatasetMemory data.csv | Out-String -Stream | Where-Object { $_ }
        $lines[0] | Should -Match '^   data\.csv: 1,000 rows, as objects [0-9.]+ times the best types$'
        $lines[1] | Should -Match '^Column Type +Text +Objects +Typed +Best Saved$'
        $lines[3] | Should -Match '^id +int64 -> int16 .* 75 ?%$'
        $lines[4] | Should -Match '^city +string -> category '
        $lines[-1] | Should -Match '^\(all\) '
    }

    It 'is a line a dataset in a table, and a line a column of the columns' {
        (Get-DatasetMemory data.csv, data.csv | Format-Table | Out-String -Stream) -match '^data\.csv' | Should -HaveCount 2
        ((Get-DatasetMemory data.csv).Columns | Format-Table | Out-String -Stream) -match '^(id|city) ' | Should -HaveCount 2
    }
}
