#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

# What conversions and writers promise where something goes wrong: processes that are killed, disks that are full, files that change, pipes.

BeforeDiscovery {
    $notLinux = if (-not $IsLinux) { ' (skipped: signals, mounts and pipes of Linux)' }
}

BeforeAll {
    $module = (Resolve-Path (Join-Path $PSScriptRoot '..' 'module' 'Scaling')).Path
    Import-Module $module
    $pwsh = [Environment]::ProcessPath

    # Large enough to be killed in the midst of slow work, with values of many kinds.
    function New-LargeCsv([string] $Path, [int] $Blocks, [int] $BlockRows = 20000) {
        $random = [Random]::new(5)
        $block = [System.Text.StringBuilder]::new()
        foreach ($i in 1..$BlockRows) { [void] $block.Append("$i,name $($random.Next(1000)),$($random.NextDouble()),2024-01-$('{0:d2}' -f (1 + $i % 28))`n") }
        $writer = [IO.StreamWriter]::new((Join-Path $PWD $Path))
        $writer.Write("id,name,value,day`n")
        foreach ($i in 1..$Blocks) { $writer.Write($block) }
        $writer.Dispose()
    }

    # A pwsh of its own with the module; its errors come as lines 'error <id>'.
    function Start-Child([string] $Script, [string[]] $Before = @()) {
        $text = "Import-Module '$module'; Set-Location '$PWD'; `$ErrorActionPreference = 'Continue'; & { $Script } 2>&1 |" +
            ' ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { "error $($_.FullyQualifiedErrorId.Split('','')[0])" } else { $_ } }'
        $start = [System.Diagnostics.ProcessStartInfo]::new()
        $command = @($Before) + @($pwsh, '-NoProfile', '-NonInteractive', '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text)))
        $start.FileName = $command[0]
        foreach ($argument in $command[1..($command.Count - 1)]) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardInput = $true
        $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $process.BeginErrorReadLine()
        $process
    }

    function Wait-Child([System.Diagnostics.Process] $Process) {
        $output = $Process.StandardOutput.ReadToEndAsync()
        if (-not $Process.WaitForExit(60000)) { $Process.Kill(); throw 'The child process hangs.' }
        $Process.ExitCode | Should -Be 0
        $output.Result.Trim() -split '\r?\n'
    }

    function Invoke-Child([string] $Script, [string[]] $Before = @()) { Wait-Child (Start-Child $Script $Before) }

    function Wait-Until([scriptblock] $Condition, [System.Diagnostics.Process] $Process) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        while (-not (& $Condition)) {
            if ($Process.HasExited) { throw "The child ended too early: $($Process.StandardOutput.ReadToEnd())" }
            if ($clock.Elapsed.TotalSeconds -gt 60) { $Process.Kill(); throw 'Nothing happens.' }
            Start-Sleep -Milliseconds 5
        }
    }

    # Until the journal has had so many lengths: behind its header, a part each.
    function Wait-Journal([string] $Journal, [int] $Lengths, [System.Diagnostics.Process] $Process) {
        $seen = [System.Collections.Generic.HashSet[long]]::new()
        Wait-Until { $file = [IO.FileInfo]::new($Journal); if ($file.Exists) { [void] $seen.Add($file.Length) }; $seen.Count -ge $Lengths } $Process
    }

    # SIGKILL, on Unix.
    function Stop-Child([System.Diagnostics.Process] $Process) {
        $Process.HasExited | Should -BeFalse
        $Process.Kill()
        $Process.WaitForExit()
    }

    function Get-Left { (Get-ChildItem -Force -File | Where-Object Name -Match '^\..*\.(tmp|journal)$').Name }

    function Get-Hash([string] $Path) { (Get-FileHash $Path).Hash }

    $slow = '-Workers 1 -RowGroupBytes 1mb -Compression Zstd -CompressionLevel 15'

    # Whether a command can be run that changes what the process may do, and why not.
    function Test-Sandbox([string[]] $Command) {
        try { $problem = & $Command[0] $Command[1..($Command.Count - 1)] 2>&1 } catch { return "$_" }
        if ($LASTEXITCODE -ne 0) { "$($Command[0]): $problem" }
    }
}

