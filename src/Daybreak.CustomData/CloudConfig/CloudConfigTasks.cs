using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData.CloudConfig;

/// <summary>
/// Makes tasks of the supported part of cloud-config (https://cloudinit.readthedocs.io/en/latest/reference/modules.html). What is not
/// supported, or is invalid, is a finding with its place; the rest is done.
/// </summary>
/// <param name="findings">Gets the findings.</param>
internal sealed class CloudConfigTasks(List<Finding> findings)
{
    // Users come before files, which may belong to them. Packages and commands come last.
    private static readonly string[] Order =
    [
        "bootcmd", "groups", "users", "ssh_authorized_keys", "swap", "mounts", "write_files", "locale", "timezone", "ntp", "package_update", "package_upgrade", "packages", "runcmd",
    ];

    private readonly List<CustomDataTask> hooks = [];
    private readonly List<CustomDataTask> machine = [];
    private readonly List<CustomDataTask> packages = [];
    private readonly List<CustomDataTask> files = [];
    private readonly List<CustomDataTask> commands = [];

    /// <summary>The tasks of all parts, in order.</summary>
    public IEnumerable<CustomDataTask> Tasks => [.. hooks, .. machine, .. packages, .. files, .. commands];

    /// <summary>Reads one part.</summary>
    public void Read(Part part)
    {
        if (YamlReader.TryRead(part.Content, out var failure) is not { } root)
        {
            string sentence = $"{failure!.Sentence}; the whole part is ignored";
            findings.Add(new Finding(FindingSeverity.Error, part.Number, failure.Line, failure.Column, sentence));
            return;
        }
        var reader = new CloudConfigReader(part, findings);
        if (root.IsNull || !reader.IsMapping(root, "a cloud-config")) return;
        foreach (string name in Order)
        {
            int at = root.Keys.FindIndex(key => key.Text == name);
            // A key without a value has no effect.
            if (at >= 0 && !root.Values[at].IsNull) Module(root, root.Keys[at], root.Values[at], reader);
        }
        foreach (var key in root.Keys)
            if (Array.IndexOf(Order, key.Text) < 0 && key.Text != "mount_default_fields") NotDone(key, reader);
        machine.AddRange(reader.Delayed);
    }

    private void Module(YamlNode root, YamlNode key, YamlNode value, CloudConfigReader reader)
    {
        switch (key.Text)
        {
            case "bootcmd":
                hooks.AddRange(Commands.Read(value, reader, "bootcmd"));
                if (hooks.Count > 0) reader.Note(key, "bootcmd runs once, not at every boot");
                break;
            case "runcmd":
                commands.AddRange(Commands.Read(value, reader, "runcmd"));
                break;
            case "write_files":
                foreach (var (file, isDeferred) in FilesToWrite.Read(value, reader)) (isDeferred ? files : machine).Add(file);
                break;
            case "packages" or "package_update" or "package_upgrade":
                packages.AddRange(Packages.Read(root, key, reader));
                break;
            default:
                machine.AddRange(key.Text switch
                {
                    "timezone" => TimeZoneTask.Read(value, reader),
                    "locale" => LocaleTask.Read(value, reader),
                    "ntp" => TimeServers.Read(value, reader),
                    "swap" => SwapFile.Read(value, reader),
                    "mounts" => Mounts.Read(value, root["mount_default_fields"], reader),
                    "groups" => Users.ReadGroups(value, reader),
                    "users" => Users.Read(value, reader),
                    _ => Users.ReadKeys(value, reader),
                });
                break;
        }
    }

    private static void NotDone(YamlNode key, CloudConfigReader reader)
    {
        if (CloudConfigKeys.Reason(key.Text) is { } reason) reader.NotDone(key, $"{key.Text} is not supported{reason}");
        else reader.Wrong(key, $"unknown key {CloudConfigReader.Shown(key.Text)} of cloud-config");
    }
}
