using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads an entry of the list <c>certificates:</c>.</summary>
internal static class CertificateReader
{
    private const int MaximumPemBytes = 64 * 1024;
    private const string DefaultKey = "rsa-2048";
    private static readonly string[] SourceKeys = ["generate", "pem", "pemFile"];

    public static CertificateDescription Read(YamlNode node, int index, Problems problems, string directory)
    {
        var section = new Section(node, "a certificate", problems);
        var name = section.Parsed("name", "a name of letters, digits, '-', '.' and '_'", text => text.Length is > 0 and <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_') ? text : null);
        if (!section.Has("name") && node is YamlMappingNode) problems.Add(node, "expected 'name': the name by which the scenario refers to the certificate");
        var generate = section.Parsed("generate", string.Join(", ", CertificateSource.Generated.Keys), text => CertificateSource.Generated.Keys.Contains(text) ? text : null);
        var pem = section.Text("pem");
        var file = Attachment.Read(section, "pemFile", directory, MaximumPemBytes, problems);
        var sources = SourceKeys.Where(section.Has).ToList();
        if (sources.Count > 1) problems.Add(section.At(sources[1]), $"expected only one of {string.Join(", ", SourceKeys)}");
        var privateKey = section.Flag("privateKey") ?? true;
        section.End();

        var given = pem ?? (file is null ? null : Encoding.UTF8.GetString(file));
        if (given is not null) Check(given, section.At(pem is null ? "pemFile" : "pem"), problems);
        return new CertificateDescription(
            name ?? FormattableString.Invariant($"certificates[{index}]"),
            given is null ? new CertificateSource.Generated(generate ?? DefaultKey) : new CertificateSource.Given(given),
            privateKey);
    }

    public static void RefuseSameNames(IReadOnlyList<CertificateDescription> certificates, Section top, Problems problems)
    {
        foreach (var same in certificates.GroupBy(certificate => certificate.Name).Where(group => group.Count() > 1))
            problems.Add(top.At("certificates"), $"expected unique names; '{same.Key}' occurs {same.Count()} times");
    }

    private static void Check(string pem, YamlNode place, Problems problems)
    {
        try
        {
            CertificateStore.Read(pem).Dispose();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            problems.Add(place, $"expected a certificate in PEM, with or without its private key: {e.Message}");
        }
    }
}
