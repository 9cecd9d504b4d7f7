namespace Scaling.Native.Parallel.Laws;

/// <summary>What times with different numbers of workers tell.</summary>
public sealed class ScalingStudy
{
    private readonly ScalingAdvisor _advisor;

    private ScalingStudy(IReadOnlyList<ScalingPoint> points, IReadOnlyList<ScalingFit> fits, ScalingAdvisor advisor)
    {
        (Points, Fits, _advisor) = (points, fits, advisor);
        Preferred = Prefer(fits);
    }

    /// <summary>What was measured, by worker count.</summary>
    public IReadOnlyList<ScalingPoint> Points { get; }

    /// <summary>The laws, in the order they were asked for.</summary>
    public IReadOnlyList<ScalingFit> Fits { get; }

    /// <summary>The simplest law that fits as well as times can tell; null where none is fitted. The universal scalability law is preferred only
    /// where the other one's sum of squares exceeds its own by more than that of a value at an end of its intervals. With Amdahl's law, which is the one of coherency 0,
    /// that is where the interval of the coherency leaves out 0.</summary>
    public ScalingFit? Preferred { get; }

    /// <summary>The laws that are about such work.</summary>
    public static IReadOnlyList<ScalingLaw> LawsAbout(ScalingMode mode) =>
        [mode == ScalingMode.Strong ? ScalingLaw.Amdahl : ScalingLaw.Gustafson, ScalingLaw.UniversalScalability];

    /// <summary>Fits laws.</summary>
    /// <param name="observations">Times, at least one.</param>
    /// <param name="mode">What the work does with more workers.</param>
    /// <param name="laws">The laws.</param>
    /// <param name="options">How they are fitted, and what is advised.</param>
    /// <exception cref="ArgumentException">There are no times.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="ScalingFitter.Fit"/> throws.</exception>
    public static ScalingStudy Of(
        IReadOnlyList<ScalingObservation> observations, ScalingMode mode, IReadOnlyList<ScalingLaw> laws, ScalingFitOptions options)
    {
        if (observations.Count == 0) throw new ArgumentException("There are no times.", nameof(observations));
        var fits = laws.Select(law => ScalingFitter.Fit(observations, mode, law, options)).ToList();
        var points = ScalingPoint.Of(observations, mode);
        return new ScalingStudy(points, fits, new ScalingAdvisor(observations, points, options));
    }

    /// <summary>The worker count to take by a law; null where it is not fitted.</summary>
    /// <param name="fit">One of <see cref="Fits"/>.</param>
    public ScalingAdvice? Advise(ScalingFit fit) => fit.IsFitted ? _advisor.Advise(fit) : null;

    private static ScalingFit? Prefer(IReadOnlyList<ScalingFit> fits)
    {
        var simple = fits.FirstOrDefault(f => f.IsFitted && f.Law != ScalingLaw.UniversalScalability);
        var universal = fits.FirstOrDefault(f => f.IsFitted && f.Law == ScalingLaw.UniversalScalability);
        if (simple is null || universal is null) return simple ?? universal;
        if (universal.RelativeError is not { } error) return simple;
        var quantile = universal.DifferenceFactor!.Value / Math.Sqrt(2);
        return simple.SumOfSquares - universal.SumOfSquares > error * error * quantile * quantile ? universal : simple;
    }
}
