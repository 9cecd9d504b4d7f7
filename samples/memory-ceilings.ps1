<#
.SYNOPSIS
    Predicts the memory ceilings of three pipelines, runs them, and sets the measured peaks beside the predictions.
.DESCRIPTION
    The same list of steps goes to Get-MemoryCeiling, which reads what each step reads, makes and lets go, and to Measure-MemoryCeiling, which
    runs it in a process of its own. Each pipeline runs twice. With a collection forced after each step, as the chapter of Scaling does, its peak
    (CollectedMiB) is to be the predicted ceiling. As it stands, it may be anywhere up to what is predicted if nothing is collected.

    The process has run each step once, on a little data, before measuring begins: code takes memory as well, and is part of the base.

    Chapter  a table of file sizes is read as texts, converted to typed columns, summed up by year and size, and bootstrapped
    Join     two tables are read, one is indexed, rows are joined, and sums are made of the result
    Matrix   the chapter's experiment with the garbage collector, without the n³ steps of the inverse
.PARAMETER Pipeline
    The pipelines to run.
.PARAMETER Rows
    Rows of the tables; customers of the join are a quarter as many.
.PARAMETER Size
    The n of the n × n matrices.
.EXAMPLE
    ./samples/memory-ceilings.ps1 -Pipeline Join -Rows 50000
#>
[CmdletBinding()]
param(
    [ValidateSet('Chapter', 'Join', 'Matrix')]
    [string[]] $Pipeline = @('Chapter', 'Join', 'Matrix'),
    [int] $Rows = 250000,
    [int] $Size = 3000
)

$ErrorActionPreference = 'Stop'
$module = (Get-Command Get-MemoryCeiling).Module.ModuleBase
$folder = [IO.Directory]::CreateTempSubdirectory('memory-ceilings-').FullName

function New-Table([string] $Path, [string] $Header, [int] $Count, [scriptblock] $Row) {
    $writer = [IO.StreamWriter]::new($Path)
    $writer.WriteLine($Header)
    for ($i = 0; $i -lt $Count; $i++) { $writer.WriteLine((& $Row $i)) }
    $writer.Dispose()
}

