namespace Daybreak.Configuration;

/// <summary>[WaAgent].</summary>
public sealed record WaAgentSettings
{
    /// <summary>HandOver=: whether the Azure Linux agent, kept in the image for VM extensions, finds the VM provisioned.</summary>
    public bool HandOver { get; init; }
}
