namespace Daybreak.Simulator.Hosting;

/// <summary>One of the platform's HTTP services.</summary>
public interface IPlatformService
{
    /// <summary>Its name in the log: <c>imds</c>, <c>wireserver</c> or <c>hostgaplugin</c>.</summary>
    string Name { get; }

    /// <summary>The operation of a request, one of <see cref="Operations"/>, by method, path and query.</summary>
    string Operation(PlatformRequest request);

    /// <summary>The answer without faults. Client errors are added to <paramref name="misbehaviour"/>.</summary>
    Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour);
}
