using System.Runtime.CompilerServices;

namespace Scaling.Native.LinearAlgebra.Kernels;

/// <summary>For 16 registers: tiles of 4 rows, 12 sums, three registers of B and one of A.</summary>
internal sealed unsafe class NarrowKernel<TLanes, TVector> : LaneKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int Rows = 4;

    internal override int TileRows => Rows;

    [MethodImpl(Kernel)]
    internal override void MultiplyAdd(int depth, double* a, double* b, double* c, nint stride)
    {
        var lanes = TLanes.Count;
        for (var row = 0; row < Rows; row++)
        {
            TLanes.Prefetch(c + row * stride);
            TLanes.Prefetch(c + row * stride + TileVectors * lanes - 1);
        }

        TVector c00 = default, c01 = default, c02 = default;
        TVector c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default;
        TVector c30 = default, c31 = default, c32 = default;
        var end = a + Rows * (nint)(depth & ~1);
        while (a < end)
        {
            // Two steps a turn: adding to the pointers costs as much as a product.
            var (b0, b1, b2) = (TLanes.Load(b), TLanes.Load(b + lanes), TLanes.Load(b + 2 * lanes));
            Row(a[0], b0, b1, b2, ref c00, ref c01, ref c02);
            Row(a[1], b0, b1, b2, ref c10, ref c11, ref c12);
            Row(a[2], b0, b1, b2, ref c20, ref c21, ref c22);
            Row(a[3], b0, b1, b2, ref c30, ref c31, ref c32);
            (b0, b1, b2) = (TLanes.Load(b + 3 * lanes), TLanes.Load(b + 4 * lanes), TLanes.Load(b + 5 * lanes));
            Row(a[4], b0, b1, b2, ref c00, ref c01, ref c02);
            Row(a[5], b0, b1, b2, ref c10, ref c11, ref c12);
            Row(a[6], b0, b1, b2, ref c20, ref c21, ref c22);
            Row(a[7], b0, b1, b2, ref c30, ref c31, ref c32);
            a += 2 * Rows;
            b += 2 * TileVectors * lanes;
        }

        if ((depth & 1) != 0)
        {
            var (b0, b1, b2) = (TLanes.Load(b), TLanes.Load(b + lanes), TLanes.Load(b + 2 * lanes));
            Row(a[0], b0, b1, b2, ref c00, ref c01, ref c02);
            Row(a[1], b0, b1, b2, ref c10, ref c11, ref c12);
            Row(a[2], b0, b1, b2, ref c20, ref c21, ref c22);
            Row(a[3], b0, b1, b2, ref c30, ref c31, ref c32);
        }

        AddTo(c, c00, c01, c02);
        AddTo(c + stride, c10, c11, c12);
        AddTo(c + 2 * stride, c20, c21, c22);
        AddTo(c + 3 * stride, c30, c31, c32);
    }
}
