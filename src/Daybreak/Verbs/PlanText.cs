using System.Text;
using System.Text.Json;
using Daybreak.Core;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Files;

namespace Daybreak.Verbs;

/// <summary>A plan, as people and as programs read it.</summary>
internal static class PlanText
{
    public static string Lines(IReadOnlyList<PlanPhase> phases)
    {
        if (phases.All(phase => phase.Steps.All(step => step.Changes.Count == 0))) return "nothing to do: the machine matches\n";
        var text = new StringBuilder();
        foreach (var phase in phases)
        {
            if (phase.Steps.Count > 0) text.Append(phase.When).Append(":\n");
            foreach (var step in phase.Steps)
            {
                text.Append("  ").Append(step.Name).Append(step.Changes.Count > 0 ? ":\n" : step.Warnings.Count > 0 ? ": no changes, and a warning\n" : ": done\n");
                foreach (var change in step.Changes) text.Append("    ").Append(change.Sentence).Append(Detail(change)).Append('\n');
            }
        }
        return text.ToString();
    }

    public static byte[] Json(IReadOnlyList<PlanPhase> phases)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 2);
            json.WriteStartArray("steps");
            foreach (var phase in phases)
            {
                foreach (var step in phase.Steps)
                {
                    json.WriteStartObject();
                    json.WriteString("name", step.Name);
                    json.WriteString("when", phase.Name);
                    Write(json, "changes", step.Changes);
                    json.WriteEndObject();
                }
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Change> changes)
    {
        json.WriteStartArray(name);
        foreach (var planned in changes)
        {
            var change = Unwrapped(planned);
            json.WriteStartObject();
            json.WriteString("does", change.Sentence);
            json.WriteString("kind", change.GetType().Name);
            switch (change)
            {
                case WriteFile file:
                    json.WriteString("path", file.Path);
                    json.WriteString("mode", file.Mode.ToString());
                    json.WriteString("owner", file.Owner.ToString());
                    json.WriteNumber("bytes", file.Content.Length);
                    break;
                case MakeDirectory directory:
                    json.WriteString("path", directory.Path);
                    json.WriteString("mode", directory.Mode.ToString());
                    json.WriteString("owner", directory.Owner.ToString());
                    break;
                case MakeTree tree:
                    json.WriteString("path", tree.Path);
                    json.WriteString("mode", tree.Mode.ToString());
                    json.WriteString("owner", tree.Owner.ToString());
                    json.WriteNumber("entries", tree.Entries.Count);
                    break;
                case EditAccountFiles accounts:
                    json.WriteStartArray("paths");
                    foreach (var edit in accounts.Edits) json.WriteStringValue(edit.Kind.Path);
                    json.WriteEndArray();
                    break;
                case MakeLink link:
                    json.WriteString("path", link.Path);
                    json.WriteString("target", link.Target);
                    break;
                case RemoveFile remove:
                    json.WriteString("path", remove.Path);
                    break;
                case AddRoute { Route: var route }:
                    json.WriteString("destination", $"{Ipv4.Text(route.Destination)}/{route.Prefix}");
                    json.WriteString("interface", route.Interface);
                    if (route.Gateway != 0) json.WriteString("gateway", Ipv4.Text(route.Gateway));
                    break;
                case FormatDisks format:
                    json.WriteStartArray("paths");
                    foreach (string device in format.Devices) json.WriteStringValue(device);
                    json.WriteEndArray();
                    break;
                case AssembleArray assemble:
                    json.WriteStartArray("paths");
                    foreach (string device in assemble.Devices) json.WriteStringValue(device);
                    json.WriteEndArray();
                    break;
                case MountDisk mount:
                    json.WriteString("path", mount.MountPoint);
                    break;
                case MakeSwapFile swap:
                    json.WriteString("path", swap.Path);
                    json.WriteNumber("bytes", swap.Size);
                    break;
                case MoveFile move:
                    json.WriteString("path", move.To);
                    json.WriteString("from", move.From);
                    break;
                case RunProgram program:
                    WriteList(json, "command", program.Arguments);
                    break;
                case RunScript script:
                    WriteList(json, "command", script.Arguments);
                    json.WriteNumber("timeLimitSeconds", script.TimeLimit.TotalSeconds);
                    break;
                case WriteFileFor { File: var file } write:
                    json.WriteString("path", file.Path);
                    json.WriteString("mode", file.Mode.ToString());
                    json.WriteString("owner", write.Owner);
                    json.WriteNumber("bytes", file.Content.Length);
                    break;
                case AppendLine line:
                    json.WriteString("path", line.Path);
                    break;
                case SetKernelValue set:
                    json.WriteString("path", set.Path);
                    json.WriteString("value", set.Value);
                    break;
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    // Whether a failure stops what follows is no part of what is done.
    private static Change Unwrapped(Change change) => change is ContinueOnError { Inner: var inner } ? inner : change;

    private static string Detail(Change change) => Unwrapped(change) switch
    {
        WriteFile file => $"  [{file.Path} {file.Mode} {file.Owner} {file.Content.Length} bytes]",
        MakeDirectory directory => $"  [{directory.Path} {directory.Mode} {directory.Owner}]",
        MakeTree tree => $"  [{tree.Path} {tree.Mode} {tree.Owner}]",
        EditAccountFiles accounts => $"  [{string.Join(' ', accounts.Edits.Select(edit => edit.Kind.Path))}]",
        MakeLink link => $"  [{link.Path} -> {link.Target}]",
        MoveFile move => $"  [{move.From} -> {move.To}]",
        SetKernelValue set => $"  [{set.Path} = {set.Value}]",
        RunProgram program => $"  [{string.Join(' ', program.Arguments)}]",
        RunScript script => $"  [{string.Join(' ', script.Arguments)}]",
        WriteFileFor { File: var file } write => $"  [{file.Path} {file.Mode} {write.Owner} {file.Content.Length} bytes]",
        AppendLine line => $"  [{line.Path}]",
        _ => "",
    };
}
