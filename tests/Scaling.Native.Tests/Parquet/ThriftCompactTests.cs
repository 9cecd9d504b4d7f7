using System.Buffers;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class ThriftCompactTests
{
    [Fact]
    public void Fields_of_every_type_are_encoded_as_the_protocol_says()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ThriftCompactWriter(output);
        writer.BeginStruct();
        writer.Write(1, true);
        writer.Write(2, false);
        writer.Write(3, (sbyte)-1);
        writer.Write(4, (short)-2);
        writer.Write(20, 300);
        writer.Write(21, -1L);
        writer.Write(22, "é");
        writer.BeginList(23, ThriftType.Int32, 2);
        writer.WriteElement(1);
        writer.WriteElement(-1);
        writer.BeginStruct(24);
        writer.Write(1, 0);
        writer.EndStruct();
        writer.EndStruct();
        // Field headers: id delta in the high half, type in the low one; ids more than 15 apart are written out (0x05 0x28).
        Assert.Equal("11 12 13FF 1403 0528D804 1601 1802C3A9 19250201 1C1500 00 00".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(output.WrittenSpan));
    }

    [Fact]
    public void A_long_list_has_its_count_after_its_header()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ThriftCompactWriter(output);
        writer.BeginList(1, ThriftType.Int32, 200);
        Assert.Equal("19F5C801", Convert.ToHexString(output.WrittenSpan));
    }

    [Fact]
    public void What_is_written_reads_back_and_unknown_fields_are_passed_over()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ThriftCompactWriter(output);
        writer.BeginStruct();
        writer.Write(1, long.MinValue);
        writer.BeginList(2, ThriftType.Struct, 20);
        for (var i = 0; i < 20; i++)
        {
            writer.BeginStruct();
            writer.Write(1, i % 2 == 0);
            writer.Write(9, "text");
            writer.EndStruct();
        }

        writer.Write(100, int.MaxValue);
        writer.EndStruct();

        var reader = new ThriftCompactReader(output.WrittenSpan);
        short last = 0;
        Assert.True(reader.NextField(ref last, out var first));
        Assert.Equal(long.MinValue, reader.ReadInt64(first));
        Assert.True(reader.NextField(ref last, out var list));
        reader.Skip(list);
        Assert.True(reader.NextField(ref last, out var third));
        Assert.Equal((100, int.MaxValue), (third.Id, reader.ReadInt32(third)));
        Assert.False(reader.NextField(ref last, out _));
        Assert.Equal(output.WrittenCount, reader.Position);
    }

    [Theory]
    [InlineData("19F5FFFFFFFF07")]
    [InlineData("18FFFFFFFF07")]
    [InlineData("15FFFFFFFFFFFFFFFFFFFFFF01")]
    [InlineData("1D01")]
    [InlineData("15")]
    [InlineData("")]
    public void Hostile_counts_and_endings_are_damage(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var error = Assert.Throws<DatasetException>(() => FileMetaDataOf(bytes));
        Assert.Equal(DatasetError.CorruptFile, error.Error);
    }

    [Fact]
    public void Endless_nesting_is_damage()
    {
        var bytes = Enumerable.Repeat((byte)0xFC, 100_000).ToArray();
        Assert.Throws<DatasetException>(() => FileMetaDataOf(bytes));
    }

    private static FileMetaData FileMetaDataOf(byte[] bytes)
    {
        var reader = new ThriftCompactReader(bytes);
        return FileMetaData.Read(ref reader);
    }
}
