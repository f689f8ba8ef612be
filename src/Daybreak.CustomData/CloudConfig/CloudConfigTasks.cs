using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData.CloudConfig;

/// <summary>
/// The part of cloud-config that is done natively (https://cloudinit.readthedocs.io/en/latest/reference/modules.html), as tasks. What is
/// not done, or is wrong, is a finding with its place; the rest is done.
/// </summary>
/// <param name="findings">Gets the findings.</param>
internal sealed class CloudConfigTasks(List<Finding> findings)
{
    // Users come before files, which may belong to them, and all of the machine before packages and commands.
    private static readonly string[] Order =
    [
        "bootcmd", "groups", "users", "ssh_authorized_keys", "swap", "mounts", "write_files", "locale", "timezone", "ntp", "package_update", "package_upgrade", "packages", "runcmd",
    ];

    private readonly List<CustomDataTask> hooks = [];
    private readonly List<CustomDataTask> machine = [];
    private readonly List<CustomDataTask> packages = [];
    private readonly List<CustomDataTask> files = [];
    private readonly List<CustomDataTask> commands = [];

    /// <summary>What comes before packages are there.</summary>
    public IEnumerable<CustomDataTask> Before => [.. hooks, .. machine];

    /// <summary>Packages, and what may need them.</summary>
    public IEnumerable<CustomDataTask> After => [.. packages, .. files, .. commands];

    /// <summary>Reads one part.</summary>
    public void Read(Part part)
    {
        if (YamlReader.TryRead(part.Content, out var failure) is not { } root)
        {
            findings.Add(new Finding(FindingSeverity.Error, part.Number, failure!.Line, failure.Column, $"{failure.Sentence}: correct it; nothing of this part is done"));
            return;
        }
        var reader = new CloudConfigReader(part, findings);
        if (root.IsNull) return;
        if (root.Kind != YamlKind.Mapping)
        {
            reader.Wrong(root, "a cloud-config must be a mapping (key: value); nothing of this part is done");
            return;
        }
        foreach (string name in Order)
        {
            int at = root.Keys.FindIndex(key => key.Text == name);
            // A key without a value asks for nothing.
            if (at >= 0 && !root.Values[at].IsNull) Module(root, root.Keys[at], root.Values[at], reader);
        }
        foreach (var key in root.Keys)
            if (Array.IndexOf(Order, key.Text) < 0 && key.Text != "mount_default_fields") NotDone(key, reader);
        machine.AddRange(reader.Delayed);
        reader.Delayed.Clear();
    }

    private void Module(YamlNode root, YamlNode key, YamlNode value, CloudConfigReader reader)
    {
        switch (key.Text)
        {
            case "bootcmd":
                if (Commands.Script(value, reader, "bootcmd") is { } boot)
                {
                    hooks.Add(boot);
                    reader.Note(key, "bootcmd is run once, not at every boot");
                }
                break;
            case "runcmd":
                if (Commands.Script(value, reader, "runcmd") is { } run) commands.Add(run);
                break;
            case "write_files":
                foreach (var (file, isDeferred) in FilesToWrite.Read(value, reader)) (isDeferred ? files : machine).Add(file);
                break;
            case "packages" or "package_update" or "package_upgrade":
                if (Packages.Read(root, key, reader) is { } install) packages.Add(install);
                break;
            case "timezone":
                if (reader.Text(value, "timezone") is { } zone && TimeZoneTask.Read(value, zone, reader) is { } timeZone) machine.Add(timeZone);
                break;
            case "locale":
                LocaleTask.Read(value, reader, machine);
                break;
            case "ntp":
                TimeServers.Read(value, reader, machine);
                break;
            case "swap":
                if (SwapFile.Read(value, reader) is { } swap) machine.AddRange(swap);
                break;
            case "mounts":
                machine.AddRange(Mounts.Read(value, root["mount_default_fields"], reader));
                break;
            case "groups":
                Users.ReadGroups(value, reader, machine);
                break;
            case "users":
                Users.Read(value, reader, machine);
                break;
            case "ssh_authorized_keys":
                Users.ReadKeys(value, reader, machine);
                break;
        }
    }

    private static void NotDone(YamlNode key, CloudConfigReader reader)
    {
        if (CloudConfigKeys.Reason(key.Text) is { } reason) reader.NotDone(key, $"{key.Text} is not done{reason}");
        else reader.Wrong(key, $"{CloudConfigReader.Shown(key.Text)} is no key of cloud-config, and is not done: correct or remove it");
    }
}
