using System.Management.Automation;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Says what dataset files are, from a Parquet file's footer or a sample of text; no file is read whole for it.</summary>
[Cmdlet(VerbsCommon.Get, "DatasetInfo", DefaultParameterSetName = PathSet)]
[OutputType(typeof(DatasetInfo))]
public sealed class GetDatasetInfoCommand : DatasetFileCommand
{
    private protected override void ProcessFile(string path) => Try(path, () => WriteObject(
        DatasetFile.FormatOf(path) == DatasetFormat.Parquet ? Describe(ParquetFileInfo.Read(path)) : DescribeText(path)));

    private static DatasetInfo Describe(ParquetFileInfo file) => new()
    {
        Path = file.Path,
        Format = nameof(DatasetFormat.Parquet),
        Bytes = file.FileBytes,
        Rows = file.RowCount,
        IsRowCountExact = true,
        RowGroups = file.RowGroups.Count,
        Compression = string.Join(", ", file.Columns.SelectMany(c => c.Compression).Distinct()),
        CreatedBy = file.CreatedBy,
        Columns = [.. file.Columns.Select(c => new DatasetColumnInfo
        {
            Name = c.Name,
            Type = c.Type?.ToString(),
            NestedType = c.NestedType,
            IsNullable = c.IsNullable,
            NullCount = c.NullCount,
            Minimum = c.Minimum,
            Maximum = c.Maximum,
            Bytes = c.CompressedBytes,
            UncompressedBytes = c.UncompressedBytes,
            Encodings = [.. c.Encodings],
        })],
    };

    private DatasetInfo DescribeText(string path)
    {
        using var reader = CsvDatasetReader.Open(path, ReadOptions.Csv, StopToken);
        var format = reader.Format;
        return new()
        {
            Path = path,
            Format = nameof(DatasetFormat.Csv),
            Bytes = new FileInfo(path).Length,
            Rows = format.EstimatedRows,
            IsRowCountExact = format.IsFullySampled,
            Compression = format.Compression,
            Delimiter = format.Delimiter.ToString(),
            Encoding = format.Encoding,
            NewLine = format.NewLine.ToString(),
            HasHeader = format.HasHeader,
            SampledRows = format.SampledRows,
            Columns = [.. reader.Schema.Select((c, i) => new DatasetColumnInfo
            {
                Name = c.Name,
                Type = c.Type.ToString(),
                IsNullable = c.IsNullable,
                NullCount = format.IsFullySampled ? format.SampledNulls[i] : null,
            })],
        };
    }
}
