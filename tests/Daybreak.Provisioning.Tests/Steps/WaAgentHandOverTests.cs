using System.Diagnostics;
using System.Text;
using Daybreak.Configuration;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public class WaAgentHandOverTests
{
    private const string State = "/var/lib/waagent";
    private const string Dmi = "/sys/class/dmi/id/product_uuid";
    private const string Shown = "544CDFD0-CB4E-4B4A-9954-5BDF3ED5C3B8";
    private const string Written = "D0DF4C54-4ECB-4A4B-9954-5BDF3ED5C3B8";
    private static readonly Lazy<string?> Agent = new(Unpack);
    private readonly WaAgentHandOver step = new(new WaAgentSettings { HandOver = true });

    [Fact]
    public void Does_nothing_by_default()
    {
        using var root = Machine();
        Assert.Empty(StepRun.Plan(new WaAgentHandOver(new Settings().WaAgent), FromMedia(), root));
    }

    [Fact]
    public void Marks_the_VM_as_provisioned_and_writes_no_secret()
    {
        using var root = Machine();
        StepRun.Apply(step, FromMedia(), root);

        Assert.Equal(Written, root.Read($"{State}/provisioned"));
        string document = root.Read($"{State}/ovf-env.xml");
        Assert.Contains("<UserPassword>REDACTED</UserPassword>", document, StringComparison.Ordinal);
        Assert.Contains("<CustomData></CustomData>", document, StringComparison.Ordinal);
        Assert.Contains("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExrTjTeRF25kyvXpP5kCeL+H7kt7Y0xaZ7GPS7UbRJ8 alice", document, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", document, StringComparison.Ordinal);
        Assert.False(root.Has($"{State}/disable_agent"));
        Assert.Equal(Convert.ToInt32("700", 8), (int)File.GetUnixFileMode(root.Below(State)));
        Assert.All(Directory.EnumerateFiles(root.Below(State)), file => Assert.Equal(Convert.ToInt32("600", 8), (int)File.GetUnixFileMode(file)));
    }

    [Fact]
    public void Disables_the_agent_until_the_platform_requires_it()
    {
        using var root = Machine();
        StepRun.Apply(step, FromMedia(guestAgent: "false"), root);
        Assert.Equal("", root.Read($"{State}/disable_agent"));
        StepRun.Apply(step, FromMedia(), root);
        Assert.False(root.Has($"{State}/disable_agent"));
    }

    [Theory]
    [InlineData(Shown)]
    [InlineData(Written)]
    [InlineData("d0df4c54-4ecb-4a4b-9954-5bdf3ed5c3b8\n")]
    public void Keeps_a_marker_for_this_VM(string marker)
    {
        using var root = Machine();
        root.Write($"{State}/provisioned", marker);
        StepRun.Apply(step, FromMedia(), root);
        Assert.Equal(marker, root.Read($"{State}/provisioned"));
    }

    [Fact]
    public void Replaces_the_files_of_a_captured_VM()
    {
        using var root = Machine();
        root.Write($"{State}/provisioned", "11111111-4ECB-4A4B-9954-5BDF3ED5C3B8").Write($"{State}/ovf-env.xml", Encoding.UTF8.GetString(FromMedia().RedactedMedia.Span));
        StepRun.Apply(step, WithoutMedia(), root);
        Assert.Equal(Written, root.Read($"{State}/provisioned"));
        Assert.DoesNotContain("ssh-ed25519", root.Read($"{State}/ovf-env.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_document_when_the_media_is_gone()
    {
        using var root = Machine();
        StepRun.Apply(step, FromMedia(), root);
        Assert.Empty(StepRun.Plan(step, WithoutMedia(), root));
    }

    [Fact]
    public void Replaces_a_document_with_a_password()
    {
        using var root = Machine();
        root.Write($"{State}/provisioned", Written).Write($"{State}/ovf-env.xml", Document("true"));
        StepRun.Apply(step, WithoutMedia(), root);
        Assert.DoesNotContain("hush", root.Read($"{State}/ovf-env.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interruption_at_any_change_gives_the_same_result() => StepRun.CutAnywhere(step, FromMedia(guestAgent: "false"), Machine, root => string.Join('\n',
        Directory.EnumerateFiles(root.Below(State)).Order(StringComparer.Ordinal).Select(file => $"{file[root.Path.Length..]} {File.ReadAllText(file)}")));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Debians_waagent_accepts_the_marker_and_the_document(bool media)
    {
        Assert.SkipWhen(Agent.Value is null, "Debian's package waagent cannot be downloaded, or there is no python3");
        using var root = Machine();
        StepRun.Apply(step, media ? FromMedia() : WithoutMedia(), root);

        const string script = """
            import sys, types
            from azurelinuxagent.common.protocol.ovfenv import OvfEnv
            from azurelinuxagent.common.osutil import default
            root = sys.argv[1]
            default.PRODUCT_ID_FILE = root + '/sys/class/dmi/id/product_uuid'
            env = OvfEnv(open(root + '/var/lib/waagent/ovf-env.xml').read())
            util = default.DefaultOSUtil.__new__(default.DefaultOSUtil)
            marker = open(root + '/var/lib/waagent/provisioned').read()
            print(env.hostname, env.username, env.user_password, env.customdata, env.disable_ssh_password_auth, len(env.ssh_pubkeys), env.provision_guest_agent)
            print(util.is_current_instance_id(marker.strip()), util.get_instance_id() == marker)
            """;
        using var process = Process.Start(new ProcessStartInfo("python3", ["-W", "ignore", "-c", script, root.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONPATH"] = Agent.Value, ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal(media ? "web-1 alice REDACTED None False 1 true\nTrue True\n" : "web-1 alice None None True 0 true\nTrue True\n", output);
    }

    private static ThrowAwayRoot Machine() => new ThrowAwayRoot().Write(Dmi, Shown + "\n").MakeDirectory("/var/lib");

    private static VmSpecification FromMedia(string guestAgent = "true") => Decider.Decide(new SourceReadings { Media = OvfDocument.Read(Encoding.UTF8.GetBytes(Document(guestAgent)), "media").Value! }).Value!;

    private static VmSpecification WithoutMedia() => Decider.Decide(new SourceReadings { Media = new OvfEnvironment { HostName = "web-1", UserName = "alice" } }).Value!;

    private static string Document(string guestAgent) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:wa="http://schemas.microsoft.com/windowsazure" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <wa:ProvisioningSection><wa:Version>1.0</wa:Version>
            <LinuxProvisioningConfigurationSet xmlns="http://schemas.microsoft.com/windowsazure">
              <HostName>web-1</HostName><UserName>alice</UserName><UserPassword>hush-hush</UserPassword>
              <DisableSshPasswordAuthentication>false</DisableSshPasswordAuthentication>
              <SSH><PublicKeys><PublicKey><Fingerprint>AB</Fingerprint><Path>/home/alice/.ssh/authorized_keys</Path><Value>ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExrTjTeRF25kyvXpP5kCeL+H7kt7Y0xaZ7GPS7UbRJ8 alice</Value></PublicKey></PublicKeys></SSH>
              <CustomData>aHVzaC1odXNo</CustomData>
            </LinuxProvisioningConfigurationSet></wa:ProvisioningSection>
          <wa:PlatformSettingsSection><wa:Version>1.0</wa:Version><wa:PlatformSettings>
            <wa:ProvisionGuestAgent>{guestAgent}</wa:ProvisionGuestAgent><wa:GuestAgentPackageName xsi:nil="true"/>
          </wa:PlatformSettings></wa:PlatformSettingsSection>
        </Environment>
        """;

    // Unpacked next to the tests; nothing is installed.
    private static string? Unpack()
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "waagent"), modules = Path.Combine(directory, "usr/lib/python3/dist-packages");
        if (Directory.Exists(modules)) return modules;
        if (!File.Exists("/usr/bin/apt-get") || !File.Exists("/usr/bin/python3")) return null;
        Directory.CreateDirectory(directory);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "apt-get download --quiet waagent python3-distro >/dev/null 2>&1 && for package in *.deb; do dpkg-deb -x \"$package\" . || exit 1; done"]) { WorkingDirectory = directory })!;
        return process.WaitForExit(TimeSpan.FromMinutes(2)) && process.ExitCode == 0 ? modules : null;
    }
}
