using Daybreak.CustomData.CloudConfig;
using Daybreak.CustomData.Scripts;
using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData;

/// <summary>What custom data asks for: the tasks in the order in which they are done, and everything that is not done, named.</summary>
public sealed class CustomDataWork
{
    /// <summary>Where an image keeps the programs that take what this agent does not do itself, or does otherwise.</summary>
    public const string HandlerDirectory = "/usr/lib/daybreak/handlers.d";

    private readonly List<CustomDataTask> tasks = [];
    private readonly List<Finding> findings = [];

    private CustomDataWork(IReadOnlyList<Part> parts) => Parts = parts;

    /// <summary>The parts.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>What is to be said of them, in their order.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>What will be done, for people, in order.</summary>
    public IReadOnlyList<string> Titles => [.. tasks.Select(task => task.Title)];

    /// <summary>Whether something in it is wrong.</summary>
    public bool HasErrors => findings.Exists(finding => finding.Severity == FindingSeverity.Error);

    internal IReadOnlyList<CustomDataTask> Tasks => tasks;

    /// <summary>Reads custom data. Nothing is changed.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="machine">The machine whose handlers count.</param>
    public static CustomDataWork Of(byte[] data, MachineView machine)
    {
        var unpacker = Unpacker.Unpack(data);
        var work = new CustomDataWork(unpacker.Parts);
        work.findings.AddRange(unpacker.Findings);
        // As in cloud-init: what a boot hook does comes first, and what cloud-config says before the scripts.
        var hooks = new List<CustomDataTask>();
        var configs = new CloudConfigTasks(work.findings);
        var scripts = new List<CustomDataTask>();
        foreach (var part in unpacker.Parts)
        {
            if (work.Handler(part, machine) is { } handler) scripts.Add(handler);
            else if (part.Kind == ContentKind.Script) work.Script(part, scripts, part.Content);
            else if (part.Kind == ContentKind.BootHook) work.Script(part, hooks, WithoutFirstLine(part.Content));
            else if (part.Kind == ContentKind.CloudConfig) configs.Read(part);
            else work.NotDone(part);
        }
        work.tasks.AddRange(hooks);
        work.tasks.AddRange(configs.Before);
        work.tasks.AddRange(configs.After);
        work.tasks.AddRange(scripts);
        work.findings.Sort(static (one, other) => one.Part != other.Part ? one.Part.CompareTo(other.Part) : one.Line != other.Line ? one.Line.CompareTo(other.Line) : one.Column.CompareTo(other.Column));
        return work;
    }

    private ScriptTask? Handler(Part part, MachineView machine)
    {
        foreach (string name in (string[])[part.HandlerName, "default"])
        {
            string path = $"{HandlerDirectory}/{name}";
            // The default handler takes what no other handler takes.
            if (name == "default" && part.Kind is ContentKind.Script or ContentKind.CloudConfig or ContentKind.BootHook) continue;
            if (machine.Entry(path) is not { } entry) continue;
            const uint writableByOthers = 0b000_010_010, executable = 0b001_000_000;
            if (entry.Kind == FileKind.File && entry.User == Owner.System.User && (entry.Mode.Bits & writableByOthers) == 0 && (entry.Mode.Bits & executable) != 0)
                return new ScriptTask($"handler-{part.Number}", $"{part.Title}, by {path},", part.Content, [path]);
            findings.Add(new Finding(FindingSeverity.Error, part.Number, 0, 0, $"{path} is not run: it must be an executable file that belongs to root and that no other user can write"));
        }
        return null;
    }

    private void Script(Part part, List<CustomDataTask> to, byte[] content)
    {
        byte[] script = ScriptFile.Clean(content, out bool wasRepaired);
        if (ScriptFile.Interpreter(script, out string? refusal) is not { } interpreter)
        {
            findings.Add(new Finding(FindingSeverity.Error, part.Number, 1, 1, refusal!));
            return;
        }
        if (wasRepaired) findings.Add(new Finding(FindingSeverity.Note, part.Number, 1, 1, "its lines end as on Windows (CR LF): they are run with LF"));
        to.Add(new ScriptTask($"script-{part.Number}", part.Title, script, interpreter));
    }

    private void NotDone(Part part)
    {
        string sentence = part.Kind switch
        {
            ContentKind.Include => "addresses to fetch more from (#include)",
            ContentKind.Jinja => "a template (jinja)",
            ContentKind.Ignition => "an Ignition configuration",
            ContentKind.CloudConfigArchive => "an archive of cloud-configs",
            ContentKind.CloudConfigPatch => "a patch of cloud-configs",
            ContentKind.PartHandler => "a program for cloud-init (#part-handler)",
            _ => "data of a kind that is not known",
        };
        findings.Add(new Finding(
            FindingSeverity.NotDone, part.Number, 0, 0, $"not done: {sentence}, {part.Content.Length} bytes; a handler {HandlerDirectory}/{part.HandlerName} would get it"));
    }

    // #cloud-boothook stands before the script.
    private static byte[] WithoutFirstLine(byte[] content)
    {
        int start = content.AsSpan().IndexOf("#cloud-boothook"u8);
        int end = start < 0 ? -1 : Array.IndexOf(content, (byte)'\n', start);
        return start < 0 ? content : end < 0 ? [] : content[(end + 1)..];
    }
}
