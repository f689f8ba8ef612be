namespace Daybreak.Machine.Changes;

/// <summary>Adds a line to a small file of the agent, by replacing the file.</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Line">The line, without a line end.</param>
/// <param name="Sentence">What it does.</param>
public sealed record AppendLine(string Path, string Line, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.AppendLine(Path, Line);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay) => overlay.AppendLine(Path, Line);

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("path", Path);
        description.Summary = Path;
    }
}
