@{
    RootModule           = 'Scaling.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0c8a53-52a1-4b0e-9b2c-7b7f5e0d6a41'
    Author               = 'The Scaling authors'
    CompanyName          = 'Scaling'
    Copyright            = '(c) The Scaling authors. MIT licence.'
    Description          = 'Makes processor, memory and storage visible and easy to use well: datasets larger than memory, columnar pipelines, bootstraps and measurements as cmdlets.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('Scaling.Format.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @(
        'Compare-MemoryCeiling'
        'Convert-CsvToParquet'
        'Convert-ParquetToCsv'
        'Export-Dataset'
        'Get-DatasetInfo'
        'Get-DatasetMemory'
        'Get-ProcessorTopology'
        'Get-MemoryCeiling'
        'Get-ResourceLimit'
        'Get-ScalingFit'
        'Get-SpeedupLimit'
        'Group-Dataset'
        'Import-Dataset'
        'Invoke-ParallelBootstrap'
        'Measure-CacheLatency'
        'Measure-FileSizeDistribution'
        'Measure-MemoryBandwidth'
        'Measure-ParallelScaling'
        'Measure-TraversalOrder'
        'Measure-VectorSpeedup'
        'Measure-MatrixInverse'
        'Measure-MemoryCeiling'
        'Read-Dataset'
        'Select-Dataset'
    )
    PrivateData          = @{
        PSData = @{
            Tags = @('Performance', 'Parquet', 'CSV', 'Dataset', 'Bootstrap', 'HPC', 'Slurm', 'Linux', 'Windows', 'MacOS')
        }
    }
}
