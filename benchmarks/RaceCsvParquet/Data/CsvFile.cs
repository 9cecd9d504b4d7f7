using System.Buffers.Text;

namespace Scaling.Benchmarks.RaceCsvParquet.Data;

/// <summary>Writes fields of ASCII or UTF-8 text, comma-separated, with LF line ends.</summary>
internal sealed class CsvFile : IDisposable
{
    private const int LongestField = 1 << 16;
    private readonly FileStream _stream;
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _length;
    private bool _inRecord;

    internal CsvFile(string path) => _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);

    internal void Null() => Begin();

    internal void Text(ReadOnlySpan<byte> text)
    {
        Begin();
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    internal void Quoted(ReadOnlySpan<byte> text)
    {
        Begin();
        _buffer[_length++] = (byte)'"';
        foreach (var b in text)
        {
            if (b == '"') _buffer[_length++] = b;
            _buffer[_length++] = b;
        }

        _buffer[_length++] = (byte)'"';
    }

    internal void Integer(long value)
    {
        Begin();
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>A decimal number given in units of its last digit.</summary>
    internal void Fixed(long units, int digits)
    {
        Begin();
        if (units < 0)
        {
            _buffer[_length++] = (byte)'-';
            units = -units;
        }

        long scale = 1;
        for (var i = 0; i < digits; i++) scale *= 10;
        Utf8Formatter.TryFormat(units / scale, _buffer.AsSpan(_length), out var written);
        _length += written;
        _buffer[_length++] = (byte)'.';
        Utf8Formatter.TryFormat(units % scale, _buffer.AsSpan(_length), out written, new('D', (byte)digits));
        _length += written;
    }

    internal void Hexadecimal(ulong value)
    {
        Begin();
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out var written, new('x', 16));
        _length += written;
    }

    internal void Boolean(bool value) => Text(value ? "true"u8 : "false"u8);

    internal void Time(DateTime value)
    {
        Begin();
        value.TryFormat(_buffer.AsSpan(_length), out var written, "yyyy-MM-dd HH:mm:ss");
        _length += written;
    }

    internal void Date(DateTime value)
    {
        Begin();
        value.TryFormat(_buffer.AsSpan(_length), out var written, "yyyy-MM-dd");
        _length += written;
    }

    internal void EndRecord()
    {
        _buffer[_length++] = (byte)'\n';
        _inRecord = false;
    }

    public void Dispose()
    {
        _stream.Write(_buffer, 0, _length);
        _stream.Dispose();
    }

    private void Begin()
    {
        if (_length > _buffer.Length - LongestField)
        {
            _stream.Write(_buffer, 0, _length);
            _length = 0;
        }

        if (_inRecord) _buffer[_length++] = (byte)',';
        _inRecord = true;
    }
}
