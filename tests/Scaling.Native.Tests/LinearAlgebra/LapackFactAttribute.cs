using Scaling.Native.LinearAlgebra.Libraries;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

/// <summary>A test that needs a library of BLAS and LAPACK, such as Debian's libopenblas0-pthread.</summary>
public sealed class LapackFactAttribute : FactAttribute
{
    public LapackFactAttribute() => Skip = LapackLibrary.Find() is null ? "No library of LAPACK is installed." : null;
}
