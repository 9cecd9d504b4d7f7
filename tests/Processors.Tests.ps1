#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# What cmdlets on processors and caches show in a console of 80 columns.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
    $results = 'Scaling.PowerShell.Results'
}

Describe 'Tables in 80 columns' {
    It 'keep the digits of a spread of many times the median: <type>' -ForEach @(
        @{ type = 'CacheLatency'; facts = @{ WorkingSetBytes = 8192 } }
        @{ type = 'MemoryBandwidth'; facts = @{ Operation = 'Copy'; ArrayBytes = 4096 } }
        @{ type = 'MatrixTraversalTime'; facts = @{ Order = 'Row'; Rows = 16; Columns = 16 } }
    ) {
        $row = [pscustomobject](@{ PSTypeName = "$results.$type"; RelativeSpread = 12.3456 } + $facts)
        $row | Out-String -Width 80 | Should -Match ' 1235 %'
        $row.RelativeSpread = 0.042
        $row | Out-String -Width 80 | Should -Match ' 4.2.%'
    }

    It 'tell origins of limits whole' {
        $text = Get-ResourceLimit | Out-String -Width 80
        $text | Should -Not -Match '…'
        $text | Should -Match 'Origin'
    }
}
