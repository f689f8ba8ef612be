using Daybreak.Configuration.Types;

namespace Daybreak.Configuration;

/// <summary>
/// Every key of the configuration: section, key, type with its limits, default, help. The parser reads this table. daybreak.conf, the
/// block of docs/reference/configuration.md and docs/man/daybreak.conf.5 are generated from it with eng/generate-configuration.sh.
/// </summary>
internal static class SettingsTable
{
    private static readonly YesNoType YesNo = new();
    private static readonly TimeType Time = new(TimeSpan.Zero);
    private static readonly TimeType TimeOfOneSecond = new(TimeSpan.FromSeconds(1));

    [SettingHelp("How long provisioning may take, from the start of the machine to the last attempt to report. The platform restarts a VM that has not reported within 20 minutes; systemd stops `azure-provisioning.service` after 19.",
        Details = "A run that starts later, by hand or after a restart of the service, still gets at least two minutes, or the whole deadline if that is shorter.")]
    public static readonly Setting Deadline = Setting.Of("Provisioning", "Deadline", TimeOfOneSecond, "18min", (settings, value) => settings with { Deadline = value });

    [SettingHelp("How long to wait for the provisioning media, if IMDS announces custom data or a password that only the media has.",
        Details = "Otherwise Daybreak does not wait. It never waits longer than the deadline.")]
    public static readonly Setting MediaWait = Setting.Of("Media", "Wait", Time, "30s", (settings, value) => settings with { MediaWait = value });

    [SettingHelp("Eject the disc when the machine matches and the platform has accepted Ready. The platform then discards its content.",
        Details = "Use this only if no other program in the image needs the disc: there is no second copy.")]
    public static readonly Setting MediaRelease = Setting.Of("Media", "Release", YesNo, "no", (settings, value) => settings with { ReleaseMedia = value });

    [SettingHelp("The form of the report that Daybreak tries first: `xml` (goal state and `/machine?comp=health`, supported by every platform) or `json` (`/provisioning/health`, one request).",
        Details = "If the platform does not support one, Daybreak tries the other.")]
    public static readonly Setting HealthProtocol = Setting.Of("Platform", "HealthProtocol", new ChoiceType<HealthProtocol>(
        ("xml", Configuration.HealthProtocol.Xml), ("json", Configuration.HealthProtocol.Json)), "xml", (settings, value) => settings with { HealthProtocol = value });

    [SettingHelp("Report the fingerprint of the SSH host key before Ready.", Details = "This takes one more request.")]
    public static readonly Setting ReportHostKey = Setting.Of("Platform", "ReportHostKey", YesNo, "no", (settings, value) => settings with { ReportHostKey = value });

    [SettingHelp("Types of SSH host keys that a new VM gets, separated by spaces or commas; `none` keeps the image's keys.", Page = "operator/host-keys.md")]
    public static readonly Setting HostKeyTypes = Setting.Of("Ssh", "HostKeyTypes", new KnownWordsType(HostKeySettings.DefaultTypes), "rsa ecdsa ed25519",
        (settings, value) => settings with { HostKeys = settings.HostKeys with { Types = value } });

    [SettingHelp("Idle time after which sshd checks that a client is still there, so that the platform's network keeps the connection; `0` keeps sshd's setting. A shorter time in the image stays.", Page = "operator/ssh.md")]
    public static readonly Setting ClientAliveInterval = Setting.Of("Ssh", "ClientAliveInterval", Time, "180s",
        (settings, value) => settings with { Ssh = settings.Ssh with { ClientAliveInterval = value } });

    [SettingHelp("How the administrator becomes root: `platform` (with a password if the platform gives one, otherwise without), `password`, `nopassword`, or `none` (the image has its own rule).", Page = "operator/password-and-sudo.md")]
    public static readonly Setting SudoPolicy = Setting.Of("Sudo", "Policy", new ChoiceType<SudoPolicy>(
        ("platform", Configuration.SudoPolicy.Platform), ("password", Configuration.SudoPolicy.Password), ("nopassword", Configuration.SudoPolicy.NoPassword), ("none", Configuration.SudoPolicy.None)),
        "platform", (settings, value) => settings with { Sudo = settings.Sudo with { Policy = value } });

