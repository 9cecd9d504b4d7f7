#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# The page about memory is right: each of its examples is typed, and what comes out is compared. And the sample runs.

BeforeDiscovery {
    $page = Join-Path $PSScriptRoot '..' 'docs' 'en-US' 'about_Scaling_Memory.help.txt'

    # An example is a run of indented lines: input behind 'PS> ' and '>> ', then the output of that input.
    $examples = [System.Collections.Generic.List[hashtable]]::new()
    $section = ''
    $current = $null
    foreach ($line in Get-Content $page) {
        if ($line -cmatch '^[A-Z][A-Z -]+$') { $section = $line; $current = $null }
        elseif ($line -match '^ {8}PS> (.*)') {
            if (-not $current) { $current = @{ Section = $section; Steps = [System.Collections.Generic.List[hashtable]]::new() }; $examples.Add($current) }
            $current.Steps.Add(@{ Code = $Matches[1]; Output = @() })
            if (-not $current.Title) { $current.Title = $Matches[1] }
        }
        elseif ($current -and $line -match '^ {8}>> ?(.*)') { $current.Steps[-1].Code += "`n" + $Matches[1] }
        elseif ($current -and $line -match '^ {8}(\S.*)') { $current.Steps[-1].Output += $Matches[1] }
        elseif ($line -match '^ {4}\S') { $current = $null }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '..' 'module' 'Scaling')
}

Describe 'about_Scaling_Memory' {
    It 'has examples for every claim' -ForEach @{ Sections = $examples.Section | Select-Object -Unique; Count = $examples.Count } {
        $Count | Should -BeGreaterThan 8
        $Sections | Should -Be 'WHEN AN OBJECT IS ALIVE', 'SCOPES', 'REMOVE-VARIABLE', 'WHY A FORCED COLLECTION IS A BAND-AID', 'WHEN IT IS NOT'
    }

    It '<Section>: <Title>' -ForEach $examples {
        # As at a prompt: each input is run in the same scope, and nothing of one stays in a register of the next.
        $shell = [powershell]::Create()
        try {
            [void] $shell.AddScript("Import-Module '$(Join-Path $PSScriptRoot '..' 'module' 'Scaling')'").Invoke()
            foreach ($step in $Steps) {
                $shell.Commands.Clear()
                $output = $shell.AddScript($step.Code).Invoke()
                $shell.Streams.Error | Should -BeNullOrEmpty -Because $step.Code
                @($output | ForEach-Object { "$_" }) | Should -Be $step.Output -Because $step.Code
                $output = $null
            }
        }
        finally { $shell.Dispose() }
    }

    It 'is shown by Get-Help' {
        $text = Get-Help about_Scaling_Memory
        $text | Should -Match 'tracing collector'
        $text -split '\r?\n' | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'The collector experiment' {
    It 'saves about one array by removing it, and says which' {
        $cases = & (Join-Path $PSScriptRoot '..' 'samples' 'collector-experiment.ps1') -Size 1200 -Count 1
        $cases.Case | Should -Be 'A kept', 'A removed', 'A removed and collected'
        $cases[0].AliveAtPeak | Should -Match '\$a\b'
        $cases[2].AliveAtPeak | Should -Not -Match '\$a\b'
        $cases[2].Explanation | Should -Match '\$a is not alive there'
        $cases[0].PeakMiB - $cases[2].PeakMiB | Should -BeGreaterThan 0
    }
}
