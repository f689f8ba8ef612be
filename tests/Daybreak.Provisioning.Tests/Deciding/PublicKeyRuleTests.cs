using Daybreak.Core;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Deciding;

public class PublicKeyRuleTests
{
    private static readonly string A = Keys.Ed25519(1, "alice"), B = Keys.Ed25519(2, "bob"), C = Keys.Ed25519(3);

    [Fact]
    public void Keys_of_IMDS_precede_those_of_the_media_which_precede_certificates()
    {
        var media = Media(B);
        var certificates = new CertificateKeys([C], []);
        Assert.Equal([A], Lines([A], media, certificates));
        Assert.Equal([B, C], Lines([], media, certificates));
        Assert.Equal([B], Lines([], media, CertificateKeys.None));
        Assert.Equal([C], Lines([], Media(), certificates));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void Removes_line_breaks_within_a_key_and_duplicate_keys(string end)
    {
        string broken = $"{A[..30]}{end}{A[30..60]}{end}{A[60..]}{end}";
        string wrappedAtBlanks = A.Replace(" ", end, StringComparison.Ordinal);
        Assert.Equal([A], Lines([broken, A, "  ", A.Replace("alice", "again", StringComparison.Ordinal)], null, CertificateKeys.None));
        Assert.Equal([A, B], Lines([$"# two{end}{broken}{end}from=\"10.0.0.0/8\" {B}"], null, CertificateKeys.None).Select(line => line.Replace("from=\"10.0.0.0/8\" ", "", StringComparison.Ordinal)));
        Assert.Equal([A[..^6]], Lines([A[..^6].Replace(" ", end, StringComparison.Ordinal)], null, CertificateKeys.None));
        Assert.StartsWith("ssh-ed25519", wrappedAtBlanks, StringComparison.Ordinal);
    }

    [Fact]
    public void Ignores_a_byte_order_mark_before_a_key()
    {
        Assert.Equal([A, B], Lines([$"\ufeff{A}\r\n", $"\ufeff# mine\n{B}"], null, CertificateKeys.None));
        Assert.Equal([A], Lines([], Media($"\ufeff{A}"), CertificateKeys.None));
    }

    [Fact]
    public void Refuses_each_key_that_sshd_rejects_and_keeps_the_others()
    {
        var vm = Decide(["garbage", A, A[..40]], null, CertificateKeys.None).Value!;
        Assert.Equal([A], vm.PublicKeys.Value!.Lines);
        Assert.Equal(["IMDS compute.publicKeys[0]", "IMDS compute.publicKeys[2]"], vm.PublicKeys.Claims.Where(claim => claim.Verdict == ClaimVerdict.Refused).Select(claim => $"{claim.Source} {claim.Place}"));
        Assert.Equal(
            [
                "IMDS: compute.publicKeys[0] begins with \"garbage\", which is not a key type of OpenSSH: the key is ignored",
                "IMDS: compute.publicKeys[2] has a key of type ssh-ed25519 that is truncated: the key is ignored",
            ],
            vm.Contradictions);
    }

    [Fact]
    public void A_source_without_usable_keys_does_not_win() =>
        Assert.Equal([B], Lines(["garbage"], Media(B), CertificateKeys.None));

    [Fact]
    public void Fails_if_login_would_be_impossible()
    {
        var failure = Decide(["garbage"], Media(), CertificateKeys.None).Failure!;
        Assert.Equal((ExitStatus.BadData, "invalid SSH public keys"), (failure.Exit, failure.Reason));
        Assert.Equal(
            "login would be impossible: there is no password, and no public key can be used: IMDS: compute.publicKeys[0] begins with \"garbage\", which is not a key type of OpenSSH; redeploy the VM with a valid key", MessageRules.Check(failure.Message));
        Assert.Null(Decide(["garbage"], Media() with { UserPassword = new Secret("hush-now") }, CertificateKeys.None).Value!.PublicKeys.Value);
        Assert.Null(Decide([], null, CertificateKeys.None).Value!.PublicKeys.Value);
    }

    [Fact]
    public void Keeps_the_path_that_the_media_names()
    {
        var media = new OvfEnvironment { PublicKeys = [new OvfPublicKey(null, "/home/alice/keys", A)] };
        Assert.Equal("/home/alice/keys", Decide([], media, CertificateKeys.None).Value!.PublicKeys.Value!.NamedPath);
    }

    private static OvfEnvironment Media(params string[] keys) => new() { HostName = "web", PublicKeys = [.. keys.Select(key => new OvfPublicKey(null, null, key))] };

    private static IReadOnlyList<string> Lines(string[] imds, OvfEnvironment? media, CertificateKeys certificates) => Decide(imds, media, certificates).Value!.PublicKeys.Value!.Lines;

    private static Result<VmSpecification> Decide(string[] imds, OvfEnvironment? media, CertificateKeys certificates) => Decider.Decide(new SourceReadings
    {
        Imds = new ImdsInstance { ApiVersion = "2025-04-07", ComputerName = "web", AdminUserName = "alice", PublicKeys = imds },
        Media = media,
        Certificates = certificates,
    });
}
