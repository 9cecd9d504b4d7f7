using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Scaling.Native.Memory;

namespace Scaling.Native.LinearAlgebra.Libraries;

/// <summary>
/// A library of BLAS and LAPACK on this machine, such as OpenBLAS or MKL. Once loaded it stays, since its threads would outlive it.
/// </summary>
/// <remarks>Run with OpenBLAS on Linux x64; its names on Windows and macOS, MKL and Accelerate were not.</remarks>
public sealed unsafe partial class LapackLibrary
{
    private const int LongestVersion = 256;

    private readonly LapackThreads? _threads;
    private readonly delegate* unmanaged[Cdecl]<long*, long*, double*, long*, long*, long*, void> _factor;
    private readonly delegate* unmanaged[Cdecl]<long*, double*, long*, long*, double*, long*, long*, void> _invert;

    private LapackLibrary(string path, LapackSymbols symbols)
    {
        Path = path;
        _threads = LapackThreads.Of(symbols);
        _factor = (delegate* unmanaged[Cdecl]<long*, long*, double*, long*, long*, long*, void>)symbols.Routine("dgetrf");
        _invert = (delegate* unmanaged[Cdecl]<long*, double*, long*, long*, double*, long*, long*, void>)symbols.Routine("dgetri");
        HasLongIntegers = LooksLong(symbols);
        (Name, Description, Kernel) = Describe(symbols, System.IO.Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>What is looked for where none is named, in this order.</summary>
    public static IReadOnlyList<string> UsualNames { get; } =
        OperatingSystem.IsWindows() ? ["openblas", "libopenblas", "mkl_rt.2", "mkl_rt"]
        : OperatingSystem.IsMacOS() ?
        [
            "libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/usr/local/opt/openblas/lib/libopenblas.dylib",
            "libmkl_rt.2.dylib", "/System/Library/Frameworks/Accelerate.framework/Accelerate",
        ]
        : ["libopenblas.so.0", "libopenblas.so", "libopenblas64.so.0", "libmkl_rt.so.2", "libmkl_rt.so"];

    /// <summary>The name or path that it was loaded by.</summary>
    public string Path { get; }

    /// <summary>The product and its version.</summary>
    public string Name { get; }

    /// <summary>What the library says of itself, whole; null where it says nothing.</summary>
    public string? Description { get; }

    /// <summary>The kind of processor whose kernels the library chose; null where it does not say.</summary>
    public string? Kernel { get; }

    /// <summary>Whether its integers have 64 bits (ILP64).</summary>
    public bool HasLongIntegers { get; }

    /// <summary>Whether its number of threads can be set.</summary>
    public bool CanSetThreads => _threads is not null;

    /// <summary>Threads it works with, for the whole process; 0 where it does not tell. Some libraries take no more than they were built for.</summary>
    public int Threads
    {
        get => _threads?.Count ?? 0;
        set
        {
            if (_threads is not null) _threads.Count = value;
        }
    }

    /// <summary>The first of <see cref="UsualNames"/> that is there and has the routines, or null.</summary>
    public static LapackLibrary? Find()
    {
        foreach (var name in UsualNames)
        {
            if (NativeLibrary.TryLoad(name, out var handle) && LapackSymbols.Of(handle) is { } symbols) return new LapackLibrary(name, symbols);
        }

        return null;
    }

    /// <param name="nameOrPath">As the system's loader takes it.</param>
    /// <exception cref="LapackException">It cannot be loaded, or lacks dgetrf and dgetri.</exception>
    public static LapackLibrary Load(string nameOrPath)
    {
        nint handle;
        try
        {
            handle = NativeLibrary.Load(nameOrPath);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new LapackException(nameOrPath, isLoaded: false, $"The library '{nameOrPath}' cannot be loaded: {e.Message}", e);
        }

        return LapackSymbols.Of(handle) is { } symbols
            ? new LapackLibrary(nameOrPath, symbols)
            : throw new LapackException(nameOrPath, isLoaded: true, $"The library '{nameOrPath}' has no dgetrf and dgetri.");
    }

    /// <summary>Replaces a matrix by its inverse, by dgetrf and dgetri. What to Fortran, which goes by columns, is the inverse of the
    /// transpose, is to us the inverse.</summary>
    /// <param name="matrix">Square.</param>
    /// <returns>The column, from 0, whose pivots are all zero; null when there is an inverse.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory to work in.</exception>
    /// <exception cref="NotSupportedException">The matrix is too large for the library's integers.</exception>
    public int? Invert(AlignedMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows == 0) return null;
        using var use = matrix.Use();

        // Where integers have 32 bits, the lower half of each of these is read; all systems that .NET has are little-endian.
        long size = matrix.Rows, stride = matrix.Stride, info = 0, workSize = -1;
        using var pivots = AlignedMemory.OfDoubles(matrix.Rows);
        _factor(&size, &size, matrix.Pointer, &stride, (long*)pivots.Pointer, &info);
        if (ColumnOf(info) is { } zeroPivot) return zeroPivot;

        double best;
        _invert(&size, matrix.Pointer, &stride, (long*)pivots.Pointer, &best, &workSize, &info);
        workSize = Math.Max((long)best, matrix.Rows);
        using var work = AlignedMemory.OfDoubles(workSize);
        _invert(&size, matrix.Pointer, &stride, (long*)pivots.Pointer, (double*)work.Pointer, &workSize, &info);
        return ColumnOf(info);
    }

    /// <summary>LAPACK counts columns from 1; a negative number would be an argument that it does not take.</summary>
    private int? ColumnOf(long info) => (HasLongIntegers ? info : (int)info) switch
    {
        0 => null,
        > 0 and var column => (int)column - 1,
        _ => throw new NotSupportedException($"'{Path}' did not take a matrix of this size."),
    };

    /// <summary>Asks for a sum of products of −2³¹ … 1 pairs: one pair to who reads 32 bits, fewer than none to who reads 64.</summary>
    private static bool LooksLong(LapackSymbols symbols)
    {
        var dot = symbols.Routine("ddot");
        if (dot == 0) return symbols.SaysLongIntegers;
        var sum = (delegate* unmanaged[Cdecl]<long*, double*, long*, double*, long*, double>)dot;
        long count = unchecked((long)0x8000_0000_0000_0001), step = 1;
        var two = 2.0;
        return sum(&count, &two, &step, &two, &step) == 0;
    }

    private static (string Name, string? Description, string? Kernel) Describe(LapackSymbols symbols, string file)
    {
        if (symbols.Function("openblas_get_config") is not 0 and var config)
        {
            var description = Text(config);
            var kernel = symbols.Function("openblas_get_corename") is not 0 and var core ? Text(core) : null;
            return (OpenBlasName().Match(description ?? "") is { Success: true } name ? name.Value : "OpenBLAS", description, kernel);
        }

        if (symbols.Function("MKL_Get_Version_String") is not 0 and var version)
        {
            var buffer = stackalloc byte[LongestVersion];
            new Span<byte>(buffer, LongestVersion).Clear();
            ((delegate* unmanaged[Cdecl]<byte*, int, void>)version)(buffer, LongestVersion - 1);
            var description = Marshal.PtrToStringUTF8((nint)buffer)?.Trim();
            return (MklVersion().Match(description ?? "") is { Success: true } number ? $"MKL {number.Value}" : "MKL", description, null);
        }

        return (file, null, null);
    }

    private static string? Text(nint function) => Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)function)())?.Trim();

    [GeneratedRegex(@"OpenBLAS \d+(\.\d+)+")]
    private static partial Regex OpenBlasName();

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex MklVersion();
}
