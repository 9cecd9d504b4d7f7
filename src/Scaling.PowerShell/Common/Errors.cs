using System.Management.Automation;
using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Common;

/// <summary>Every error record that the module writes. Ids are a promise to scripts; add, never rename.</summary>
internal static partial class Errors
{
    private const int NoSpaceLeftUnix = 28;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int ReadOnlyFileSystemUnix = 30;
    private const int WriteProtectedWindows = unchecked((int)0x80070013);

    internal static ErrorRecord PathNotFound(string path) => new(
        new ItemNotFoundException($"Cannot find the path '{path}'."), nameof(PathNotFound), ErrorCategory.ObjectNotFound, path);

    internal static ErrorRecord PathIsDirectory(string path) => new(
        new IOException($"'{path}' is a directory; a file is needed here."), nameof(PathIsDirectory), ErrorCategory.InvalidArgument, path);

    internal static ErrorRecord NotFileSystem(string path, string provider) => new(
        new NotSupportedException($"'{path}' is a path of the provider {provider}; a path of the file system is needed here."),
        nameof(NotFileSystem), ErrorCategory.InvalidArgument, path);

    internal static ErrorRecord PathInvalid(string path, Exception exception) => new(
        exception, nameof(PathInvalid), ErrorCategory.InvalidArgument, path);

    internal static ErrorRecord AccessDenied(string path, Exception exception) => new(
        exception, nameof(AccessDenied), ErrorCategory.PermissionDenied, path);

    internal static ErrorRecord DestinationExists(string path) => new(
        new IOException($"The file '{path}' already exists, and -NoClobber keeps it."),
        nameof(DestinationExists), ErrorCategory.ResourceExists, path);

    internal static ErrorRecord DestinationReadOnly(string path) => new(
        new UnauthorizedAccessException($"The file '{path}' is read-only. Use -Force to replace it."),
        nameof(DestinationReadOnly), ErrorCategory.PermissionDenied, path);

    internal static ErrorRecord DestinationTakenTwice(string source, string path) => new(
        new IOException($"'{source}' was not converted: '{path}' already holds the conversion of another file. Name a folder as destination."),
        nameof(DestinationTakenTwice), ErrorCategory.ResourceExists, source);

    internal static ErrorRecord DestinationIsSource(string path) => new(
        new IOException($"'{path}' was not converted: it is its own destination. Name another file or a folder as destination."),
        nameof(DestinationIsSource), ErrorCategory.InvalidArgument, path);

    internal static ErrorRecord RowWithoutColumns(object row) => new(
        new ArgumentException("The row was left out: it has no properties, and so says nothing about the columns."),
        nameof(RowWithoutColumns), ErrorCategory.InvalidData, row);

    internal static ErrorRecord FormatUnknown(string path) => new(
        new NotSupportedException($"The extension of '{path}' says no format; name one with -Format, or use .parquet, .csv, .tsv or .txt."),
        nameof(FormatUnknown), ErrorCategory.InvalidArgument, path);

    internal static ErrorRecord InputIncomplete(string destination, DatasetOrigin failed) => new(
        new InvalidOperationException($"'{destination}' was not written: the input {failed} ended early. {failed.Failure!.Message}", failed.Failure),
        nameof(InputIncomplete), ErrorCategory.InvalidOperation, destination);

    internal static ErrorRecord DestinationFolderNotFound(string path) => new(
        new DirectoryNotFoundException($"The folder of '{path}' does not exist."),
        nameof(DestinationFolderNotFound), ErrorCategory.ObjectNotFound, path);

    internal static ErrorRecord EncodingUnknown(string name) => new(
        new ArgumentException($"'{name}' is not an encoding, such as utf-8, utf-16, iso-8859-1 or windows-1252."),
        nameof(EncodingUnknown), ErrorCategory.InvalidArgument, name);

    internal static ErrorRecord InvalidParameter(string message, object? value) => new(
        new ArgumentException(message), nameof(InvalidParameter), ErrorCategory.InvalidArgument, value);

    /// <summary>A failure of the core as an error record: what is wrong with data keeps the core's name for it.</summary>
    internal static ErrorRecord From(Exception exception, object? target) => exception switch
    {
        DatasetException e => new(e, e.Error.ToString(), Category(e.Error), e.Value ?? e.Column ?? e.Path ?? target),
        FileNotFoundException or DirectoryNotFoundException => new(exception, nameof(PathNotFound), ErrorCategory.ObjectNotFound, target),
        UnauthorizedAccessException => new(exception, nameof(AccessDenied), ErrorCategory.PermissionDenied, target),
        IOException when IsDiskFull(exception) => new(exception, "DiskFull", ErrorCategory.ResourceUnavailable, target),
        IOException when IsReadOnlyMedium(exception) => new(exception, nameof(DestinationReadOnly), ErrorCategory.PermissionDenied, target),
        IOException => new(exception, "InputOutputFailed", ErrorCategory.ReadError, target),
        OutOfMemoryException => new(exception, "OutOfMemory", ErrorCategory.ResourceUnavailable, target),
        _ => new(exception, "UnexpectedFailure", ErrorCategory.InvalidOperation, target),
    };

    private static bool IsDiskFull(Exception e) => e.HResult is DiskFullWindows or NoSpaceLeftUnix;

    private static bool IsReadOnlyMedium(Exception e) => e.HResult is WriteProtectedWindows or ReadOnlyFileSystemUnix;

    private static ErrorCategory Category(DatasetError error) => error switch
    {
        DatasetError.ColumnNotFound => ErrorCategory.ObjectNotFound,
        DatasetError.ColumnTypeMismatch or DatasetError.ColumnNotNumeric => ErrorCategory.InvalidType,
        DatasetError.FormatNotSupported => ErrorCategory.NotImplemented,
        DatasetError.MemoryLimitExceeded => ErrorCategory.LimitsExceeded,
        DatasetError.ValueOverflow => ErrorCategory.InvalidResult,
        DatasetError.InputIncomplete => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.InvalidData,
    };
}
