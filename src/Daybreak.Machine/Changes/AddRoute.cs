namespace Daybreak.Machine.Changes;

/// <summary>Adds a route to the running kernel's main table. If the route exists, nothing happens. The route disappears when the link goes down.</summary>
/// <param name="Route">The route.</param>
/// <param name="Sentence">What it does.</param>
public sealed record AddRoute(Route Route, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context) => FailedIf(context.Kernel.AddRoute(Route));

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay) => overlay.AddRoute(Route);

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("destination", $"{Ipv4.Text(Route.Destination)}/{Route.Prefix}");
        description.Add("interface", Route.Interface);
        if (Route.Gateway != 0) description.Add("gateway", Ipv4.Text(Route.Gateway));
    }
}
