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

    /// <summary>A library that was named: LibraryNotLoaded, or LibraryWithoutLapack.</summary>
    internal static ErrorRecord From(LapackException exception, string library) => exception.IsLoaded
        ? new(exception, "LibraryWithoutLapack", ErrorCategory.InvalidArgument, library)
        : new(exception, "LibraryNotLoaded", ErrorCategory.ObjectNotFound, library);

    internal static ErrorRecord LibraryFailed(Exception exception, int size) => new(
        new InvalidOperationException(exception.Message, exception), nameof(LibraryFailed), ErrorCategory.InvalidResult, size);
}
