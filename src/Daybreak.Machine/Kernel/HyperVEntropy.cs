namespace Daybreak.Machine.Kernel;

/// <summary>The random bytes that Hyper-V gives each boot of a VM in the ACPI table OEM0.</summary>
/// <remarks>ACPI 6.5, 5.2.6: a table begins with 36 bytes of header, its length at offset 4. Linux 6.10 and later mixes these bytes in itself and then zeroes them.</remarks>
public static class HyperVEntropy
{
    /// <summary>Where the kernel shows the table; for root alone.</summary>
    public const string TablePath = "/sys/firmware/acpi/tables/OEM0";

    /// <summary>The most that is taken, in bytes.</summary>
    public const int SizeLimit = 4096;

    private const int HeaderSize = 36;

    // A kernel's pool is ready at 256 bits: whatever a host says beyond that changes nothing.
    private const int MostBits = 256;

    /// <summary>The bytes after the header; empty where there are none, or where they have been used up.</summary>
    /// <param name="table">The whole table.</param>
    public static ReadOnlyMemory<byte> Seed(ReadOnlyMemory<byte> table)
    {
        if (table.Length <= HeaderSize || !table.Span.StartsWith("OEM0"u8)) return default;
        var seed = table[HeaderSize..];
        if (seed.Length > SizeLimit) seed = seed[..SizeLimit];
        return seed.Span.IndexOfAnyExcept(seed.Span[0]) < 0 ? default : seed;
    }

    /// <summary>How many bits a seed may count for, at most.</summary>
    public static int Bits(ReadOnlyMemory<byte> seed) => Math.Min(seed.Length * 8, MostBits);
}
