using System.Runtime.InteropServices;

namespace Scaling.Native.LinearAlgebra.Libraries;

/// <summary>Finds the routines of a library. Builds with 64-bit integers, and those inside of other packages, put something before or behind
/// the names of Fortran.</summary>
internal sealed class LapackSymbols
{
    private static readonly (string Prefix, string Suffix)[] Decorations =
    [
        ("", "_"), ("", "_64_"), ("", "64_"), ("scipy_", "_64_"), ("scipy_", "_"), ("", "$NEWLAPACK$ILP64"), ("", "$NEWLAPACK"), ("", ""),
    ];

    private readonly nint _library;
    private readonly string _prefix;
    private readonly string _suffix;

    private LapackSymbols(nint library, string prefix, string suffix) => (_library, _prefix, _suffix) = (library, prefix, suffix);

    /// <summary>Whether the decoration itself says that integers have 64 bits.</summary>
    internal bool SaysLongIntegers => _suffix.Contains("64", StringComparison.Ordinal);

    /// <summary>The decoration that the library uses; null where it lacks the routines of an inverse.</summary>
    internal static LapackSymbols? Of(nint library)
    {
        foreach (var (prefix, suffix) in Decorations)
        {
            var symbols = new LapackSymbols(library, prefix, suffix);
            if (symbols.Routine("dgetrf") != 0 && symbols.Routine("dgetri") != 0) return symbols;
        }

        return null;
    }

    /// <summary>Address of a routine of BLAS or LAPACK, or 0.</summary>
    internal nint Routine(string name) => Export(_prefix + name + _suffix);

    /// <summary>Address of one of the library's own functions, or 0.</summary>
    internal nint Function(string name)
    {
        foreach (var decorated in (string[])[_prefix + name, _prefix + name + "64_", _prefix + name + "_64_"])
        {
            if (Export(decorated) is not 0 and var address) return address;
        }

        return 0;
    }

    private nint Export(string name) => NativeLibrary.TryGetExport(_library, name, out var address) ? address : 0;
}
