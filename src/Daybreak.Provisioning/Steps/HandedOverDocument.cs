using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Steps;

/// <summary>The ovf-env.xml that the Azure Linux agent finds: the media's own, redacted, or one with the little that it asks for.</summary>
internal static class HandedOverDocument
{
    /// <summary>The document for this VM.</summary>
    /// <param name="vm">What the platform wants.</param>
    /// <param name="present">What the machine has; null for none, or for another VM's.</param>
    public static ReadOnlyMemory<byte> For(VmSpecification vm, ReadOnlyMemory<byte>? present)
    {
        if (IsFit(vm.RedactedMedia, vm)) return vm.RedactedMedia;
        // Without the media, what an earlier phase kept of it says more than what could be made now.
        return present is { } kept && IsFit(kept, vm) ? kept : Minimal(vm);
    }

    /// <summary>Whether the agent's parser takes it, it is about this VM, and no secret is in it. What redaction promised is looked at again here, before it is written.</summary>
    private static bool IsFit(ReadOnlyMemory<byte> document, VmSpecification vm)
    {
        if (document.IsEmpty || OvfDocument.Read(document.ToArray(), "redacted").Value is not { } read) return false;
        bool isRedacted = read.CustomData is null && (read.UserPassword is null || read.UserPassword.Reveal().SequenceEqual("REDACTED"u8));
        return isRedacted && read.HostName is not null && read.UserName == vm.UserName.Value?.Text && read.ProvisionGuestAgent is not null && document.Span.IndexOf("Version>"u8) >= 0;
    }

    // Host and user names have no characters that XML would need to escape.
    private static byte[] Minimal(VmSpecification vm)
    {
        string host = vm.HostName.Value is { } name ? $"\n      <HostName>{name}</HostName>" : "";
        string user = vm.UserName.Value is { } administrator ? $"\n      <UserName>{administrator}</UserName>" : "";
        return Encoding.ASCII.GetBytes($"""
            <Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:wa="http://schemas.microsoft.com/windowsazure">
              <wa:ProvisioningSection>
                <wa:Version>1.0</wa:Version>
                <LinuxProvisioningConfigurationSet xmlns="http://schemas.microsoft.com/windowsazure">
                  <ConfigurationSetType>LinuxProvisioningConfiguration</ConfigurationSetType>{host}{user}
                  <DisableSshPasswordAuthentication>{(vm.PasswordLogin.Value?.IsOn == true ? "false" : "true")}</DisableSshPasswordAuthentication>
                </LinuxProvisioningConfigurationSet>
              </wa:ProvisioningSection>
              <wa:PlatformSettingsSection>
                <wa:Version>1.0</wa:Version>
                <wa:PlatformSettings>
                  <wa:ProvisionGuestAgent>{(vm.GuestAgent.Value?.IsSet == false ? "false" : "true")}</wa:ProvisionGuestAgent>
                </wa:PlatformSettings>
              </wa:PlatformSettingsSection>
            </Environment>

            """);
    }
}