function Get-Pipeline([string] $Name, [int] $Rows, [int] $Size, [string] $Prefix) {
    switch ($Name) {
        'Chapter' {
            $files = Join-Path $folder "$($Prefix)files.csv"
            New-Table $files 'Bytes,MonthsTo2021,Files' $Rows { param($i) "$([long] 1 -shl $i % 40),$($i % 132),$(1 + $i % 1000)" }
            @{
                Name = 'read'; Makes = @{ raw = @{ Path = $files; As = 'Import-Csv' } }
                Script = [scriptblock]::Create("`$raw = Import-Csv '$files'")
            }
            @{
                # Numbers of files, powers of two and years, at 8 bytes each. Temporary are the values of the batch that is being
                # gathered, as objects: 20 MB, chosen to close the gap to the measured peak.
                Name = 'convert'; Reads = 'raw'; Makes = @{ filesizes = 24 * $Rows }; Temporary = '20MB'
                Script = {
                    $filesizes = $raw | Select-Dataset -Property @{ Name = 'Files'; Expression = { [long] $_.Files } },
                        @{ Name = 'BytesLog2'; Expression = { [int] [math]::Log2([long] $_.Bytes) } },
                        @{ Name = 'Year'; Expression = { [int] [math]::Floor((2021 * 12 - [int] $_.MonthsTo2021 - 1) / 12) } }
                }
            }
            @{
                Name = 'aggregate'; Reads = 'filesizes'; Makes = 'sums = 20KB'
                Script = { $sums = $filesizes | Group-Dataset -By Year, BytesLog2 -Sum Files }
            }
            @{
                # 10,000 means for each of 11 years.
                Name = 'bootstrap'; Reads = 'sums'; Makes = @{ means = 8 * 10000 * 11 }
                Script = {
                    $means = $sums | Invoke-ParallelBootstrap -Property BytesLog2 -Weight Files -GroupBy Year -SampleSize 100 -Seed 7 -PassThruDistribution
                }
            }
        }
        'Join' {
            $customers = Join-Path $folder "$($Prefix)customers.csv"
            $orders = Join-Path $folder "$($Prefix)orders.csv"
            $people = [math]::Max(1, $Rows / 4)
            New-Table $customers 'Id,Name,Country' $people { param($i) "C$i,Name of customer $i,Country $($i % 50)" }
            New-Table $orders 'Customer,Product,Price,Pieces' $Rows { param($i) "C$($i % $people),Product $($i % 900),$($i % 97).5,$(1 + $i % 9)" }
            @{
                Name = 'read customers'; Makes = @{ customers = @{ Path = $customers; As = 'Import-Csv' } }
                Script = [scriptblock]::Create("`$customers = Import-Csv '$customers'")
            }
            @{
                Name = 'read orders'; Makes = @{ orders = @{ Path = $orders; As = 'Import-Csv' } }
                Script = [scriptblock]::Create("`$orders = Import-Csv '$orders'")
            }
            @{
                # A slot of 24 bytes an entry, two in three of them used; keys and rows are those of the customers.
                Name = 'index'; Reads = 'customers'; Makes = @{ index = 36 * $people }; Holds = @{ index = 'customers' }
                Script = { $index = @{}; foreach ($c in $customers) { $index[$c.Id] = $c } }
            }
            @{
                # Country and product are the texts of the tables; the sum is a boxed number.
                Name = 'join'; Reads = 'index', 'orders'; Makes = @{ joined = @{ Objects = $Rows; Properties = 3 }, (24 * $Rows) }
                Script = {
                    $joined = foreach ($o in $orders) {
                        [pscustomobject] @{ Country = $index[$o.Customer].Country; Product = $o.Product; Sum = [double] $o.Price * [int] $o.Pieces }
                    }
                }
            }
            @{
                Name = 'let go'; Releases = 'orders', 'customers', 'index'
                Script = { Remove-Variable orders, customers, index, o, c }
            }
            @{
                Name = 'sum'; Reads = 'joined'; Makes = 'totals = 1MB'
                Script = { $totals = $joined | Group-Dataset -By Country, Product -Sum Sum | Import-Dataset }
            }
        }
        'Matrix' {
            $bytes = [long] 8 * $Size * $Size
            @{ Name = 'random A'; Makes = @{ a = $bytes }; Script = [scriptblock]::Create("`$n = $Size; `$a = New-RandomNumbers (`$n * `$n)") }
            @{ Name = 'mean of A'; Reads = 'a'; Makes = 'mean = 24B'; Releases = 'a'; Script = { $mean = [Linq.Enumerable]::Average($a); Remove-Variable a } }
            @{ Name = 'random B'; Reads = 'mean'; Makes = @{ b = $bytes }; Temporary = $bytes; Script = { $b = Add-Number (New-RandomNumbers ($n * $n)) $mean } }
            @{ Name = 'B + B^T'; Reads = 'b'; Makes = 'b = 1 of b'; Script = { $b = Add-Transpose $b $n } }
            @{ Name = 'inverse'; Reads = 'b'; Makes = 'inverse = 1 of b'; Temporary = '1 of b'; Script = { $inverse = Get-Reciprocals $b } }
            @{ Name = 'maximum'; Reads = 'inverse'; Script = { $maximum = [Linq.Enumerable]::Max($inverse) } }
        }
    }
}

$functions = [scriptblock]::Create([IO.File]::ReadAllText((Join-Path $PSScriptRoot 'matrix-functions.ps1')))

try {
    foreach ($name in $Pipeline) {
        $rehearsal = (Get-Pipeline $name 2000 100 'small-').Script
        $start = [scriptblock]::Create("Import-Module '$module'`n$functions`n& {`n$($rehearsal -join "`n")`n}`n[GC]::Collect()")
        $steps = Get-Pipeline $name $Rows $Size ''
        $collecting = $steps | ForEach-Object { $copy = $_.Clone(); $copy.Script = [scriptblock]::Create("$($_.Script); [GC]::Collect()"); $copy }
        $collected, $asItStands = foreach ($run in $collecting, $steps) {
            $measured = Measure-MemoryCeiling -Step $run -Isolated -InitializationScript $start
            [pscustomobject] @{ Base = $measured[0].StartBytes; Peak = ($measured.PeakBytes | Measure-Object -Maximum).Maximum }
        }

        $predicted = Get-MemoryCeiling $steps -BaseBytes $collected.Base -Policy AsWritten
        [pscustomobject] @{
            Pipeline       = $name
            BaseMiB        = [math]::Round($collected.Base / 1MB)
            CeilingMiB     = [math]::Round($predicted.CeilingBytes / 1MB)
            CollectedMiB   = [math]::Round($collected.Peak / 1MB)
            Deviation      = [math]::Round($predicted.CeilingBytes / $collected.Peak - 1, 3)
            AsItStandsMiB  = [math]::Round($asItStands.Peak / 1MB)
            UncollectedMiB = [math]::Round($predicted.UncollectedBytes / 1MB)
        }
    }
}
finally {
    [IO.Directory]::Delete($folder, $true)
}