    [SettingHelp("Interfaces other than the primary one: `leave` them to the image's DHCP client, or `configure` them as IMDS describes them.", Page = "operator/network.md")]
    public static readonly Setting NetworkSecondary = Setting.Of("Network", "Secondary", new ChoiceType<bool>(("leave", false), ("configure", true)), "leave",
        (settings, value) => settings with { Network = settings.Network with { ConfigureSecondary = value } });

    [SettingHelp("Write the files from which the Azure Linux agent concludes that the VM is provisioned, if the image keeps it for VM extensions.", Page = "operator/waagent-hand-over.md")]
    public static readonly Setting WaAgentHandOver = Setting.Of("WaAgent", "HandOver", YesNo, "no", (settings, value) => settings with { WaAgent = settings.WaAgent with { HandOver = value } });

    [SettingHelp("Credit the host's random bytes as entropy.", Details = "Daybreak mixes them in at each boot in any case.", Page = "operator/kernel-and-console.md")]
    public static readonly Setting CreditEntropy = Setting.Of("Kernel", "CreditEntropy", YesNo, "no",
        (settings, value) => settings with { Kernel = settings.Kernel with { CreditEntropy = value } });

    [SettingHelp("Minimum timeout of commands to the platform's SCSI disks and to disks below the root file system; `0` changes nothing. A longer time in the image stays.", Page = "operator/kernel-and-console.md")]
    public static readonly Setting ScsiTimeout = Setting.Of("Kernel", "ScsiTimeout", Time, "300s",
        (settings, value) => settings with { Kernel = settings.Kernel with { ScsiTimeout = value } });

    [SettingHelp("Minimum timeout of commands to remote NVMe disks; `0` changes nothing.", Page = "operator/kernel-and-console.md")]
    public static readonly Setting NvmeTimeout = Setting.Of("Kernel", "NvmeTimeout", Time, "240s",
        (settings, value) => settings with { Kernel = settings.Kernel with { NvmeTimeout = value } });

    [SettingHelp("Use the serial port for the kernel, GRUB's menu and a login prompt, from the next boot on. Daybreak edits the files that boot loaders read.", Page = "operator/kernel-and-console.md#serial-console")]
    public static readonly Setting SerialConsole = Setting.Of("Console", "Serial", YesNo, "no", (settings, value) => settings with { SerialConsole = value });

    [SettingHelp("Supplementary groups of the administrator. Groups that do not exist are skipped.", Page = "operator/accounts.md")]
    public static readonly Setting AccountGroups = Setting.Of("Account", "Groups", new WordListType(), "sudo wheel adm systemd-journal",
        (settings, value) => settings with { Account = settings.Account with { Groups = value } });

    [SettingHelp("Login shell of a new administrator. Daybreak does not check that it exists.",
        DefaultInWords = "`SHELL` of `/etc/default/useradd`, then `/bin/bash`, then `/bin/sh`, whichever exists first", Example = "/bin/bash", Page = "operator/accounts.md")]
    public static readonly Setting AccountShell = Setting.Of("Account", "Shell", new ProgramPathType(), null,
        (settings, value) => settings with { Account = settings.Account with { Shell = value } });

    [SettingHelp("What creates the account: `native`, the agent itself, or `useradd`, the image's tools (useradd and usermod, or busybox adduser and addgroup).", Page = "operator/accounts.md")]
    public static readonly Setting AccountBackend = Setting.Of("Account", "Backend", new ChoiceType<bool>(("native", false), ("useradd", true)), "native",
        (settings, value) => settings with { Account = settings.Account with { UsesTools = value } });

    [SettingHelp("Remove root's password of the image.", Page = "operator/password-and-sudo.md#roots-account")]
    public static readonly Setting LockRoot = Setting.Of("Account", "LockRoot", YesNo, "yes",
        (settings, value) => settings with { Account = settings.Account with { LockRoot = value } });

    [SettingHelp("What to do with custom data and user data: `off` (not stored), `store` (stored in `/var/lib/daybreak`) or `execute` (stored and executed, once per VM).", Page = "operator/custom-data.md")]
    public static readonly Setting CustomDataPolicy = Setting.Of("CustomData", "Policy", new ChoiceType<CustomDataPolicy>(
        ("off", Configuration.CustomDataPolicy.Off), ("store", Configuration.CustomDataPolicy.Store), ("execute", Configuration.CustomDataPolicy.Execute)),
        "store", (settings, value) => settings with { CustomData = settings.CustomData with { Policy = value } });

