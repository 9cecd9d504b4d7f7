using System.Management.Automation;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord NotAFolder(string path) => new(
        new IOException($"'{path}' is a file; a folder is needed here."), nameof(NotAFolder), ErrorCategory.InvalidArgument, path);

    internal static ErrorRecord NoFolderMatches(string pattern) => new(
        new IOException($"'{pattern}' matches files only; a folder is needed here."),
        nameof(NotAFolder), ErrorCategory.InvalidArgument, pattern);

    internal static ErrorRecord FolderNotFound(string path) => new(
        new ItemNotFoundException($"Cannot find a folder at '{path}'."), nameof(PathNotFound), ErrorCategory.ObjectNotFound, path);

    /// <param name="path">The folder.</param>
    /// <param name="uncounted">Entries whose size was refused; null where the folder could not be listed.</param>
    /// <param name="reason">Why.</param>
    internal static ErrorRecord FolderNotReadable(string path, long? uncounted, Exception reason)
    {
        var message = uncounted is { } entries
            ? FormattableString.Invariant($"{entries} entries of the folder '{path}' could not be counted: {reason.Message}")
            : $"The folder '{path}' could not be read and was skipped: {reason.Message}";
        var category = reason is UnauthorizedAccessException ? ErrorCategory.PermissionDenied : ErrorCategory.ReadError;
        return new ErrorRecord(new IOException(message, reason), nameof(FolderNotReadable), category, path);
    }
}
