namespace Scaling.Benchmarks.RaceCsvParquet;

/// <summary>The race cannot go on.</summary>
internal sealed class RaceException : Exception
{
    internal RaceException(string message) : base(message)
    {
    }
}
