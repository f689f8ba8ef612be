using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Hosting;

/// <summary>One of the platform's HTTP services.</summary>
public interface IPlatformService
{
    /// <summary>Its name in the log: <c>imds</c> or <c>wireserver</c>.</summary>
    string Name { get; }

    /// <summary>What a request is for, one of <see cref="Operations"/>. Judged by method, path and query alone.</summary>
    string Operation(PlatformRequest request);

    /// <summary>The answer that the platform gives when nothing goes wrong; adds what the client did wrong.</summary>
    Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour);
}
