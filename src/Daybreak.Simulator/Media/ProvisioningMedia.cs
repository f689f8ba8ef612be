using System.Buffers.Text;
using Daybreak.Simulator.Discs;

namespace Daybreak.Simulator.Media;

/// <summary>The provisioning disc of a VM.</summary>
public static class ProvisioningMedia
{
    /// <summary>Creates the disc.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="certificates">The certificates to refer to by fingerprint.</param>
    /// <param name="disc">The format of the disc.</param>
    /// <param name="now">The current time. The recording time is the previous midnight, as on Azure's discs.</param>
    public static DiscImage Image(VirtualMachine vm, CertificateStore certificates, DiscSettings disc, DateTimeOffset now)
    {
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return DiscImage.Create(new DiscContent(disc.Label ?? Label(midnight), midnight, Files(vm, certificates, disc)), disc.Format);
    }

    // CustomData.bin exists only if there is custom data that can be decoded.
    internal static List<DiscFile> Files(VirtualMachine vm, CertificateStore certificates, DiscSettings disc)
    {
        var files = new List<DiscFile> { new("ovf-env.xml", disc.Ovf ?? OvfEnvironment.Write(vm, certificates, disc.Prefixes)) };
        if (vm.CustomData.Length > 0 && Base64.IsValid(vm.CustomData)) files.Add(new("CustomData.bin", Convert.FromBase64String(vm.CustomData)));
        return files;
    }

    /// <summary>The label of Azure's media: <c>rd_rdfe_stable.</c> and the date and time of a build.</summary>
    private static string Label(DateTimeOffset time) => FormattableString.Invariant($"rd_rdfe_stable.{time:yyMMdd-HHmm}");
}
