using System.Net;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Hosting;

/// <summary>Many VMs on one host, each known by the address that it asks from.</summary>
/// <param name="Find">The VM of an address, or <see langword="null"/> for an address that no VM has. The same every time it is asked.</param>
public sealed record Fleet(Func<IPAddress, VirtualMachine?> Find);
