using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Datasets;

public sealed class ColumnTypeTests
{
    public static TheoryData<string> Names =>
    [
        "boolean", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "single", "double", "decimal(18,2)",
        "decimal(38,38)", "date", "time", "time(3)", "time(9)", "datetime", "datetime(3)", "datetimeoffset", "datetimeoffset(9)",
        "string", "category", "binary", "guid",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_prints_as_it_parses(string name) => Assert.Equal(name, ColumnType.Parse(name).ToString());

    [Theory]
    [InlineData("[long]", "int64")]
    [InlineData("[System.Int32]", "int32")]
    [InlineData("Float", "single")]
    [InlineData(" Decimal( 9 , 3 ) ", "decimal(9,3)")]
    [InlineData("decimal(9)", "decimal(9,0)")]
    [InlineData("datetime(6)", "datetime")]
    [InlineData("uuid", "guid")]
    public void PowerShells_names_are_understood(string name, string expected) => Assert.Equal(expected, ColumnType.Parse(name).ToString());

    [Theory]
    [InlineData("integer")]
    [InlineData("")]
    [InlineData("decimal(0,0)")]
    [InlineData("decimal(39,0)")]
    [InlineData("decimal(5,6)")]
    [InlineData("decimal(5,2,1)")]
    [InlineData("decimal(5,2")]
    [InlineData("decimal(a)")]
    [InlineData("datetime(4)")]
    [InlineData("int32(4)")]
    public void What_is_no_type_is_refused_and_named(string name) =>
        Assert.Contains($"'{name}'", Assert.Throws<FormatException>(() => ColumnType.Parse(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Types_are_equal_by_value()
    {
        Assert.Equal(ColumnType.Decimal(18, 2), ColumnType.Parse("decimal(18,2)"));
        Assert.NotEqual(ColumnType.Decimal(18, 2), ColumnType.Decimal(18, 3));
        Assert.NotEqual(ColumnType.DateTime(6), ColumnType.DateTimeOffset(6));
    }

    [Fact]
    public void A_schema_finds_names_in_any_case_and_names_what_there_is()
    {
        var schema = new DatasetSchema([new("Id", ColumnType.Int64), new("City", ColumnType.String)]);

        Assert.Equal(1, schema.IndexOf("city"));
        var e = Assert.Throws<DatasetException>(() => schema.Require("Cities"));
        Assert.Equal((DatasetError.ColumnNotFound, "Cities"), (e.Error, e.Column));
        Assert.Contains("Id, City", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_has_every_name_once()
    {
        var e = Assert.Throws<DatasetException>(() => new DatasetSchema([new("a", ColumnType.Int64), new("A", ColumnType.Int64)]));
        Assert.Equal(DatasetError.DuplicateColumn, e.Error);
    }

    [Fact]
    public void An_exception_names_file_and_line()
    {
        var e = new DatasetException(DatasetError.RaggedRow, "3 fields where 2 belong.") { Line = 7 }.InFile("/d/a.csv");

        Assert.Equal("/d/a.csv, line 7: 3 fields where 2 belong.", e.Message);
        Assert.Same(e, e.InFile("/other"));
    }
}
