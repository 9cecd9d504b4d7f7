BeforeDiscovery {
    Import-Module "$PSScriptRoot/../module/Scaling"
}

BeforeAll {
    Import-Module "$PSScriptRoot/../module/Scaling"
}

Describe 'What this process may use' {
    It 'prints limits with their units and marks what counts' {
        $text = Get-ResourceLimit | Out-String -Width 120
        $text | Should -Match 'Memory +Hardware +[\d.,]+ [KMGT]B'
        $text | Should -Match 'Processor +\w+ +[\d.,]+ +\*'
    }

    It 'follows Slurm in the middle of a session' {
        $env:SLURM_CPUS_PER_TASK = 1
        try { (Get-ResourceLimit Processor -Effective).Workers | Should -Be 1 }
        finally { $env:SLURM_CPUS_PER_TASK = $null }
    }
}

Describe 'The processor at a glance' {
    It 'prints cores, caches with units and the widest vectors' {
        $text = Get-ProcessorTopology | Out-String -Width 120
        $text | Should -Match 'Cores +: \d+'
        $text | Should -Match 'VectorBits +: \d+'
    }

    It 'sees as many threads as lscpu' -Skip:(-not (Get-Command lscpu -ErrorAction Ignore)) {
        (Get-ProcessorTopology).ThreadCount | Should -Be @(lscpu -p=CPU | Where-Object { $_ -notmatch '^#' }).Count
    }

    It 'tells why an instruction set is not used' -Skip:(-not (Get-ProcessorTopology).InstructionSets.Where({ $_.Name -eq 'Avx2' }).IsUsed) {
        $module = (Get-Module Scaling).ModuleBase
        $env:DOTNET_EnableAVX2 = 0
        try { $hints = pwsh -NoProfile -Command "Import-Module '$module'; (Get-ProcessorTopology).InstructionSets.Where({ `$_.InHardware -and `$_.Name -in 'Avx2', 'Fma', 'Avx512F' }).Hint" }
        finally { $env:DOTNET_EnableAVX2 = $null }
        $hints | Select-Object -Unique | Should -Be 'DOTNET_EnableAVX2 is 0.'
    }
}

Describe 'Tables in 80 columns' {
    It 'keep the digits of a spread of many times the median: <type>' -ForEach @(
        @{ type = 'CacheLatency'; facts = @{ WorkingSetBytes = 8192 } }
        @{ type = 'MemoryBandwidth'; facts = @{ Operation = 'Copy'; ArrayBytes = 4096 } }
        @{ type = 'MatrixTraversalTime'; facts = @{ Order = 'Row'; Rows = 16; Columns = 16 } }
    ) {
        $row = [pscustomobject](@{ PSTypeName = "Scaling.PowerShell.Results.$type"; RelativeSpread = 12.3456 } + $facts)
        $row | Out-String -Width 80 | Should -Match ' 1235 %'
        $row.RelativeSpread = 0.042
        $row | Out-String -Width 80 | Should -Match ' 4.2.%'
    }

    It 'mark counts of more workers than the process may use: <type>' -ForEach @(
        @{ type = 'MemoryBandwidth'; facts = @{ Operation = 'Copy'; ArrayBytes = 4096; Stores = 'NonTemporal' } }
        @{ type = 'VectorSpeedup'; facts = @{ Operation = 'Add'; Variant = 'TensorPrimitives'; LimitShare = 0.5 } }
        @{ type = 'MatrixInverseMeasurement'; facts = @{ Size = 100; Library = 'OpenBLAS 0.3.21'; InstructionPath = 'Cooperlake' } }
    ) {
        $row = [pscustomobject](@{ PSTypeName = "Scaling.PowerShell.Results.$type"; Workers = 1024; IsOversubscribed = $true } + $facts)
        $row | Out-String -Width 80 | Should -Match ' 1024 \(over\) '
        $row.IsOversubscribed = $false
        $row | Out-String -Width 80 | Should -Match ' 1024 '
        $row | Out-String -Width 80 | Should -Not -Match 'over'
    }

    It 'tell origins of limits whole' {
        $text = Get-ResourceLimit | Out-String -Width 80
        $text | Should -Not -Match '…'
        $text | Should -Match 'Origin'
    }
}
