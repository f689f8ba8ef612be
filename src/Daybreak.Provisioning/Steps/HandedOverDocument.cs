using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Steps;

/// <summary>The ovf-env.xml for the Azure Linux agent: the media's without secrets, or a minimal one.</summary>
internal static class HandedOverDocument
{
    /// <summary>The document for this VM.</summary>
    /// <param name="vm">The specification.</param>
    /// <param name="present">The document of this VM on the machine; null if there is none.</param>
    public static ReadOnlyMemory<byte> For(VmSpecification vm, ReadOnlyMemory<byte>? present)
    {
        if (IsUsable(vm.RedactedMedia, vm)) return vm.RedactedMedia;
        // Without the media, the document that an earlier phase saved has more than a minimal one.
        return present is { } kept && IsUsable(kept, vm) ? kept : Minimal(vm);
    }

    /// <summary>Whether the agent's parser accepts the document, it is for this VM, and it contains no secret.</summary>
    private static bool IsUsable(ReadOnlyMemory<byte> document, VmSpecification vm)
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
