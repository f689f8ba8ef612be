using System.Security.Cryptography.Pkcs;

namespace Daybreak.Simulator.Imds;

/// <summary><c>/metadata/attested/document</c>: signed facts about the VM.</summary>
/// <remarks>
/// The signature is valid and its certificate has the names that clients look for. But it is self-signed and new in every process, so a
/// client that verifies the chain, as it should, notices that this is not Azure.
/// </remarks>
internal sealed class AttestedDocument(TimeProvider time)
{
    private const int NonceLength = 10;
    private static readonly TimeSpan Validity = TimeSpan.FromHours(6);

    private readonly Lazy<X509Certificate2> _signer = new(() => Signer(time.GetUtcNow()));

    public Answer Answer(VirtualMachine vm, PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        var nonce = request.Query["nonce"].ToString();
        if (nonce.Length > 0 && (nonce.Length != NonceLength || !nonce.All(char.IsAsciiDigit)))
            return ImdsAnswer.Refused(misbehaviour, "nonce", $"The nonce '{nonce}' does not have {NonceLength} digits.", "Bad request. Nonce is invalid");
        var version = request.Query["api-version"].ToString();
        var now = time.GetUtcNow();
        var document = new VersionedObject(version)
            .Add("2020-09-01", "licenseType", "")
            .Add("2018-10-01", "nonce", nonce.Length > 0 ? nonce : now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture))
            .Add("2018-10-01", "plan", plan => plan.Add("", "name", "").Add("", "product", "").Add("", "publisher", ""))
            .Add("2019-11-01", "sku", InstanceDocument.Sku(vm))
            .Add("2019-04-30", "subscriptionId", vm.SubscriptionId.ToString())
            .Add("2018-10-01", "timeStamp", stamp => stamp.Add("", "createdOn", Stamp(now)).Add("", "expiresOn", Stamp(now + Validity)))
            .Add("2018-10-01", "vmId", vm.Id.ToString());
        var signed = new SignedCms(new ContentInfo(Encoding.UTF8.GetBytes(ImdsAnswer.Text(document.Json))));
        signed.ComputeSignature(new CmsSigner(_signer.Value) { IncludeOption = X509IncludeOption.EndCertOnly });
        return ImdsAnswer.Document(new JsonObject { ["encoding"] = "pkcs7", ["signature"] = Convert.ToBase64String(signed.Encode()) });
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("MM/dd/yy HH:mm:ss", CultureInfo.InvariantCulture) + " -0000";

    private static X509Certificate2 Signer(DateTimeOffset now)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=simulated.metadata.azure.com, O=Daybreak simulator", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("simulated.metadata.azure.com");
        names.AddDnsName("metadata.azure.com");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(365));
    }
}
