using Daybreak.CustomData.CloudConfig;
using Daybreak.CustomData.Scripts;
using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData;

/// <summary>The tasks of custom data in order, and findings about everything that is not done.</summary>
public sealed class CustomDataWork
{
    /// <summary>The directory of an image's programs for parts that Daybreak does not support.</summary>
    public const string HandlerDirectory = "/usr/lib/daybreak/handlers.d";

    private readonly List<CustomDataTask> tasks = [];
    private readonly List<Finding> findings = [];

    private CustomDataWork(IReadOnlyList<Part> parts) => Parts = parts;

    /// <summary>The parts.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>Errors and notes, in the order of the data.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>The titles of the tasks, in order.</summary>
    public IReadOnlyList<string> Titles => [.. tasks.Select(task => task.Title)];

    /// <summary>Whether something is invalid.</summary>
    public bool HasErrors => findings.Exists(finding => finding.Severity == FindingSeverity.Error);

    internal IReadOnlyList<CustomDataTask> Tasks => tasks;

    /// <summary>Reads custom data. Nothing is changed.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="machine">The machine with the handlers.</param>
    public static CustomDataWork Of(byte[] data, MachineView machine)
    {
        var unpacker = Unpacker.Unpack(data);
        var work = new CustomDataWork(unpacker.Parts);
        work.findings.AddRange(unpacker.Findings);
        // The order of cloud-init: boot hooks, cloud-config, scripts.
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
        work.tasks.AddRange([.. hooks, .. configs.Tasks, .. scripts]);
        work.findings.Sort(static (one, other) => (one.Part, one.Line, one.Column).CompareTo((other.Part, other.Line, other.Column)));
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
            Add(FindingSeverity.Error, part, $"{path} is not run: it must be an executable file that belongs to root and that no other user can write");
        }
        return null;
    }

    private void Script(Part part, List<CustomDataTask> to, byte[] content)
    {
        byte[] script = ScriptFile.Clean(content, out bool wasRepaired);
        var interpreter = ScriptFile.Interpreter(script);
        if (interpreter.Failure is { } failure) Add(FindingSeverity.Error, part, failure.Message, 1);
        if (interpreter.Value is not { } arguments) return;
        if (wasRepaired) Add(FindingSeverity.Note, part, "Windows line ends (CR LF) are replaced by LF", 1);
        to.Add(new ScriptTask($"script-{part.Number}", part.Title, script, arguments));
    }

    private void NotDone(Part part)
    {
        string kind = part.Kind switch
        {
            ContentKind.Include => "#include",
            ContentKind.Jinja => "a jinja template",
            ContentKind.Ignition => "an Ignition configuration",
            ContentKind.CloudConfigArchive => "a cloud-config archive",
            ContentKind.CloudConfigPatch => "a cloud-config patch",
            ContentKind.PartHandler => "a #part-handler for cloud-init",
            _ => "data of an unknown kind",
        };
        Add(FindingSeverity.NotDone, part, $"{kind}, {part.Content.Length} bytes, is not supported; install {HandlerDirectory}/{part.HandlerName} to handle it");
    }

    private void Add(FindingSeverity severity, Part part, string sentence, int place = 0) =>
        findings.Add(new Finding(severity, part.Number, place, place, sentence));

    // The script without its line #cloud-boothook.
    private static byte[] WithoutFirstLine(byte[] content)
    {
        int start = content.AsSpan().IndexOf("#cloud-boothook"u8);
        int end = start < 0 ? -1 : Array.IndexOf(content, (byte)'\n', start);
        return start < 0 ? content : end < 0 ? [] : content[(end + 1)..];
    }
}
