namespace Daybreak.Simulator.Storm;

/// <summary>The VMs of a storm. Address and identity follow from a VM's number.</summary>
public static class StormFleet
{
    /// <summary>The maximum number of VMs.</summary>
    public const int Limit = 100_000;

    // 127.1.0.0, to avoid loopback addresses in use.
    private const uint Base = 0x7F01_0000;

    /// <summary>The address of a VM; numbers start with 0.</summary>
    public static IPAddress Address(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Base + 1 + (uint)number);
        return new IPAddress(bytes);
    }

    /// <summary>The number of the VM with an address, or -1 if there is none.</summary>
    public static int Number(IPAddress address, int count)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (!address.TryWriteBytes(bytes, out var length) || length != bytes.Length) return -1;
        var number = (long)BinaryPrimitives.ReadUInt32BigEndian(bytes) - Base - 1;
        return number >= 0 && number < count ? (int)number : -1;
    }

    /// <summary>The VM with a number.</summary>
    public static VirtualMachine Vm(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"storm-{number:00000}");
        return new VirtualMachine
        {
            Id = Identifier(number, 1),
            Name = name,
            HostName = name,
            ContainerId = Identifier(number, 2).ToString(),
            InstanceId = $"{Identifier(number, 3)}._{name}",
            Incarnation = 1 + (number % 7),
            PublicKeys = [new SshPublicKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR azureuser@example", null, "/home/azureuser/.ssh/authorized_keys")],
        };
    }

    /// <summary>A fleet of the first VMs.</summary>
    public static Fleet Of(int count) => new(address => Number(address, count) is var number and >= 0 ? Vm(number) : null);

    private static Guid Identifier(int number, short kind) => new(number + 1, kind, 0x4a6b, 0x8c, 0x7d, 0x9e, 0x0f, 0x1a, 0x2b, 0x3c, 0x4d);
}
