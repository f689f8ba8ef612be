namespace Daybreak.Machine.Changes;

/// <summary>A change whose failure is recorded in a file as "ended KEY failed" and does not stop the changes after it.</summary>
/// <param name="Key">Its name in that file: no white space. Changes with the same key belong together: after a failure the rest of them is skipped.</param>
/// <param name="StatePath">The file with the results. It exists, or an earlier change makes it.</param>
/// <param name="Inner">The change.</param>
public sealed record ContinueOnError(string Key, string StatePath, Change Inner) : Change(Inner.Sentence)
{
    /// <inheritdoc/>
    public override string Kind => Inner.Kind;

    private string FailedLine => $"ended {Key} failed";

    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        if (HasFailed(context.Root.Read(StatePath))) return null;
        string? reason;
        try
        {
            reason = Inner.Apply(context)?.Reason;
        }
        catch (FileFailure failure)
        {
            reason = failure.Message;
        }
        if (reason is null) return null;
        context.AppendLine(StatePath, FailedLine);
        context.Log($"{Key} failed: {reason}");
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        if (!HasFailed(overlay.Read(StatePath))) Inner.Foresee(overlay);
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description) => Inner.Describe(description);

    private bool HasFailed(ReadOnlyMemory<byte>? state) => state is { } lines && Encoding.UTF8.GetString(lines.Span).Contains($"\n{FailedLine}\n", StringComparison.Ordinal);
}
