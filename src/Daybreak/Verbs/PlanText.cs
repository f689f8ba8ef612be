using System.Text;
using System.Text.Json;
using Daybreak.Core;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Verbs;

/// <summary>A plan, as people and as programs read it.</summary>
internal static class PlanText
{
    public static string Lines(Plan plan, IReadOnlyList<Change> closing)
    {
        if (plan.IsEmpty && closing.Count == 0) return "nothing to do: the machine matches\n";
        var text = new StringBuilder();
        foreach (var step in plan.Steps)
        {
            text.Append(step.Name).Append(step.Changes.Count > 0 ? ":\n" : step.Remarks.Count > 0 ? ": no changes, and a warning\n" : ": done\n");
            foreach (var change in step.Changes) text.Append("  ").Append(change.Sentence).Append(Detail(change)).Append('\n');
        }
        if (closing.Count > 0) text.Append("after the platform has accepted the report:\n");
        foreach (var change in closing) text.Append("  ").Append(change.Sentence).Append('\n');
        return text.ToString();
    }

    public static byte[] Json(Plan plan, IReadOnlyList<Change> closing)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartArray("steps");
            foreach (var step in plan.Steps)
            {
                json.WriteStartObject();
                json.WriteString("name", step.Name);
                Write(json, "changes", step.Changes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Write(json, "afterReport", closing);
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Change> changes)
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
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
                case SetKernelValue set:
                    json.WriteString("path", set.Path);
                    json.WriteString("value", set.Value);
                    break;
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Detail(Change change) => change switch
    {
        WriteFile file => $"  [{file.Path} {file.Mode} {file.Owner} {file.Content.Length} bytes]",
        MakeDirectory directory => $"  [{directory.Path} {directory.Mode} {directory.Owner}]",
        MakeTree tree => $"  [{tree.Path} {tree.Mode} {tree.Owner}]",
        EditAccountFiles accounts => $"  [{string.Join(' ', accounts.Edits.Select(edit => edit.Kind.Path))}]",
        MakeLink link => $"  [{link.Path} -> {link.Target}]",
        MoveFile move => $"  [{move.From} -> {move.To}]",
        SetKernelValue set => $"  [{set.Path} = {set.Value}]",
        RunProgram program => $"  [{string.Join(' ', program.Arguments)}]",
        _ => "",
    };
}
