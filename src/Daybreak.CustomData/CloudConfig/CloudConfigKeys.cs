namespace Daybreak.CustomData.CloudConfig;

/// <summary>The unsupported top-level keys of cloud-init 24.</summary>
internal static class CloudConfigKeys
{
    private const string Platform = ": the platform's setting applies";

    private static readonly string[] ByPlatform =
        ["hostname", "user", "fqdn", "preserve_hostname", "create_hostname_file", "prefer_fqdn_over_hostname", "ssh_pwauth", "system_info", "datasource", "datasource_list"];

    private static readonly string[] Others =
    [
        "allow_public_ssh_keys", "ansible", "apk_repos", "apt", "apt_pipelining", "apt_update", "apt_upgrade", "apt_reboot_if_required", "authkey_hash", "autoinstall", "byobu_by_default", "ca-certs", "ca_certs", "chef", "chpasswd",
        "cloud_config_modules", "cloud_final_modules", "cloud_init_modules", "device_aliases", "disable_ec2_metadata", "disable_root", "disable_root_opts", "disk_setup", "drivers", "fan", "final_message", "fs_setup",
        "growpart", "grub-dpkg", "grub_dpkg", "keyboard", "landscape", "launch-index", "lxd", "manage_etc_hosts", "manage_resolv_conf", "mcollective", "merge_how", "merge_type", "migrate", "network", "no_ssh_fingerprints",
        "output", "package_reboot_if_required", "password", "phone_home", "power_state", "puppet", "random_seed", "reporting", "resize_rootfs", "resolv_conf", "rh_subscription", "rsyslog", "runcmd_once", "salt_minion", "snap", "spacewalk", "ssh",
        "ssh_deletekeys", "ssh_fp_console_blacklist", "ssh_genkeytypes", "ssh_import_id", "ssh_keys", "ssh_key_console_blacklist", "ssh_publish_hostkeys", "ssh_quiet_keygen", "ubuntu_advantage", "ubuntu_pro", "updates",
        "vendor_data", "version", "wireguard", "write_files_deferred", "yum_repo_dir", "yum_repos", "zypper",
    ];

    /// <summary>Why a key is not supported, to follow "is not supported"; null for a key that cloud-init does not have.</summary>
    public static string? Reason(string key) =>
        Array.IndexOf(ByPlatform, key) >= 0 ? Platform : Array.IndexOf(Others, key) >= 0 ? "" : null;
}
