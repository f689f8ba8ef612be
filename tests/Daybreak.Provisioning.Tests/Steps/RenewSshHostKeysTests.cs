using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Host keys of the real ssh-keygen in a root directory for one test.</summary>
public sealed class RenewSshHostKeysTests : IDisposable
{
    private const string First = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private const string FirstSwapped = "544C5A1C-CB4E-4B4A-9D7D-6F1F0B8A2B11";
    private const string Second = "2c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b12";
    private static readonly string[] All = ["rsa", "ecdsa", "ed25519"];
    private readonly ThrowAwayRoot root = new();
    private readonly KeyMakingKernel kernel;

    public RenewSshHostKeysTests()
    {
        kernel = new KeyMakingKernel(root);
        root.Write("/usr/sbin/sshd", "").Write("/usr/bin/ssh-keygen", "").MakeDirectory("/etc/ssh").MakeDirectory("/run").MakeDirectory("/var/lib");
    }

    public void Dispose() => root.Dispose();

    [Fact]
    public void Generates_keys_for_a_new_VM()
    {
        OfTheImage("rsa", "ecdsa", "ed25519");
        Apply(First);
        Assert.Equal(All, kernel.Made);
        foreach (string type in All) AssertFresh(type);
        Assert.Equal(First + "\n", root.Read(RenewSshHostKeys.RecordPath));
        Assert.Equal("-rw-------", Mode(RenewSshHostKeys.RecordPath));
        Assert.True(root.Has(RenewSshHostKeys.ReloadPath));
        Assert.Equal(["ssh_host_ecdsa_key", "ssh_host_ecdsa_key.pub", "ssh_host_ed25519_key", "ssh_host_ed25519_key.pub", "ssh_host_rsa_key", "ssh_host_rsa_key.pub"], Names());
        Assert.Empty(Plan(First));
    }

    [Fact]
    public void Keeps_the_keys_of_a_known_VM()
    {
        Apply(First);
        OfTheImage("ed25519");
        Assert.Empty(Plan(First));
        Assert.Empty(Plan(FirstSwapped));
    }

    [Fact]
    public void Generates_keys_for_a_captured_disk()
    {
        Apply(First);
        string before = root.Read("/etc/ssh/ssh_host_ed25519_key.pub");
        Apply(Second);
        Assert.NotEqual(before, root.Read("/etc/ssh/ssh_host_ed25519_key.pub"));
        Assert.Equal(Second + "\n", root.Read(RenewSshHostKeys.RecordPath));
    }

    [Fact]
    public void Generates_only_missing_keys_for_a_known_VM()
    {
        Apply(First);
        string kept = root.Read("/etc/ssh/ssh_host_rsa_key");
        File.Delete(root.Below("/etc/ssh/ssh_host_ecdsa_key"));
        kernel.Made.Clear();
        Apply(First);
        Assert.Equal(["ecdsa"], kernel.Made);
        Assert.Equal(kept, root.Read("/etc/ssh/ssh_host_rsa_key"));
        AssertFresh("ecdsa");
    }

    [Fact]
    public void Replaces_no_keys_without_a_VM_id()
    {
        OfTheImage("rsa");
        Apply(null);
        Assert.Equal(["ecdsa", "ed25519"], kernel.Made);
        Assert.Equal("private rsa", root.Read("/etc/ssh/ssh_host_rsa_key"));
        Assert.False(root.Has(RenewSshHostKeys.RecordPath));
        Assert.Empty(Plan(null));
    }

    [Fact]
    public void Generates_the_configured_types_and_removes_the_others()
    {
        OfTheImage("rsa", "dsa", "ecdsa");
        root.Write("/etc/ssh/ssh_host_ed25519_key-cert.pub", "old").Write("/etc/ssh/sshd_config", "").Write("/etc/ssh/ssh_host_key_notes", "");
        Apply(First, "ed25519");
        Assert.Equal(["ssh_host_ed25519_key", "ssh_host_ed25519_key.pub", "ssh_host_key_notes", "sshd_config"], Names());
        Assert.Empty(Plan(First, "ed25519"));
    }

    [Fact]
    public void Changes_nothing_if_no_types_are_configured()
    {
        OfTheImage("rsa");
        Assert.Empty(Plan(First, []));
    }

    [Fact]
    public void Generates_no_Ed25519_key_in_FIPS_mode()
    {
        OfTheImage("ed25519");
        root.Write("/proc/sys/crypto/fips_enabled", "1\n");
        Apply(First);
        Assert.Equal(["rsa", "ecdsa"], kernel.Made);
        Assert.False(root.Has("/etc/ssh/ssh_host_ed25519_key"));
        Assert.Empty(Plan(First));
    }

