using System.IO.Compression;
using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Media;

namespace Daybreak.Platform.Tests.Media;

public class OvfDocumentTests
{
    private const string Body =
        "<{0}HostName>web-1</{0}HostName><{0}UserName>alice</{0}UserName><{0}UserPassword>pw</{0}UserPassword><{0}DisableSshPasswordAuthentication>false</{0}DisableSshPasswordAuthentication>"
        + "<{0}SSH><{0}PublicKeys><{0}PublicKey><{0}Fingerprint>ab12</{0}Fingerprint><{0}Path>/home/alice/.ssh/authorized_keys</{0}Path><{0}Value>ssh-rsa AAAA a@b</{0}Value></{0}PublicKey></{0}PublicKeys>"
        + "<{0}KeyPairs><{0}KeyPair><{0}Fingerprint>cd34</{0}Fingerprint><{0}Path>/home/alice/.ssh/id_rsa</{0}Path></{0}KeyPair></{0}KeyPairs></{0}SSH><{0}CustomData>aGk=</{0}CustomData>";

    private const string Settings =
        "<{0}KmsServerHostname>kms.core.windows.net</{0}KmsServerHostname><{0}ProvisionGuestAgent>false</{0}ProvisionGuestAgent><{0}ProvisionGuestProxyAgent>true</{0}ProvisionGuestProxyAgent>"
        + "<{0}PreprovisionedVm>true</{0}PreprovisionedVm><{0}PreprovisionedVMType>Savable</{0}PreprovisionedVMType>";

