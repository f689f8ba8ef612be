namespace Daybreak.Machine.Kernel;

/// <summary>The random bytes that Hyper-V provides at each boot of a VM, in the ACPI table OEM0.</summary>
/// <remarks>ACPI 6.5, 5.2.6: a table begins with a header of 36 bytes, with the length at offset 4. Linux 6.10 and later use the bytes and then zero them.</remarks>
public static class HyperVEntropy
{
    /// <summary>The kernel's file with the table. Only root can read it.</summary>
    public const string TablePath = "/sys/firmware/acpi/tables/OEM0";

    /// <summary>The maximum number of bytes that are used.</summary>
    public const int SizeLimit = 4096;

    private const int HeaderSize = 36;

    // The kernel's pool is initialized with 256 bits. More credit has no effect.
    private const int MostBits = 256;

    /// <summary>The bytes after the header of the complete table; empty if there are none or the kernel has used them.</summary>
    public static ReadOnlyMemory<byte> Seed(ReadOnlyMemory<byte> table)
    {
        if (table.Length <= HeaderSize || !table.Span.StartsWith("OEM0"u8)) return default;
        var seed = table[HeaderSize..];
        if (seed.Length > SizeLimit) seed = seed[..SizeLimit];
        return seed.Span.IndexOfAnyExcept(seed.Span[0]) < 0 ? default : seed;
    }

    /// <summary>The maximum number of bits to credit for a seed.</summary>
    public static int CreditBits(ReadOnlyMemory<byte> seed) => Math.Min(seed.Length * 8, MostBits);
}
