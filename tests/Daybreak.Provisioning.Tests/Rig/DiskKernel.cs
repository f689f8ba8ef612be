using System.Diagnostics;
using Daybreak.Core;
using Daybreak.Machine.Kernel;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A kernel that runs the real mkfs on images and lists mounts and swap space as the real one does.</summary>
internal sealed class DiskKernel(ThrowAwayRoot root) : IKernel
{
    private bool isRunning = true;

    public bool IsRunning
    {
        get
        {
            Asked();
            return isRunning;
        }
        set => isRunning = value;
    }

    /// <summary>Runs when a caller reads IsRunning, as a run of boot steps does before each lock.</summary>
    public Action Asked { get; set; } = () => { };

    public string? HostName => "vm";

    public TimeSpan? Uptime => null;

    public List<string> Programs { get; } = [];

    public List<string> Mounts { get; } = [];

    public List<string> Swaps { get; } = [];

    public string? Origin { get; set; }

    public ArrayTool Arrays { get; } = new(root);

    public long? Room { get; set; } = 100L << 30;

    /// <summary>Replaces a program; null, or a result of null, for the real one.</summary>
    public Func<IReadOnlyList<string>, ProgramOutcome?>? Instead { get; set; }

    /// <summary>The number of programs started at the same time, and a check before they begin.</summary>
    public List<int> Together { get; } = [];

    public Action BeforeTogether { get; set; } = () => { };

    public IReadOnlyList<ProgramOutcome> RunTogether(IReadOnlyList<IReadOnlyList<string>> programs, TimeSpan timeLimit)
    {
        Together.Add(programs.Count);
        BeforeTogether();
        return [.. programs.Select(arguments => Run(arguments, timeLimit))];
    }

    public Failure? SetHostName(string name) => null;

    public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit)
    {
        Programs.Add(string.Join(' ', arguments).Replace(root.Path, "", StringComparison.Ordinal));
        if (ArrayTool.Is(arguments[0])) return Arrays.Run(arguments);
        if (Instead?.Invoke(arguments) is { } instead) return instead;
        using var process = Process.Start(new ProcessStartInfo(arguments[0], arguments.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new ProgramOutcome(process.ExitCode, said + output.Result);
    }

    public Failure? Mount(string device, string mountPoint, string fileSystem, string? options)
    {
        string source = device[root.Path.Length..], target = mountPoint[root.Path.Length..];
        Mounts.Add($"{source} {target} {fileSystem}{options?.Replace(root.Path, "", StringComparison.Ordinal).Insert(0, " ")}");
        File.AppendAllText(root.Below("/proc/self/mountinfo"), $"40 21 0:40 / {target.Replace(" ", "\\040", StringComparison.Ordinal)} rw shared:2 - {fileSystem} {source} rw\n");
        return null;
    }

    public Failure? SwapOn(string path)
    {
        Swaps.Add(path[root.Path.Length..]);
        File.AppendAllText(root.Below("/proc/swaps"), $"{path[root.Path.Length..]}\tfile\t1\t0\t-2\n");
        return null;
    }

    public long? FreeSpace(string directory) => Room;

    public string? NamespaceOrigin(string device) => Origin;

    /// <summary>The machine was switched off: no mounts, no swap space; files below mount points were on the disk.</summary>
    public void Restart(params string[] mountPoints)
    {
        File.WriteAllText(root.Below("/proc/self/mountinfo"), "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n");
        File.WriteAllText(root.Below("/proc/swaps"), "Filename\n");
        foreach (string place in mountPoints)
            foreach (string file in System.IO.Directory.GetFiles(root.Below(place))) File.Delete(file);
        Programs.Clear();
        Mounts.Clear();
        Swaps.Clear();
    }
}