Describe 'Killed conversions' {
    BeforeAll {
        Set-Location (New-Item -ItemType Directory (Join-Path $TestDrive killed)).FullName
        New-LargeCsv big.csv 14
        $convert = "Convert-CsvToParquet big.csv -Resume $slow"
        $whole = Convert-CsvToParquet big.csv whole.parquet -Workers 1 -RowGroupBytes 1mb -Compression Zstd -CompressionLevel 15
        $journal = Join-Path $PWD '.big.parquet.journal'
    }

    AfterAll { Set-Location $TestDrive }

    It 'leave the old target, and are gone on with, again and again, to the same bytes' {
        Set-Content big.parquet old -NoNewline
        $child = Start-Child $convert
        Wait-Journal $journal 3 $child
        Stop-Child $child
        Get-Content big.parquet -Raw | Should -BeExactly old
        Get-Left | Should -HaveCount 2

        $child = Start-Child $convert
        $done = (Get-Item -Force $journal).Length
        Wait-Journal $journal 3 $child
        Stop-Child $child
        Get-Content big.parquet -Raw | Should -BeExactly old
        (Get-Item -Force $journal).Length | Should -BeGreaterThan $done
        Get-Left | Should -HaveCount 2

        $last = Invoke-Expression "$convert -InformationVariable said 6> `$null"
        $last.ResumedRows | Should -BeGreaterThan 0
        $last.Rows | Should -Be $whole.Rows
        $said | Should -Match 'went on behind row'
        Get-Hash big.parquet | Should -Be (Get-Hash whole.parquet)
        Get-Left | Should -BeNullOrEmpty
    }

    It 'are cleaned up behind by a run without -Resume' {
        Set-Content big.parquet old -NoNewline
        $child = Start-Child $convert
        Wait-Journal $journal 2 $child
        Stop-Child $child
        Get-Left | Should -HaveCount 2

        $again = Convert-CsvToParquet big.csv -RowGroupBytes 1mb -Compression Zstd
        $again.ResumedRows | Should -Be 0
        $again.Rows | Should -Be $whole.Rows
        Get-Left | Should -BeNullOrEmpty
    }

    It 'begin anew where the source was written to since, and say so' {
        Copy-Item big.csv changed.csv
        $child = Start-Child "Convert-CsvToParquet changed.csv -Resume $slow"
        Wait-Journal (Join-Path $PWD .changed.parquet.journal) 2 $child
        Stop-Child $child
        Add-Content changed.csv '1,new,2,2024-01-01'

        $again = Convert-CsvToParquet changed.csv -Resume -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -Match 'began anew: the source was written to since'
        $again.Rows | Should -Be ($whole.Rows + 1)
        Get-Left | Should -BeNullOrEmpty
    }

    It 'of other cmdlets leave the old file: <_>' -ForEach 'Read-Dataset big.csv | Export-Dataset out.parquet -Compression Zstd -CompressionLevel 19',
        'Convert-ParquetToCsv whole.parquet out.csv; Start-Sleep 60', 'while ($true) { Read-Dataset big.csv | Export-Dataset out.csv; Set-Content out.csv old -NoNewline }' {
        $target = if ($_ -match 'out\.csv') { 'out.csv' } else { 'out.parquet' }
        Set-Content $target old -NoNewline
        $child = Start-Child $_
        Wait-Until { (Get-Left) -like ".$target.*.tmp" } $child
        Stop-Child $child
        # The old one or a whole new one, where it came so far.
        if ((Get-Item $target).Length -eq 3) { Get-Content $target -Raw | Should -BeExactly old }
        else { (Get-DatasetInfo $target -FullScan).Rows | Should -Be $whole.Rows }
        Get-ChildItem -Force -Filter '*.tmp' | Remove-Item -Force
    }
}

