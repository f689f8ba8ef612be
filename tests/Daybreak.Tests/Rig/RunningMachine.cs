namespace Daybreak.Tests.Rig;

/// <summary>A throw-away root in which the agent runs as on a running machine, with its own host name.</summary>
internal static class RunningMachine
{
    /// <summary>Runs the agent with the root as its own.</summary>
    public static Ended RunInside(this MachineRoot machine, params string[] arguments) =>
        Child.Run("unshare", [.. Enter(machine), .. arguments]);

    /// <summary>The same, with the system calls of the agent and its children in a file, each descriptor with its path.</summary>
    public static Ended TraceInside(this MachineRoot machine, string trace, string calls, params string[] arguments) =>
        Child.Run("strace", ["-f", "-y", "-s", "4096", "-o", trace, "-e", $"trace={calls}", "unshare", .. Enter(machine), .. arguments]);

    /// <summary>Copies the agent into it.</summary>
    public static void CopyAgent(this MachineRoot machine)
    {
        machine.MakeDirectory("/usr/sbin");
        File.Copy(Programs.Agent, machine.Below("/usr/sbin/daybreak"));
    }

    /// <summary>Copies a shell of this machine into it, with the libraries that it needs.</summary>
    public static void CopyShell(this MachineRoot machine)
    {
        string[] words = Child.Run("ldd", ["/bin/sh"]).Output.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        foreach (string file in (string[])["/bin/sh", .. words.Where(word => word.StartsWith('/'))])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(machine.Below(file))!);
            File.Copy(file, machine.Below(file), overwrite: true);
        }
    }

    private static string[] Enter(MachineRoot machine) => ["--uts", "--mount", "chroot", machine.Path, "/usr/sbin/daybreak"];
}