    [SettingHelp("Execute before or after Ready. With `before`, a failure fails the provisioning.", Page = "operator/custom-data.md")]
    public static readonly Setting CustomDataWhen = Setting.Of("CustomData", "When", new ChoiceType<bool>(("before", true), ("after", false)), "after",
        (settings, value) => settings with { CustomData = settings.CustomData with { BeforeReady = value } });

    [SettingHelp("How long each script may run. With `When=before`, at most half of the deadline.", Details = "systemd stops `azure-provisioning.service` after 19 minutes.", Page = "operator/custom-data.md")]
    public static readonly Setting CustomDataTimeLimit = Setting.Of("CustomData", "TimeLimit", TimeOfOneSecond, "15min",
        (settings, value) => settings with { CustomData = settings.CustomData with { TimeLimit = value } });

    [SettingHelp("The platform's temporary disk: `off` (ignored), `format-if-empty` (formatted if it is raw or has the platform's NTFS without user files, and mounted at every boot), or `always` (formatted even if it has a file system with files; never if it is encrypted, in use or unknown).", Page = "operator/temporary-disk.md")]
    public static readonly Setting TemporaryDiskPolicy = Setting.Of("TemporaryDisk", "Policy", new ChoiceType<TemporaryDiskPolicy>(
        ("off", Configuration.TemporaryDiskPolicy.Off), ("format-if-empty", Configuration.TemporaryDiskPolicy.FormatIfEmpty), ("always", Configuration.TemporaryDiskPolicy.Always)),
        "format-if-empty", (settings, value) => settings with { TemporaryDisk = settings.TemporaryDisk with { Policy = value } });

    [SettingHelp("Where to mount the disk.", Details = "A second disk is mounted at this path with a `2` appended, and so on.", Page = "operator/temporary-disk.md")]
    public static readonly Setting TemporaryDiskMountPoint = Setting.Of("TemporaryDisk", "MountPoint", new MountPointType(), "/mnt",
        (settings, value) => settings with { TemporaryDisk = settings.TemporaryDisk with { MountPoint = value } });

    [SettingHelp("The file system. The image needs `mkfs.ext4`, `mkfs.xfs` or `mkfs.btrfs`.", Page = "operator/temporary-disk.md")]
    public static readonly Setting TemporaryDiskFileSystem = Setting.Of("TemporaryDisk", "FileSystem", new ChoiceType<string>(("ext4", "ext4"), ("xfs", "xfs"), ("btrfs", "btrfs")), "ext4",
        (settings, value) => settings with { TemporaryDisk = settings.TemporaryDisk with { FileSystem = value } });

    [SettingHelp("Several NVMe disks: `no` (each separate), `btrfs` (one btrfs over all of them, striped), or `md` (an md array of level 0 with `FileSystem=` on it; the image needs `mdadm`).", Page = "operator/temporary-disk.md")]
    public static readonly Setting TemporaryDiskCombine = Setting.Of("TemporaryDisk", "Combine", new ChoiceType<DiskCombination>(
        ("no", DiskCombination.None), ("btrfs", DiskCombination.Btrfs), ("md", DiskCombination.Md)),
        "no", (settings, value) => settings with { TemporaryDisk = settings.TemporaryDisk with { Combine = value } });

    [SettingHelp("Swap file on the temporary disk: `0` for none, a size such as `2G`, or a share of the memory such as `10%`.", Details = "A share is rounded up to a multiple of 64 MiB.", Page = "operator/temporary-disk.md#swap")]
    public static readonly Setting SwapSize = Setting.Of("Swap", "Size", new SwapSizeType(), "0", (settings, value) => settings with { Swap = value });

    /// <summary>All keys, section by section, in the order of the generated files.</summary>
    // After the fields: static fields are initialized in the order of the text.
    public static readonly IReadOnlyList<Setting> All =
    [
        Deadline, MediaWait, MediaRelease, HealthProtocol, ReportHostKey, HostKeyTypes, ClientAliveInterval, SudoPolicy, NetworkSecondary, WaAgentHandOver,
        CreditEntropy, ScsiTimeout, NvmeTimeout, SerialConsole, AccountGroups, AccountShell, AccountBackend, LockRoot, CustomDataPolicy, CustomDataWhen,
        CustomDataTimeLimit, TemporaryDiskPolicy, TemporaryDiskMountPoint, TemporaryDiskFileSystem, TemporaryDiskCombine, SwapSize,
    ];
}
