namespace Scaling.Native.LinearAlgebra.Libraries;

/// <summary>How a library is told its number of threads.</summary>
internal sealed unsafe class LapackThreads
{
    private readonly delegate* unmanaged[Cdecl]<int, void> _set;
    private readonly delegate* unmanaged[Cdecl]<int> _get;

    private LapackThreads(nint set, nint get)
    {
        _set = (delegate* unmanaged[Cdecl]<int, void>)set;
        _get = (delegate* unmanaged[Cdecl]<int>)get;
    }

    /// <summary>Null where the library has no way that is known.</summary>
    internal static LapackThreads? Of(LapackSymbols symbols)
    {
        foreach (var (set, get) in (ReadOnlySpan<(string, string)>)
            [("openblas_set_num_threads", "openblas_get_num_threads"), ("MKL_Set_Num_Threads", "MKL_Get_Max_Threads")])
        {
            if (symbols.Function(set) is not 0 and var setter && symbols.Function(get) is not 0 and var getter)
                return new LapackThreads(setter, getter);
        }

        return null;
    }

    internal int Count
    {
        get => _get();
        set => _set(value);
    }
}