    public static TheoryData<string, string> Forms => new()
    {
        { "wa", Form("wa:", "wa:", "xmlns:wa") },
        { "wa outside, default inside", Form("wa:", "", "xmlns:wa", $" xmlns=\"{Ovf.Namespace}\"") },
        { "ns0 and ns1", Form("ns1:", "ns1:", "xmlns:ns1").Replace("<Environment", "<ns0:Environment xmlns:ns0=\"http://schemas.dmtf.org/ovf/environment/1\"", StringComparison.Ordinal).Replace("</Environment", "</ns0:Environment", StringComparison.Ordinal) },
        { "default throughout", Form("", "", "xmlns") },
        { "a long and strange prefix", Form("Ünï-1.:", "Ünï-1.:", "xmlns:Ünï-1.") },
        { "a byte order mark", "\ufeff" + Form("wa:", "wa:", "xmlns:wa") },
        { "no declaration", Form("wa:", "wa:", "xmlns:wa").Replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "", StringComparison.Ordinal) },
        { "comments and instructions everywhere", Form("wa:", "wa:", "xmlns:wa").Replace(">", "><!-- <wa:UserName>eve</wa:UserName> --><?target data?>", StringComparison.Ordinal).Replace("?><!-- <wa:UserName>eve</wa:UserName> --><?target data?>", "?>", StringComparison.Ordinal) + "<!-- end -->" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Reads_every_element_with_any_prefix(string what, string text)
    {
        _ = what;
        var read = OvfDocument.Read(Ovf.Bytes(text), "media");
        Assert.Null(read.Failure);
        var media = read.Value!;
        Assert.Equal(("web-1", "alice", "pw", "false"), (media.HostName, media.UserName, Text(media.UserPassword), media.DisableSshPasswordAuthentication));
        Assert.Equal([new OvfPublicKey("AB12", "/home/alice/.ssh/authorized_keys", "ssh-rsa AAAA a@b")], media.PublicKeys);
        Assert.Equal([new OvfKeyPair("CD34", "/home/alice/.ssh/id_rsa")], media.KeyPairs);
        Assert.Equal("hi", Text(media.CustomData));
        Assert.Equal((true, "Savable", (bool?)false, true, "kms.core.windows.net"), (media.PreprovisionedVm, media.PreprovisionedVmType, media.ProvisionGuestAgent, media.ProvisionGuestProxyAgent, media.KmsServerHostName));
    }

    [Fact]
    public void The_minimal_document_has_only_a_host_name()
    {
        var media = OvfDocument.Read(Ovf.Bytes(Ovf.With(hostName: "<HostName/>")), "media").Value!;
        Assert.Equal(new OvfEnvironment().ToString(), (media with { PublicKeys = new OvfEnvironment().PublicKeys, KeyPairs = new OvfEnvironment().KeyPairs, Redacted = default }).ToString());
        Assert.Empty(media.PublicKeys);
        Assert.Empty(media.KeyPairs);
    }

    [Theory]
    [InlineData("<UserName/>")]
    [InlineData("<UserName></UserName>")]
    [InlineData("<UserName> \n\t </UserName>")]
    [InlineData("<UserName><![CDATA[]]></UserName>")]
    [InlineData("<UserName xsi:nil=\"true\"/>")]
    [InlineData("<UserName xsi:nil=\"1\">alice</UserName>")]
    [InlineData("<UserName xsi:nil=\" true \">alice</UserName>")]
    [InlineData("<UserName xmlns=\"http://example.org\">alice</UserName>")]
    [InlineData("<Username>alice</Username>")]
    public void An_element_that_is_empty_nil_or_in_another_namespace_is_missing(string element) =>
        Assert.Null(OvfDocument.Read(Ovf.Bytes(Ovf.With(element)), "media").Value!.UserName);

    [Theory]
    [InlineData("<UserName xsi:nil=\"false\">alice</UserName>")]
    [InlineData("<UserName>\n  alice\n</UserName>")]
    [InlineData("<UserName><![CDATA[alice]]></UserName>")]
    [InlineData("<UserName>\n  <![CDATA[ali]]><![CDATA[ce]]>\n</UserName>")]
    [InlineData("<UserName>al<!-- x -->i<![CDATA[c]]>e</UserName>")]
    [InlineData("<UserName>&#97;lice</UserName>")]
    public void Reads_text_with_CDATA_sections_and_trims_it(string element) =>
        Assert.Equal("alice", OvfDocument.Read(Ovf.Bytes(Ovf.With(element)), "media").Value!.UserName);

    [Theory]
    [InlineData("a&amp;b&lt;c&gt;d\"e'f", "a&b<c>d\"e'f")]
    [InlineData("  two spaces before, three after   ", "  two spaces before, three after   ")]
    [InlineData("\ttab\t", "\ttab\t")]
    [InlineData("<![CDATA[ <&> ]]>", " <&> ")]
    [InlineData("\n    <![CDATA[ in ]]>\n  ", " in ")]
    [InlineData(" <!-- said --> pw ", "  pw ")]
    [InlineData("pw<!-- said --> ", "pw ")]
    [InlineData("&#32;pw&#32;", " pw ")]
    [InlineData(" a<![CDATA[ b ]]>c ", " a b c ")]
    [InlineData("<![CDATA[   ]]>", "   ")]
    [InlineData("pässwörd 密码 🔑 \u00a0", "pässwörd 密码 🔑 \u00a0")]
    [InlineData("]] >", "]] >")]
    public void Reads_a_password_unchanged(string inner, string password) =>
        Assert.Equal(password, Text(OvfDocument.Read(Ovf.Bytes(Ovf.With($"<UserPassword>{inner}</UserPassword>")), "media").Value!.UserPassword));

    [Theory]
    [InlineData("<UserPassword/>")]
    [InlineData("<UserPassword>\n   </UserPassword>")]
    [InlineData("<UserPassword><![CDATA[]]></UserPassword>")]
    [InlineData("<UserPassword xsi:nil=\"true\"> pw </UserPassword>")]
    public void An_empty_password_is_none(string element) =>
        Assert.Null(OvfDocument.Read(Ovf.Bytes(Ovf.With(element)), "media").Value!.UserPassword);

    public static TheoryData<string, byte[]> Payloads
    {
        get
        {
            var payloads = new TheoryData<string, byte[]>
            {
                { "one byte", [0] },
                { "every byte", [.. Enumerable.Range(0, 256).Select(value => (byte)value)] },
                { "text with CR LF", "#cloud-config\r\nhostname: x\r\n"u8.ToArray() },
                { "a byte order mark", [0xef, 0xbb, 0xbf, (byte)'#'] },
            };
            using var buffer = new MemoryStream();
            using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(new byte[5000]);
            payloads.Add("gzip", buffer.ToArray());
            byte[] most = new byte[64 * 1024];
            new Random(3).NextBytes(most);
            payloads.Add("64 KiB", most);
            return payloads;
        }
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Reads_custom_data_byte_for_byte(string what, byte[] payload)
    {
        _ = what;
        string whole = Convert.ToBase64String(payload);
        string lines = Convert.ToBase64String(payload, Base64FormattingOptions.InsertLineBreaks);
        foreach (string inner in (string[])[whole, lines, $"\n  {lines}\n  ", $"<![CDATA[{whole}]]>", $"{whole[..2]}<!-- cut -->{whole[2..]}"])
            Assert.Equal(payload, OvfDocument.Read(Ovf.Bytes(Ovf.With($"<CustomData>{inner}</CustomData>")), "media").Value!.CustomData!.Reveal().ToArray());
    }

    public static TheoryData<string, string, string, string> Unusable => new()
    {
        { "empty", "", "error parsing ovf-env.xml: the document is empty", "ovf-env.xml: the document is empty" },
        { "blank", " \r\n\t", "error parsing ovf-env.xml: the document is empty", "ovf-env.xml: the document is empty" },
        { "zeros", "\0\0\0\0", "error parsing ovf-env.xml: the document is empty", "ovf-env.xml: the document is empty" },
        { "a DTD", "<!DOCTYPE e [<!ENTITY a \"b\">]>\n<e>&a;</e>", "document type definitions are not allowed", "ovf-env.xml: line 1, column 1: document type definitions are not allowed" },
        { "a thousand million laughs", "<!DOCTYPE l [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;&l;\">]><l>&m;</l>", "document type definitions are not allowed", "ovf-env.xml: line 1, column 1: document type definitions are not allowed" },
        { "an outside DTD", "<!DOCTYPE e SYSTEM \"file:///etc/passwd\"><e/>", "document type definitions are not allowed", "ovf-env.xml: line 1, column 1: document type definitions are not allowed" },
        { "an unknown entity", Ovf.With("<UserName>&user;</UserName>"), "invalid or incomplete XML", "line 5, column " },
        { "a control character", Ovf.With("<UserName>a&#0;</UserName>"), "invalid or incomplete XML", "line 5, column " },
        { "an unknown encoding", "<?xml version=\"1.0\" encoding=\"klingon\"?><e/>", "invalid or incomplete XML", "ovf-env.xml: line 1" },
        { "an encoding that is off limits", "<?xml version=\"1.0\" encoding=\"utf-7\"?><e/>", "invalid or incomplete XML", "ovf-env.xml: line 1" },
        { "an undeclared prefix", "<Environment><wa:ProvisioningSection/></Environment>", "invalid or incomplete XML", "line 1, column " },
        { "JSON", "{\"compute\": {}}", "invalid or incomplete XML", "line 1, column 1" },
        { "nested 10,000 deep", string.Concat(Enumerable.Repeat("<a>", 10_000)), "more than 32 levels of elements", "line 1, column 97: " },
        { "5,000 elements", $"<a>{string.Concat(Enumerable.Repeat("<b/>", 5000))}</a>", "more than 4096 elements", "line 1, column 16384: " },
        { "a Windows VM", $"<e xmlns=\"{Ovf.Namespace}\">\n<ProvisioningSection>\n<WindowsProvisioningConfigurationSet/></ProvisioningSection></e>", "for a Windows VM", "line 3: WindowsProvisioningConfigurationSet" },
        { "no set", $"<e xmlns=\"{Ovf.Namespace}\">\n<ProvisioningSection/></e>", "no LinuxProvisioningConfigurationSet", "line 2: ProvisioningSection" },
        { "no host name", Ovf.With(hostName: ""), "no HostName", "line 3: LinuxProvisioningConfigurationSet" },
        { "no platform settings section", Cut("PlatformSettingsSection"), "no PlatformSettingsSection", "line 2: Environment" },
        { "no platform settings", Ovf.With().Replace("wa:PlatformSettings>", "wa:Others>", StringComparison.Ordinal), "no PlatformSettings", "line 7: PlatformSettingsSection" },
        { "two host names", Ovf.With("<HostName>b</HostName>"), "duplicate element (first at line 4)", "line 5: HostName" },
        { "two users", Ovf.With("<UserName>a</UserName>\n<UserName>b</UserName>"), "duplicate element (first at line 5)", "line 6: UserName" },
        { "two passwords", Ovf.With("<UserPassword>hush-1</UserPassword><UserPassword>hush-2</UserPassword>"), "duplicate element", "line 5: UserPassword" },
        { "two SSH elements", Ovf.With("<SSH/>\n<SSH/>"), "duplicate element", "line 6: SSH" },
        { "two lists of keys", Ovf.With("<SSH><PublicKeys/>\n<PublicKeys/></SSH>"), "duplicate element", "line 6: PublicKeys" },
        { "two provisioning sections", $"<e xmlns=\"{Ovf.Namespace}\"><ProvisioningSection/>\n<ProvisioningSection/></e>", "duplicate element", "line 2: ProvisioningSection" },
        { "an element in a text", Ovf.With("<UserPassword>hush-1<b/></UserPassword>"), "unexpected element in UserPassword; expected text", "line 5: b" },
        { "a user name of a megabyte", Ovf.With($"<UserName>{new string('a', 1 << 20)}</UserName>"), "1048576 characters; expected at most 1024", "line 5: UserName" },
        { "a password of two megabytes", Ovf.With($"<UserPassword>{new string('a', 2 << 20)}</UserPassword>"), "2097152 characters; expected at most 1024", "line 5: UserPassword" },
        { "custom data of two megabytes", Ovf.With($"<CustomData>{new string('A', 2 << 20)}</CustomData>"), "2097152 characters", "line 5: CustomData" },
        { "a document of five megabytes", Ovf.With($"<!--{new string('a', 5 << 20)}-->"), "larger than 4 MiB", "ovf-env.xml: the document is larger" },
        { "custom data that is no base64", Ovf.With("<CustomData>hush!</CustomData>"), "not base64", "line 5: CustomData" },
        { "custom data with a lost end", Ovf.With("<CustomData>aGk</CustomData>"), "not base64", "line 5: CustomData" },
        { "a key pair without a fingerprint", Ovf.With("<SSH><KeyPairs>\n<KeyPair><Path>/a</Path></KeyPair></KeyPairs></SSH>"), "no Fingerprint", "line 6: KeyPair" },
        { "a key pair without a path", Ovf.With("<SSH><KeyPairs>\n<KeyPair><Fingerprint>AA</Fingerprint></KeyPair></KeyPairs></SSH>"), "no Path", "line 6: KeyPair" },
        { "300 keys", Ovf.With($"<SSH><PublicKeys>{string.Concat(Enumerable.Repeat("<PublicKey/>", 300))}</PublicKeys></SSH>"), "more than 256 keys", "line 5: PublicKeys" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Rejects_an_unusable_document_with_its_place(string what, string text, string reason, string place)
    {
        _ = what;
        var read = OvfDocument.Read(Ovf.Bytes(text), "provisioning media /dev/sr0");
        Assert.Null(read.Value);
        Assert.Equal(ExitStatus.BadData, read.Failure!.Exit);
        Assert.Contains(reason, read.Failure.Reason, StringComparison.Ordinal);
        Assert.StartsWith("provisioning media /dev/sr0: ovf-env.xml: ", read.Failure.Message, StringComparison.Ordinal);
        Assert.Contains(place, MessageRules.Check(read.Failure.Message), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", read.Failure.Message + read.Failure.Reason, StringComparison.Ordinal);
        Assert.True(read.Failure.Message.Length < 300, read.Failure.Message);
    }

    [Theory]
    [InlineData("<Environment xmlns=\"http://schemas.dmtf.org/ovf/environment/1\"><PropertySection/></Environment>")]
    [InlineData("<Environment><ProvisioningSection xmlns=\"http://example.org/windowsazure\"><LinuxProvisioningConfigurationSet/></ProvisioningSection></Environment>")]
    [InlineData("<Environment><ProvisioningSection/></Environment>")]
    [InlineData("<html><body>Sign in</body></html>")]
    public void A_document_that_is_not_for_Azure_is_neither_used_nor_an_error(string text) =>
        Assert.Equal(new Result<OvfEnvironment>(null, null), OvfDocument.Read(Ovf.Bytes(text), "media"));

    [Fact]
    public void Rejects_a_document_that_is_cut_anywhere()
    {
        byte[] whole = Ovf.Bytes(Form("wa:", "wa:", "xmlns:wa"));
        int end = whole.AsSpan().LastIndexOf((byte)'>');
        for (int length = 0; length <= end; length++)
        {
            var read = OvfDocument.Read(whole[..length], "media");
            Assert.Null(read.Value);
            Assert.StartsWith("error parsing ovf-env.xml: ", read.Failure!.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain("pw", MessageRules.Check(read.Failure.Message), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData(" 1 ", true)]
    [InlineData("yes", true)]
    [InlineData("false", false)]
    [InlineData("nonsense", false)]
    [InlineData("", false)]
    public void Reads_flags_in_their_usual_forms(string said, bool flag) =>
        Assert.Equal(flag, OvfDocument.Read(Ovf.Bytes(Ovf.With(settings: $"<wa:PreprovisionedVm>{said}</wa:PreprovisionedVm>")), "media").Value!.PreprovisionedVm);

    [Fact]
    public void Reads_damaged_documents_without_an_exception()
    {
        byte[] whole = Ovf.Bytes(Form("wa:", "", "xmlns:wa", $" xmlns=\"{Ovf.Namespace}\""));
        byte[][] pieces = [.. ((string[])["<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&", "<!DOCTYPE x>", "<wa:", "/>", "\0", "\ufffe", "xmlns:wa=''", "encoding='utf-16'", "\"", "<?", "xsi:nil='true'"]).Select(Encoding.UTF8.GetBytes)];
        var random = new Random(20260301);
        for (int round = Effort.Of(500, 5000); round > 0; round--)
        {
            var bytes = whole.ToList();
            for (int damage = random.Next(1, 6); damage > 0; damage--)
            {
                int at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                    case 2: bytes.InsertRange(at, pieces[random.Next(pieces.Length)]); break;
                    default: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count / 2), Math.Min(60, bytes.Count / 2))); break;
                }
                if (bytes.Count == 0) bytes.Add(0);
            }
            var read = OvfDocument.Read([.. bytes], "media");
            Assert.False(read is { Value: not null, Failure: not null });
        }
    }

    private static string? Text(Secret? secret) => secret is null ? null : Encoding.UTF8.GetString(secret.Reveal());

    private static string Cut(string section)
    {
        string text = Ovf.With();
        int start = text.IndexOf($"<wa:{section}>", StringComparison.Ordinal);
        string end = $"</wa:{section}>";
        return text.Remove(start, text.IndexOf(end, StringComparison.Ordinal) + end.Length - start);
    }

    private static string Form(string outer, string inner, string declaration, string onSet = "") =>
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Environment {declaration}=\"{Ovf.Namespace}\"><{outer}ProvisioningSection><{outer}Version>1.0</{outer}Version><{inner}LinuxProvisioningConfigurationSet{onSet}>"
        + Body.Replace("{0}", inner, StringComparison.Ordinal) + $"</{inner}LinuxProvisioningConfigurationSet></{outer}ProvisioningSection><{outer}PlatformSettingsSection><{outer}PlatformSettings>"
        + Settings.Replace("{0}", outer, StringComparison.Ordinal) + $"</{outer}PlatformSettings></{outer}PlatformSettingsSection></Environment>\n";
}
