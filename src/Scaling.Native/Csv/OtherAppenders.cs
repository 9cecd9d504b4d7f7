using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary><c>true</c> and <c>false</c> in any case; 1 and 0 where the caller named the type.</summary>
internal readonly struct BooleanAppender(ColumnBuilder builder, bool isInferred) : IFieldAppender
{
    private readonly BooleanColumnBuilder _builder = (BooleanColumnBuilder)builder;

    public static bool IsText => false;

    internal static bool? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length == 4 && Ascii.EqualsIgnoreCase(text, "true"u8)) return true;
        return text.Length == 5 && Ascii.EqualsIgnoreCase(text, "false"u8) ? false : null;
    }

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        var value = Read(text);
        if (value is null && !isInferred && text.Length == 1) value = text[0] switch { (byte)'1' => true, (byte)'0' => false, _ => null };
        if (value is null) return false;
        _builder.Append(value.Value);
        return true;
    }
}

/// <summary>Guids with hyphens, with or without braces or parentheses, or as 32 hexadecimal digits.</summary>
internal readonly struct GuidAppender(ColumnBuilder builder) : IFieldAppender
{
    private readonly FixedColumnBuilder<UInt128> _builder = (FixedColumnBuilder<UInt128>)builder;

    public static bool IsText => false;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        var form = text.Length switch { 32 => 'N', 36 => 'D', 38 => text[0] == '{' ? 'B' : 'P', _ => '\0' };
        if (form == '\0' || !Utf8Parser.TryParse(text, out Guid value, out var length, form) || length != text.Length) return false;
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        _builder.Append(MemoryMarshal.Read<UInt128>(bytes));
        return true;
    }
}

/// <summary>Bytes in Base64.</summary>
internal readonly struct BinaryAppender(ColumnBuilder builder) : IFieldAppender
{
    private readonly BytesColumnBuilder _builder = (BytesColumnBuilder)builder;

    public static bool IsText => true;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length) + 3);
        var status = Base64.DecodeFromUtf8(text, rented, out var consumed, out var written);
        var isWhole = status == OperationStatus.Done && consumed == text.Length;
        if (isWhole) _builder.Append(rented.AsSpan(0, written));
        ArrayPool<byte>.Shared.Return(rented);
        return isWhole;
    }
}

/// <summary>Text as it is; the caller has checked that it is UTF-8.</summary>
internal readonly struct StringAppender(ColumnBuilder builder) : IFieldAppender
{
    private readonly BytesColumnBuilder _builder = (BytesColumnBuilder)builder;

    public static bool IsText => true;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        _builder.Append(text);
        return true;
    }
}

/// <inheritdoc cref="StringAppender"/>
internal readonly struct CategoryAppender(ColumnBuilder builder) : IFieldAppender
{
    private readonly CategoryColumnBuilder _builder = (CategoryColumnBuilder)builder;

    public static bool IsText => true;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        _builder.Append(text);
        return true;
    }
}
