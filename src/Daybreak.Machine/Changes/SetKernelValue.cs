namespace Daybreak.Machine.Changes;

/// <summary>
/// Writes to an existing kernel file in one write(2). Only for files below /sys and /proc/sys, which cannot be replaced. Use
/// <see cref="WriteFile"/> for all others.
/// </summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Value">The text, without a line end.</param>
/// <param name="Sentence">What it does.</param>
public sealed record SetKernelValue(string Path, string Value, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.Root.WriteKernelValue(Path, Encoding.ASCII.GetBytes(Value + "\n"));
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        byte[] content = Encoding.ASCII.GetBytes(Value + "\n");
        string place = overlay.Resolve(Path);
        var entry = overlay.Entry(place) ?? FileEntry.File(Permissions.WorldReadable, Owner.System, 0);
        overlay.Put(place, entry with { Size = content.Length }, content);
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("path", Path);
        description.Add("value", Value);
        description.Summary = $"{Path} = {Value}";
    }
}
