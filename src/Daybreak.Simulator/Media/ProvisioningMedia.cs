using System.Buffers.Text;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Discs;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Media;

/// <summary>What lies on the provisioning media of a VM.</summary>
public static class ProvisioningMedia
{
    /// <summary>The files: ovf-env.xml, and CustomData.bin where there is custom data that can be decoded.</summary>
    public static IReadOnlyList<DiscFile> Files(VirtualMachine vm, CertificateStore certificates, OvfPrefixes prefixes)
    {
        var files = new List<DiscFile> { new("ovf-env.xml", OvfEnvironment.Write(vm, certificates, prefixes)) };
        if (vm.CustomData.Length > 0 && Base64.IsValid(vm.CustomData)) files.Add(new("CustomData.bin", Convert.FromBase64String(vm.CustomData)));
        return files;
    }

    /// <summary>The label that Azure's media bear: <c>rd_rdfe_stable.</c> and a build's date and time.</summary>
    public static string Label(DateTimeOffset time) => FormattableString.Invariant($"rd_rdfe_stable.{time:yyMMdd-HHmm}");
}
