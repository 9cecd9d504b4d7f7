using System.Runtime.CompilerServices;

namespace Scaling.Native.LinearAlgebra.Kernels;

/// <summary>For 32 registers: tiles of 8 rows, 24 sums, three registers of B and one of A.</summary>
internal sealed unsafe class WideKernel<TLanes, TVector> : LaneKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int Rows = 8;

    internal override int TileRows => Rows;

    [MethodImpl(Kernel)]
    internal override void MultiplyAdd(int depth, double* a, double* b, double* c, nint stride)
    {
        var lanes = TLanes.Count;
        for (var row = 0; row < Rows; row++)
        {
            TLanes.Prefetch(c + row * stride);
            TLanes.Prefetch(c + row * stride + lanes);
            TLanes.Prefetch(c + row * stride + 2 * lanes);
            TLanes.Prefetch(c + row * stride + TileVectors * lanes - 1);
        }

        TVector c00 = default, c01 = default, c02 = default;
        TVector c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default;
        TVector c30 = default, c31 = default, c32 = default;
        TVector c40 = default, c41 = default, c42 = default;
        TVector c50 = default, c51 = default, c52 = default;
        TVector c60 = default, c61 = default, c62 = default;
        TVector c70 = default, c71 = default, c72 = default;
        var end = a + Rows * (nint)depth;
        while (a < end)
        {
            var (b0, b1, b2) = (TLanes.Load(b), TLanes.Load(b + lanes), TLanes.Load(b + 2 * lanes));
            Row(a[0], b0, b1, b2, ref c00, ref c01, ref c02);
            Row(a[1], b0, b1, b2, ref c10, ref c11, ref c12);
            Row(a[2], b0, b1, b2, ref c20, ref c21, ref c22);
            Row(a[3], b0, b1, b2, ref c30, ref c31, ref c32);
            Row(a[4], b0, b1, b2, ref c40, ref c41, ref c42);
            Row(a[5], b0, b1, b2, ref c50, ref c51, ref c52);
            Row(a[6], b0, b1, b2, ref c60, ref c61, ref c62);
            Row(a[7], b0, b1, b2, ref c70, ref c71, ref c72);
            a += Rows;
            b += TileVectors * lanes;
        }

        AddTo(c, c00, c01, c02);
        AddTo(c + stride, c10, c11, c12);
        AddTo(c + 2 * stride, c20, c21, c22);
        AddTo(c + 3 * stride, c30, c31, c32);
        AddTo(c + 4 * stride, c40, c41, c42);
        AddTo(c + 5 * stride, c50, c51, c52);
        AddTo(c + 6 * stride, c60, c61, c62);
        AddTo(c + 7 * stride, c70, c71, c72);
    }
}
