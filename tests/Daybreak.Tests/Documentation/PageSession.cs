using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Documentation;

/// <summary>
/// Runs the commands of one page in order, in a throw-away directory. Every agent command gets a throw-away root and a simulated platform
/// on 127.0.0.1 in place of those on the page, so no command touches the machine or the real platform.
/// </summary>
internal sealed class PageSession : IDisposable
{
    private const string Scenario = """
        vm:
          publicKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR azureuser@example]
        imds: {rateLimit: off}

        """;

    // The options that the session sets itself, so that no command can leave them out.
    private static readonly string[] Places = ["--root", "--imds", "--wireserver"];

    private readonly string directory = Directory.CreateTempSubdirectory("daybreak-page-").FullName;
    private readonly MachineRoot machine = Debian();
    private readonly Simulator platform = Simulator.Start(Scenario);
    private Simulator? started;
    private int exit;

    /// <summary>Runs a command and returns what it prints.</summary>
    public string Run(PageCommand command)
    {
        string[] words = Words(command.Text);
        switch (words[0])
        {
            case "cat":
                // The first time the page shows the content of a new file.
                string file = Path.Combine(directory, Assert.Single(words[1..]));
                if (!File.Exists(file)) File.WriteAllLines(file, command.Output);
                return File.ReadAllText(file);
            case "echo":
                Assert.Equal("echo $?", command.Text);
                string status = $"{exit}\n";
                exit = 0;
                return status;
            case "kill":
                Assert.Equal("kill %1", command.Text);
                Stop();
                return "";
            case "daybreak" or "out/daybreak":
                return Print(Programs.Agent, Confine(words[1..]));
            case "daybreak-simulator" or "out/daybreak-simulator"
                when words[^1] == "--help" || words[1] is "disc" or "scenarios" or "storm":
                return Print(Programs.Simulator, words[1..]);
            case "daybreak-simulator" or "out/daybreak-simulator" when words[1] == "run":
                Stop();
                return Start(words[1..]);
            default:
                throw new InvalidOperationException($"the test does not run {words[0]}: mark the block with <!-- not run: REASON -->");
        }
    }

    /// <summary>The exit status of the last program.</summary>
    public int Exit => exit;

    public void Dispose()
    {
        Stop();
        platform.Dispose();
        machine.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    // A small Debian with an SSH server, sudo and both units of the first boot.
    private static MachineRoot Debian()
    {
        const string Local = "azure-provisioning-local.service";
        var machine = MachineRoot.Debian().WithSudo();
        machine.MakeDirectory("/etc/sudoers.d");
        machine.MakeDirectory("/etc/ssh/sshd_config.d");
        machine.Write("/etc/hosts", "127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n");
        machine.Write("/etc/default/useradd", "SHELL=/bin/bash\n").Write("/bin/bash", "");
        machine.Write("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n");
        machine.Write($"/usr/lib/systemd/system/{Local}", "[Unit]\n");
        machine.MakeDirectory("/etc/systemd/system/sysinit.target.wants");
        File.CreateSymbolicLink(machine.Below($"/etc/systemd/system/sysinit.target.wants/{Local}"), $"/usr/lib/systemd/system/{Local}");
        return machine;
    }

    // With '>FILE' its output goes to that file.
    private string Start(string[] words)
    {
        string? file = words.FirstOrDefault(word => word.StartsWith('>'))?[1..];
        var arguments = words.Where(word => word != "&" && !word.StartsWith('>'))
            .Select(word => word.StartsWith("127.0.0.1:", StringComparison.Ordinal) ? "127.0.0.1:0" : word);
        started = Simulator.Run(directory, file ?? "simulator.output", deleteDirectory: false, arguments);
        return file is null ? started.Announcement : "";
    }

    private void Stop()
    {
        started?.Dispose();
        started = null;
    }

    private List<string> Confine(string[] words)
    {
        var kept = new List<string>();
        for (int i = 0; i < words.Length; i++)
        {
            if (Places.Contains(words[i])) i++;
            else kept.Add(words[i]);
        }
        if (kept is ["--help"] or ["--version"] or [_, "--help"]) return kept;
        var host = started ?? platform;
        return [.. kept, "--root", machine.Path, "--imds", host.Imds, "--wireserver", host.WireServer];
    }

    // Both outputs in the order in which a terminal shows them.
    private string Print(string program, IEnumerable<string> arguments)
    {
        var run = Child.Run("/bin/sh", ["-c", "cd \"$0\" && exec \"$@\" 2>&1", directory, program, .. arguments]);
        exit = run.Exit;
        return run.Output;
    }

    // Words between blanks; '…' keeps blanks.
    private static string[] Words(string command) =>
        [.. command.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
