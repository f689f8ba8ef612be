using System.Text;

namespace Daybreak.Platform.Tests.Media;

/// <summary>Documents of the provisioning media.</summary>
internal static class Ovf
{
    public const string Namespace = "http://schemas.microsoft.com/windowsazure";

    /// <summary>The platform's form; line 5 is the one after HostName.</summary>
    public static string With(string set = "", string settings = "", string hostName = "<HostName>web-1</HostName>") =>
        $"""
         <?xml version="1.0" encoding="utf-8"?>
         <Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:wa="{Namespace}">
         <wa:ProvisioningSection><wa:Version>1.0</wa:Version><LinuxProvisioningConfigurationSet xmlns="{Namespace}">
         {hostName}
         {set}
         </LinuxProvisioningConfigurationSet></wa:ProvisioningSection>
         <wa:PlatformSettingsSection><wa:Version>1.0</wa:Version><wa:PlatformSettings>{settings}</wa:PlatformSettings></wa:PlatformSettingsSection>
         </Environment>
         """;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
