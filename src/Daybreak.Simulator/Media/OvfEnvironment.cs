using System.Xml;

namespace Daybreak.Simulator.Media;

/// <summary>Writes <c>ovf-env.xml</c>, which describes the VM on the provisioning disc.</summary>
public sealed class OvfEnvironment
{
    private const string Ovf = "http://schemas.dmtf.org/ovf/environment/1";
    private const string Wa = "http://schemas.microsoft.com/windowsazure";
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly OvfPrefixes _prefixes;
    private readonly XmlWriter _xml;

    private OvfEnvironment(OvfPrefixes prefixes, XmlWriter xml) => (_prefixes, _xml) = (prefixes, xml);

    /// <summary>Creates the document in UTF-8. Values are written as in the scenario, even if the platform would refuse them.</summary>
    public static byte[] Write(VirtualMachine vm, CertificateStore certificates, OvfPrefixes prefixes)
    {
        using var stream = new MemoryStream();
        // Characters are not checked, so that a scenario can have a host name that XML does not allow.
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n", CheckCharacters = false };
        using (var xml = XmlWriter.Create(stream, settings)) new OvfEnvironment(prefixes, xml).Environment(vm, certificates);
        return stream.ToArray();
    }

    private void Environment(VirtualMachine vm, CertificateStore certificates)
    {
        _xml.WriteStartDocument();
        _xml.WriteStartElement(_prefixes == OvfPrefixes.Ns ? "ns0" : "", "Environment", Ovf);
        _xml.WriteAttributeString("xmlns", "xsi", null, Xsi);
        if (_prefixes == OvfPrefixes.Wa) _xml.WriteAttributeString("xmlns", "wa", null, Wa);
        if (_prefixes == OvfPrefixes.Ns) _xml.WriteAttributeString("xmlns", "ns1", null, Wa);
        Section("ProvisioningSection", section =>
        {
            Text(section, "Version", "1.0");
            Element("LinuxProvisioningConfigurationSet", Inner, () => ConfigurationSet(vm, certificates));
        });
        Section("PlatformSettingsSection", section =>
        {
            Text(section, "Version", "1.0");
            Element("PlatformSettings", section, () => PlatformSettings(section, vm));
        });
        _xml.WriteEndElement();
    }

    private void ConfigurationSet(VirtualMachine vm, CertificateStore certificates)
    {
        Text(Inner, "ConfigurationSetType", "LinuxProvisioningConfiguration");
        Text(Inner, "HostName", vm.HostName);
        if (vm.User.Length > 0) Text(Inner, "UserName", vm.User);
        if (vm.Password is { } password) Text(Inner, "UserPassword", password);
        Text(Inner, "DisableSshPasswordAuthentication", vm.DisablePasswordAuthentication ? "true" : "false");
        if (vm.PublicKeys.Count + vm.KeyPairs.Count > 0) Element("SSH", Inner, () => Ssh(vm, certificates));
        if (vm.CustomData.Length > 0) Text(Inner, "CustomData", vm.CustomData);
    }

    private void Ssh(VirtualMachine vm, CertificateStore certificates)
    {
        Element("PublicKeys", Inner, () =>
        {
            foreach (var key in vm.PublicKeys)
            {
                Element("PublicKey", Inner, () =>
                {
                    Text(Inner, "Fingerprint", key.Certificate is { } name ? certificates.Fingerprint(name) : Fingerprint(key.Key!));
                    Text(Inner, "Path", key.Path);
                    if (key.Key is { } value) Text(Inner, "Value", value);
                });
            }
        });
        if (vm.KeyPairs.Count == 0) return;
        Element("KeyPairs", Inner, () =>
        {
            foreach (var pair in vm.KeyPairs)
            {
                Element("KeyPair", Inner, () =>
                {
                    Text(Inner, "Fingerprint", certificates.Fingerprint(pair.Certificate));
                    Text(Inner, "Path", pair.Path);
                });
            }
        });
    }

    private void PlatformSettings(string prefix, VirtualMachine vm)
    {
        Text(prefix, "KmsServerHostname", "kms.core.windows.net");
        Text(prefix, "ProvisionGuestAgent", vm.ProvisionGuestAgent ? "true" : "false");
        Text(prefix, "ProvisionGuestProxyAgent", vm.ProvisionGuestProxyAgent ? "true" : "false");
        Nil(prefix, "GuestAgentPackageName");
        Text(prefix, "PreprovisionedVm", vm.PreprovisioningType == "None" ? "false" : "true");
        if (vm.PreprovisioningType == "None") Nil(prefix, "PreprovisionedVMType");
        else Text(prefix, "PreprovisionedVMType", vm.PreprovisioningType);
    }

    private string Inner => _prefixes == OvfPrefixes.Ns ? "ns1" : "";

    private void Section(string name, Action<string> fill)
    {
        var prefix = _prefixes switch { OvfPrefixes.Wa => "wa", OvfPrefixes.Ns => "ns1", _ => "" };
        Element(name, prefix, () => fill(prefix));
    }

    private void Element(string name, string prefix, Action fill)
    {
        _xml.WriteStartElement(prefix, name, Wa);
        fill();
        _xml.WriteEndElement();
    }

    private void Text(string prefix, string name, string value) => Element(name, prefix, () => _xml.WriteString(value));

    private void Nil(string prefix, string name) => Element(name, prefix, () => _xml.WriteAttributeString("xsi", "nil", Xsi, "true"));

    // The platform's value for a key given as text is not documented. Agents that have the key ignore it.
#pragma warning disable CA5350 // the field is a SHA-1 fingerprint
    private static string Fingerprint(string key) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(key)));
#pragma warning restore CA5350
}
