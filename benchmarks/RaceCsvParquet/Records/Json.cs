using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scaling.Benchmarks.RaceCsvParquet.Records;

internal static class Json
{
    internal static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web);

    internal static readonly JsonSerializerOptions Record = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
