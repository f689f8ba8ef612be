using System.Buffers.Text;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Discs;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Media;

/// <summary>What lies on the provisioning media of a VM.</summary>
public static class ProvisioningMedia
{
    /// <summary>The whole disc.</summary>
    /// <param name="vm">Whose disc it is.</param>
    /// <param name="certificates">The certificates that it names by fingerprint.</param>
    /// <param name="disc">Its form.</param>
    /// <param name="now">The time; the disc bears midnight before it as recording time, as Azure's do.</param>
    public static DiscImage Image(VirtualMachine vm, CertificateStore certificates, DiscSettings disc, DateTimeOffset now)
    {
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return DiscImage.Create(new DiscContent(disc.Label ?? Label(midnight), midnight, Files(vm, certificates, disc)), disc.Format);
    }

    // CustomData.bin is there where there is custom data that can be decoded.
    internal static List<DiscFile> Files(VirtualMachine vm, CertificateStore certificates, DiscSettings disc)
    {
        var files = new List<DiscFile> { new("ovf-env.xml", disc.Ovf ?? OvfEnvironment.Write(vm, certificates, disc.Prefixes)) };
        if (vm.CustomData.Length > 0 && Base64.IsValid(vm.CustomData)) files.Add(new("CustomData.bin", Convert.FromBase64String(vm.CustomData)));
        return files;
    }

    /// <summary>The label that Azure's media bear: <c>rd_rdfe_stable.</c> and a build's date and time.</summary>
    private static string Label(DateTimeOffset time) => FormattableString.Invariant($"rd_rdfe_stable.{time:yyMMdd-HHmm}");
}
