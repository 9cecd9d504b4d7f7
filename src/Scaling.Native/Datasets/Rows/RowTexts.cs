using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;

namespace Scaling.Native.Datasets.Rows;

internal sealed class TextRowColumn(RowPlace place) : RowColumn
{
    internal override RowFiller Open(IArrowArray array) => new Filler(array, place);

    internal override object? Get(DatasetRow row) => place.Value<string?>(row);

    internal override bool MayRefuse => true;

    internal override bool Fits(DatasetRow row) => place.Value<string?>(row) is not { } text || ObjectConversion.IsWhole(text);

    internal override void Append(DatasetRow row, ColumnBuilder builder)
    {
        if (place.Value<string?>(row) is { } text) ((BytesColumnBuilder)builder).Append(text.AsSpan());
        else builder.AppendNull();
    }

    private sealed class Filler(IArrowArray array, RowPlace place) : RowFiller
    {
        private readonly SharedTexts _texts = new(array);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal override bool Fill(int first, ReadOnlySpan<object> rows)
        {
            var (at, texts) = (place, _texts);
            var validity = array.Validity();
            var offsets = array.Offsets();
            var bytes = array.Bytes();
            for (var i = 0; i < rows.Length; i++)
            {
                if (!ColumnAccess.IsValid(validity, first + i)) continue;
                var (start, end) = (offsets[first + i], offsets[first + i + 1]);
                at.Value<string>(Unsafe.As<DatasetRow>(rows[i])) = texts.Get(bytes, start, end - start);
            }

            return true;
        }
    }
}

/// <summary>Columns of indices into the batch's distinct texts, each of which becomes one string.</summary>
internal sealed class CategoryRowColumn(RowPlace place) : RowColumn
{
    internal override RowFiller Open(IArrowArray array) => new Filler(array, place);

    internal override object? Get(DatasetRow row) => place.Value<string?>(row);

    internal override bool MayRefuse => true;

    internal override bool Fits(DatasetRow row) => place.Value<string?>(row) is not { } text || ObjectConversion.IsWhole(text);

    internal override void Append(DatasetRow row, ColumnBuilder builder)
    {
        if (place.Value<string?>(row) is { } text) ((CategoryColumnBuilder)builder).Append(text.AsSpan());
        else builder.AppendNull();
    }

    private sealed class Filler(IArrowArray array, RowPlace place) : RowFiller
    {
        private readonly string?[] _texts = new string?[((DictionaryArray)array).Dictionary.Length];

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal override bool Fill(int first, ReadOnlySpan<object> rows)
        {
            var (at, texts) = (place, _texts);
            var validity = array.Validity();
            var indices = array.Values<int>().Slice(first, rows.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                if (!ColumnAccess.IsValid(validity, first + i)) continue;
                var text = texts[indices[i]] ??= Encoding.UTF8.GetString(ColumnValue.Category(array, first + i));
                at.Value<string>(Unsafe.As<DatasetRow>(rows[i])) = text;
            }

            return true;
        }
    }
}

internal sealed class BinaryRowColumn(RowPlace place) : RowColumn
{
    internal override RowFiller Open(IArrowArray array) => new Filler(array, place);

    internal override object? Get(DatasetRow row) => place.Value<byte[]?>(row);

    internal override void Append(DatasetRow row, ColumnBuilder builder)
    {
        if (place.Value<byte[]?>(row) is { } value) ((BytesColumnBuilder)builder).Append(value.AsSpan());
        else builder.AppendNull();
    }

    private sealed class Filler(IArrowArray array, RowPlace place) : RowFiller
    {
        internal override bool Fill(int first, ReadOnlySpan<object> rows)
        {
            var validity = array.Validity();
            for (var i = 0; i < rows.Length; i++)
            {
                if (ColumnAccess.IsValid(validity, first + i))
                    place.Value<byte[]>(Unsafe.As<DatasetRow>(rows[i])) = ColumnValue.Slice(array, first + i).ToArray();
            }

            return true;
        }
    }
}

/// <summary>
/// The strings of one column of a batch. Equal short texts become one string as far as a small table remembers them; a column where
/// that seldom happens is left alone.
/// </summary>
internal sealed class SharedTexts(IArrowArray array)
{
    private const int Slots = 1024;
    private const int LongestShared = 64;
    private const int Trial = 512;
    private const int HitsOfTrial = Trial / 8;

    private readonly bool _ascii = Ascii.IsValid(array.Bytes()[..array.Offsets()[array.Length]]);
    private Slot[]? _slots = new Slot[Slots];
    private int _tried;
    private int _hits;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal string Get(ReadOnlySpan<byte> bytes, int start, int length)
    {
        if (length == 0) return "";
        var text = bytes.Slice(start, length);
        if (_slots is null || length > LongestShared) return Create(text);
        if (_tried == Trial)
        {
            if (_hits < HitsOfTrial)
            {
                _slots = null;
                return Create(text);
            }

            (_tried, _hits) = (0, 0);
        }

        _tried++;
        ref var slot = ref _slots[Hash(text) & (Slots - 1)];
        if (slot.Text is { } known && slot.Length == length && bytes.Slice(slot.Start, length).SequenceEqual(text))
        {
            _hits++;
            return known;
        }

        slot = new(Create(text), start, length);
        return slot.Text!;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private string Create(ReadOnlySpan<byte> text) => _ascii ? Encoding.Latin1.GetString(text) : Encoding.UTF8.GetString(text);

    /// <summary>Of the first and the last eight bytes and the length: equality is looked at anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        ulong head, tail;
        if (text.Length >= sizeof(ulong))
        {
            head = Unsafe.ReadUnaligned<ulong>(ref first);
            tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, text.Length - sizeof(ulong)));
        }
        else if (text.Length >= sizeof(uint))
        {
            head = Unsafe.ReadUnaligned<uint>(ref first);
            tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, text.Length - sizeof(uint)));
        }
        else
        {
            head = first;
            tail = (uint)Unsafe.Add(ref first, text.Length >> 1) << 8 | Unsafe.Add(ref first, text.Length - 1);
        }

        return (uint)((head + BitOperations.RotateLeft(tail, 29) * 0x9E3779B97F4A7C15 + (uint)text.Length) * 0xD6E8FEB86659FD93 >> 40);
    }

    private readonly record struct Slot(string? Text, int Start, int Length);
}
