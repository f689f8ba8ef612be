namespace Daybreak.Simulator.Hosting;

/// <summary>Many VMs on one host, identified by their source addresses.</summary>
/// <param name="Find">Returns the VM with an address, or <see langword="null"/>. It must return the same VM every time.</param>
public sealed record Fleet(Func<IPAddress, VirtualMachine?> Find);
