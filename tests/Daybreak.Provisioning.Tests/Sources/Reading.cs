using Daybreak.Core;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests.Sources;

/// <summary>One reading of the sources, in virtual time.</summary>
internal sealed class Reading : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly VirtualTime time = new();

    public MediaReader? Media { get; init; }

    public HttpEndpoint? Imds { get; init; }

    public IKernel Kernel { get; init; } = new NoKernel();

    public ThrowAwayRoot Root => root;

    /// <summary>Runs during each wait.</summary>
    public Action<TimeSpan> OnWait { get; init; } = _ => { };

    public TimeSpan Elapsed => time.Elapsed;

    public List<string> Warnings { get; } = [];

    public List<string> Facts { get; } = [];

    public Result<VmSpecification> Read(CertificateSource? certificates = null)
    {
        var clock = new Clock(time, length =>
        {
            time.Pass(length);
            OnWait(time.Elapsed);
        });
        var log = new ProgressLog((weight, line) => (weight == Severity.Warning ? Warnings : Facts).Add(line));
        var imds = Imds is null ? null : new ImdsClient(new RetryingHttpClient(new PlainHttpClient(clock), _ => { }, new Random(1)), Imds);
        var media = Media is null ? null : new MediaSource(Media, TimeSpan.FromSeconds(30));
        return new SpecificationReader(media, imds, certificates, new ProxyAgent(root.Directory, Kernel), log, new Stopwatch(time)).Read(Deadline.In(TimeSpan.FromMinutes(17), clock));
    }

    public void Dispose() => root.Dispose();
}