    [Fact]
    public void Generates_no_keys_for_a_root_directory_that_is_not_running()
    {
        OfTheImage("rsa");
        Assert.Empty(Step(First, All).Plan(Specifications.Named("web-1"), new MachineView(root.Directory, new NoKernel())).Changes);
    }

    [Theory]
    [InlineData("/usr/bin/ssh-keygen")]
    [InlineData("/usr/sbin/sshd")]
    public void Generates_no_keys_without_sshd(string other)
    {
        File.Delete(root.Below("/usr/sbin/sshd"));
        File.Delete(root.Below(other));
        Assert.Empty(Plan(First));
    }

    [Fact]
    public void Fails_if_there_is_sshd_without_ssh_keygen()
    {
        File.Delete(root.Below("/usr/bin/ssh-keygen"));
        var refusal = Assert.Throws<FileFailure>(() => Plan(First));
        Assert.Equal(
            "this VM needs SSH host keys, but the image has /usr/sbin/sshd and no ssh-keygen: install ssh-keygen in the image, or set HostKeyTypes=none",
            refusal.Message);
    }

    [Fact]
    public void After_any_interruption_the_next_run_completes_all_pairs()
    {
        OfTheImage("rsa", "dsa", "ecdsa", "ed25519");
        int whole = Plan(First).Count;
        for (int cut = 0; cut <= whole; cut++)
        {
            OfTheImage("rsa", "dsa", "ecdsa", "ed25519");
            if (root.Has(RenewSshHostKeys.RecordPath)) File.Delete(root.Below(RenewSshHostKeys.RecordPath));
            var executor = new Executor(root.Directory, kernel);
            foreach (var change in Plan(First).Take(cut)) Assert.Null(executor.Apply(change)?.Reason);
            // At any moment there is a private and a public key of each previous type.
            foreach (string type in All) Assert.True(root.Has($"/etc/ssh/ssh_host_{type}_key"));

            Apply(First);

            foreach (string type in All) AssertFresh(type);
            Assert.Equal(6, Names().Length);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("half of a key")]
    public void Removes_files_of_an_interrupted_ssh_keygen(string left)
    {
        root.Write("/etc/ssh/.ssh_host_ed25519_key.daybreak", left).Write("/etc/ssh/.ssh_host_ed25519_key.daybreak.pub", left);
        Apply(First);
        AssertFresh("ed25519");
        Assert.Equal(6, Names().Length);
    }

    [Fact]
    public void Results_are_the_fingerprints_of_the_new_keys()
    {
        OfTheImage("rsa", "ecdsa", "ed25519");
        Apply(First);
        Assert.Equal(
            [$"ED25519 {kernel.Fingerprint("/etc/ssh/ssh_host_ed25519_key")}", $"ECDSA {kernel.Fingerprint("/etc/ssh/ssh_host_ecdsa_key")}", $"RSA {kernel.Fingerprint("/etc/ssh/ssh_host_rsa_key")}"],
            Step(First, All).Results(Specifications.Named("web-1"), View()));
    }

    [Fact]
    public void The_view_includes_planned_keys()
    {
        OfTheImage("rsa");
        var view = View();
        var vm = Specifications.Named("web-1");
        Assert.False(Planner.Make([Step(First, All)], vm, view).Value!.IsEmpty);
        Assert.True(Planner.Make([Step(First, All)], vm, view).Value!.IsEmpty);
    }

    private void OfTheImage(params string[] types)
    {
        foreach (string type in types) root.Write($"/etc/ssh/ssh_host_{type}_key", $"private {type}").Write($"/etc/ssh/ssh_host_{type}_key.pub", $"ssh-{type} AAAA image");
    }

    private void AssertFresh(string type)
    {
        string key = $"/etc/ssh/ssh_host_{type}_key";
        Assert.True(kernel.IsPair(key));
        Assert.Equal(("-rw-------", "-rw-r--r--"), (Mode(key), Mode(key + ".pub")));
    }

    private string Mode(string path) => new(
        ['-', .. Enumerable.Range(0, 9).Select(bit => ((int)File.GetUnixFileMode(root.Below(path)) & (256 >> bit)) == 0 ? '-' : "rwxrwxrwx"[bit])]);

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(root.Below("/etc/ssh")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private void Apply(string? vmId, params string[] types)
    {
        var executor = new Executor(root.Directory, kernel);
        foreach (var change in Plan(vmId, types.Length == 0 ? All : types)) Assert.Null(executor.Apply(change)?.Reason);
    }

    private List<Change> Plan(string? vmId) => Plan(vmId, All);

    private List<Change> Plan(string? vmId, params string[] types)
    {
        return [.. Step(vmId, types).Plan(Specifications.Named("web-1"), View()).Changes];
    }

    private MachineView View() => new(root.Directory, kernel);

    private static RenewSshHostKeys Step(string? vmId, string[] types) => new(new HostKeySettings { Types = types }, Specifications.Identity(vmId));
}
