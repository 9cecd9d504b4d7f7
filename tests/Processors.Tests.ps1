BeforeAll {
    Import-Module "$PSScriptRoot/../module/Scaling" -Force
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