Describe "A full disk$notLinux" -Skip:(-not $IsLinux) {
    BeforeAll {
        Set-Location (New-Item -ItemType Directory (Join-Path $TestDrive full)).FullName
        $unshare = 'unshare', '-rm'
        $refusal = Test-Sandbox ($unshare + 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt')
        New-LargeCsv big.csv 8
        [IO.File]::WriteAllText((Join-Path $PWD bad.csv), "n,s`n1,x`n" + "1,$('y' * 90),3`n" * 20000)
        $whole = Convert-CsvToParquet big.csv whole.parquet -Workers 1 -RowGroupBytes 1mb -Compression Zstd -CompressionLevel 15
        New-Item -ItemType Directory disk | Out-Null
    }

    AfterAll { Set-Location $TestDrive }

    BeforeEach { if ($refusal) { Set-ItResult -Skipped -Because "no file system can be mounted here: $refusal" } }

    It 'is DiskFull, with the old file as it was and nothing left, for <Name>' -ForEach @(
        @{ Name = 'Convert-CsvToParquet'; Script = 'Convert-CsvToParquet big.csv disk/old' }
        @{ Name = 'Convert-CsvToParquet -Where'; Script = 'Convert-CsvToParquet big.csv disk/old -Where { $_.id -gt 0 }' }
        @{ Name = 'Convert-ParquetToCsv'; Script = 'Convert-ParquetToCsv whole.parquet disk/old' }
        @{ Name = 'Export-Dataset to Parquet'; Script = 'Read-Dataset big.csv | Export-Dataset disk/old -Format Parquet' }
        @{ Name = 'Export-Dataset to CSV'; Script = 'Import-Dataset big.csv | Export-Dataset disk/old -Format Csv' }
        @{ Name = 'what Group-Dataset spills'; Script = '$env:TMPDIR = "$PWD/disk"; Read-Dataset big.csv | Group-Dataset -By value, id -Sum id -MemoryLimit 1mb' }
        @{ Name = '-BadRecordPath'; Script = 'Read-Dataset bad.csv -BadRecordPath disk/old | Out-Null' }
    ) {
        $output = Invoke-Child "mount -t tmpfs -o size=1m tmpfs disk; Set-Content disk/old old -NoNewline; $Script; 'left: ' + ((Get-ChildItem -Force disk).Name -join ' '); Get-Content disk/old" $unshare
        $output | Select-Object -Last 3 | Should -Be 'error DiskFull', 'left: old', 'old'
        # One error is enough.
        @($output -like 'error*') | Should -HaveCount 1
    }

    It 'leaves the journal to a conversion with -Resume, which goes on when there is room' {
        $convert = "Convert-CsvToParquet big.csv disk/big.parquet -Resume $slow"
        $room = [long] ($whole.Bytes * 1.5)
        $output = Invoke-Child @"
mount -t tmpfs -o size=$room tmpfs disk
[IO.File]::WriteAllBytes("`$PWD/disk/ballast", [byte[]]::new($($whole.Bytes)))
$convert
'left: ' + ((Get-ChildItem -Force disk).Name -match 'journal$')
Remove-Item disk/ballast
`$done = $convert 6> `$null
"resumed: `$(`$done.ResumedRows -gt 0)"
'left: ' + ((Get-ChildItem -Force disk).Name -join ' ')
(Get-FileHash disk/big.parquet).Hash
"@ $unshare
        $output | Should -Be 'error DiskFull', 'left: .big.parquet.journal', 'resumed: True', 'left: big.parquet', (Get-Hash whole.parquet)
    }

    It 'that may not be written to is DestinationReadOnly for <_>' -ForEach 'Convert-CsvToParquet big.csv disk/old',
        'Convert-CsvToParquet big.csv disk/old -Resume', 'Convert-ParquetToCsv whole.parquet disk/old',
        'Read-Dataset big.csv | Export-Dataset disk/old -Format Csv', 'Read-Dataset big.csv -BadRecordPath disk/old | Out-Null' {
        $output = Invoke-Child "mount -t tmpfs -o size=1m tmpfs disk; Set-Content disk/old old -NoNewline; mount -o remount,ro disk; $_; Get-Content disk/old" $unshare
        $output | Should -Be 'error DestinationReadOnly', 'old'
    }
}

Describe "Permissions$notLinux" -Skip:(-not $IsLinux) {
    BeforeAll {
        Set-Location (New-Item -ItemType Directory (Join-Path $TestDrive rights)).FullName
        # Root may read and write everything, unless it gives that up.
        $as = if ((id -u) -eq '0') { 'setpriv', '--bounding-set=-dac_override,-dac_read_search' } else { @('env') }
        $refusal = Test-Sandbox ($as + 'true')
        "a,b`n1,2`n" | Set-Content good.csv
        Copy-Item good.csv secret.csv
        Convert-CsvToParquet good.csv | Out-Null
        New-Item -ItemType Directory closed | Out-Null
        Set-Content closed/old old -NoNewline
        chmod 000 secret.csv
        chmod 555 closed
    }

    AfterAll {
        chmod 755 closed
        Set-Location $TestDrive
    }

    BeforeEach { if ($refusal) { Set-ItResult -Skipped -Because "root cannot give its rights up here: $refusal" } }

    It 'a folder that may not be written to is AccessDenied for <_>' -ForEach 'Convert-CsvToParquet good.csv closed/old', 'Convert-CsvToParquet good.csv closed/new -Resume',
        'Convert-ParquetToCsv good.parquet closed/old', 'Read-Dataset good.csv | Export-Dataset closed/old -Format Csv', 'Read-Dataset good.csv -BadRecordPath closed/bad.csv | Out-Null' {
        Invoke-Child "$_; 'next'" $as | Should -Be 'error AccessDenied', 'next'
        (Get-ChildItem -Force closed).Name | Should -Be old
        Get-Content closed/old | Should -BeExactly old
    }

    It 'a source that may not be read is AccessDenied, and the next one is done, for <_>' -ForEach 'Convert-CsvToParquet secret.csv, good.csv -DestinationPath out',
        'Import-Dataset secret.csv, good.csv' {
        New-Item -ItemType Directory out -Force | Out-Null
        Invoke-Child "($_) | ForEach-Object { `$_.Rows; `$_.a }" $as | Should -Be 'error AccessDenied', '1'
    }
}

Describe "Files that change$notLinux" -Skip:(-not $IsLinux) {
    BeforeAll {
        Set-Location (New-Item -ItemType Directory (Join-Path $TestDrive changing)).FullName
        New-LargeCsv big.csv 10
        $convert = "Convert-CsvToParquet live.csv -Resume $slow | ForEach-Object { `$_.Rows }"
        $journal = Join-Path $PWD '.live.parquet.journal'
    }

    AfterAll { Set-Location $TestDrive }

    BeforeEach {
        Copy-Item big.csv live.csv -Force
        Set-Content live.parquet old -NoNewline
        $child = Start-Child $convert
        Wait-Journal $journal 2 $child
    }

    AfterEach { Remove-Item live.*, .live* -Force }

    It 'that grow are converted as far as they are read' {
        Add-Content live.csv ("5,more,1.5,2024-02-01`n" * 5) -NoNewline
        [long] (Wait-Child $child) | Should -BeIn 200000, 200005
        $rows = (Get-DatasetInfo live.parquet).Rows
        $rows | Should -BeIn 200000, 200005
        Get-Left | Should -BeNullOrEmpty
    }

    It 'that shrink are an error, for a value may be cut' {
        $file = [IO.File]::Open((Join-Path $PWD live.csv), 'Open', 'Write', 'ReadWrite')
        # In the midst of a name, far behind what is being read.
        $file.SetLength($file.Length - 30)
        $file.Dispose()
        Wait-Child $child | Should -Be 'error CorruptFile'
        Get-Content live.parquet | Should -BeExactly old
        Get-Left | Should -BeNullOrEmpty
    }

    It 'that are deleted are converted, for they are open' {
        Remove-Item live.csv
        Wait-Child $child | Should -Be 200000
        (Get-DatasetInfo live.parquet).Rows | Should -Be 200000
        Get-Left | Should -BeNullOrEmpty
    }

    It 'and targets of two conversions at once hold the whole of one' {
        $second = Start-Child "Convert-CsvToParquet live.csv -Workers 1 -RowGroupBytes 1mb | ForEach-Object { `$_.Rows }"
        Wait-Child $second | Should -Be 200000
        (Get-DatasetInfo live.parquet).Rows | Should -Be 200000
        Wait-Child $child | Should -Be 200000
        (Get-DatasetInfo live.parquet).Rows | Should -Be 200000
        (Import-Dataset live.parquet -Property id | Measure-Object id -Sum).Sum | Should -Be (10 * 20000 * 20001 / 2)
        Get-Left | Should -BeNullOrEmpty
    }
}

Describe "Pipes and links$notLinux" -Skip:(-not $IsLinux) {
    BeforeAll {
        Set-Location (New-Item -ItemType Directory (Join-Path $TestDrive pipes)).FullName
        # Beyond the sample, and beyond what a pipe holds.
        $rows = 1400000
        $block = -join (1..14000 | ForEach-Object { "$_,text $($_ % 7)`n" })
        $text = "n,s`n" + $block * 100
        [IO.File]::WriteAllText((Join-Path $PWD good.csv), $text)
        [IO.File]::WriteAllText((Join-Path $PWD late.csv), "$($text)late,x`n")
        mkfifo pipe.csv

        function Invoke-Piped([string] $Source, [string] $Script) {
            $start = [System.Diagnostics.ProcessStartInfo]::new('sh')
            $start.ArgumentList.Add('-c')
            $start.ArgumentList.Add("cat $Source > pipe.csv 2>/dev/null")
            $start.WorkingDirectory = $PWD.ProviderPath
            $writer = [System.Diagnostics.Process]::Start($start)
            try { Invoke-Child $Script } finally { if (-not $writer.WaitForExit(5000)) { $writer.Kill(); throw 'The writer of the pipe hangs.' } }
        }
    }

    AfterAll { Set-Location $TestDrive }

    It 'a pipe is converted' {
        Invoke-Piped good.csv 'Convert-CsvToParquet pipe.csv | ForEach-Object { $_.Rows }' | Should -Be $rows
        Convert-CsvToParquet good.csv | Out-Null
        (Get-DatasetInfo pipe.parquet).Rows | Should -Be $rows
        (Import-Dataset pipe.parquet -Property n | Measure-Object n -Sum).Sum | Should -Be (100 * 14000 * 14001 / 2)
    }

    It 'a pipe is read as a dataset' {
        $counts = Invoke-Piped good.csv '(Read-Dataset pipe.csv | Group-Dataset -By s -Count | Import-Dataset) | ForEach-Object Count'
        $counts | Should -HaveCount 7
        ($counts | Measure-Object -Sum).Sum | Should -Be $rows
    }

    It 'a value that needs a wider type cannot be had from a pipe, which is said' {
        $output = Invoke-Piped late.csv 'Convert-CsvToParquet pipe.csv wide.parquet -ErrorVariable e; $e.Exception.Message'
        $output[0] | Should -Be 'error ValueNotParsed'
        $output[1] | Should -BeLike "*line $($rows + 2): *'n'*A pipe cannot be read again*"
        'wide.parquet' | Should -Not -Exist
        Get-Left | Should -BeNullOrEmpty
    }

    It 'a pipe takes the type that is given' {
        Invoke-Piped late.csv 'Convert-CsvToParquet pipe.csv -Schema @{ n = "string" } | ForEach-Object { $_.Rows }' | Should -Be ($rows + 1)
    }

    It 'a scan of all of a pipe is refused' {
        Invoke-Piped late.csv 'Convert-CsvToParquet pipe.csv wide.parquet -FullScan' | Should -Be 'error FormatNotSupported'
        'wide.parquet' | Should -Not -Exist
    }

    It 'a link is converted as what it leads to, beside the link' {
        New-Item -ItemType Directory links | Out-Null
        New-Item -ItemType SymbolicLink links/link.csv -Target (Join-Path $PWD good.csv) | Out-Null
        (Convert-CsvToParquet links/link.csv).Path | Should -Be (Join-Path $PWD links link.parquet)
        (Get-DatasetInfo links/link.parquet).Rows | Should -Be $rows
    }

    It 'a link as target stays, and what it leads to is replaced' {
        Set-Content real.parquet old
        New-Item -ItemType SymbolicLink link.parquet -Target (Join-Path $PWD real.parquet) | Out-Null
        Convert-CsvToParquet good.csv link.parquet | Out-Null
        (Get-Item link.parquet).LinkType | Should -Be SymbolicLink
        (Get-DatasetInfo real.parquet).Rows | Should -Be $rows
    }

    It 'a link that leads to its own source is not replaced' {
        New-Item -ItemType SymbolicLink self.parquet -Target (Join-Path $PWD good.csv) | Out-Null
        Convert-CsvToParquet good.csv self.parquet -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'DestinationIsSource*'
        (Get-DatasetInfo good.csv).Format | Should -Be Csv
    }
}

Describe "Memory$notLinux" -Skip:(-not $IsLinux) {
    It 'of a conversion does not grow with the file' {
        Set-Location (New-Item -ItemType Directory (Join-Path $TestDrive memory)).FullName
        New-LargeCsv small.csv 23
        New-LargeCsv large.csv 230
        (Get-Item large.csv).Length | Should -BeGreaterThan 190mb
        $peaks = foreach ($name in 'small', 'large') {
            [long] (Invoke-Child "Convert-CsvToParquet $name.csv -MemoryLimit 64mb | Out-Null; (Get-Content /proc/self/status) -match 'VmHWM' -replace '\D'") * 1kb
        }
        Remove-Item *
        Set-Location $TestDrive
        # A tenth of the file is in memory at a time, or less; what else the session takes varies by some megabytes.
        $peaks[1] - $peaks[0] | Should -BeLessThan 48mb -Because "the peaks are $($peaks -join ' and ') bytes"
    }
}
