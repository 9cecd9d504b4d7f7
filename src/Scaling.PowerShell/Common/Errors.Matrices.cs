using System.Management.Automation;
using Scaling.Native.LinearAlgebra.Libraries;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord MatrixNotSquare(object matrix, string what) => new(
        new ArgumentException($"Only a square matrix has an inverse: this one {what}."),
        nameof(MatrixNotSquare), ErrorCategory.InvalidArgument, matrix);

    internal static ErrorRecord MatrixElementNotNumeric(object? element, int row, int column) => new(
        new ArgumentException(FormattableString.Invariant($"The element in row {row}, column {column} is no number: '{element ?? "(null)"}'.")),
        nameof(MatrixElementNotNumeric), ErrorCategory.InvalidData, element);

    internal static ErrorRecord MatrixElementNotFinite(double element, int row, int column) => new(
        new ArgumentException(FormattableString.Invariant($"The element in row {row}, column {column} is {element}: such a matrix has no inverse.")),
        nameof(MatrixElementNotFinite), ErrorCategory.InvalidData, element);

    internal static ErrorRecord MatrixTooLarge(int size, long needed, long available) => new(
        new InsufficientMemoryException(FormattableString.Invariant(
            $"Measuring a matrix of {size} rows takes {needed / 1048576.0:N0} MiB, but the process may have {available / 1048576.0:N0} MiB.")),
        nameof(MatrixTooLarge), ErrorCategory.LimitsExceeded, size);

    internal static ErrorRecord InstructionSetNotSupported(object instructionSet, IEnumerable<string> supported) => new(
        new PlatformNotSupportedException(
            $"This processor, or the runtime's settings, do not support '{instructionSet}'. Supported are {string.Join(", ", supported)}."),
        nameof(InstructionSetNotSupported), ErrorCategory.NotInstalled, instructionSet);

    /// <summary>A library that was named: LibraryNotLoaded, or LibraryWithoutLapack.</summary>
    internal static ErrorRecord From(LapackException exception) => exception.IsLoaded
        ? new(exception, "LibraryWithoutLapack", ErrorCategory.InvalidArgument, exception.Library)
        : new(exception, "LibraryNotLoaded", ErrorCategory.ObjectNotFound, exception.Library);

    internal static ErrorRecord LibraryFailed(Exception exception, int size) => new(
        new InvalidOperationException(exception.Message, exception), nameof(LibraryFailed), ErrorCategory.InvalidResult, size);
}
