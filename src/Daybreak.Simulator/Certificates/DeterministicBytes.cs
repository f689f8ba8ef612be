namespace Daybreak.Simulator.Certificates;

/// <summary>Deterministic bytes from a seed: SHA-256 of the seed and a counter.</summary>
/// <remarks>For simulated keys, which must be reproducible but not secret.</remarks>
internal sealed class DeterministicBytes(string seed)
{
    private readonly byte[] _seed = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
    private uint _counter;

    public void Fill(Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[36];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        _seed.CopyTo(input);
        while (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32BigEndian(input[32..], _counter++);
            SHA256.HashData(input, block);
            var count = Math.Min(block.Length, destination.Length);
            block[..count].CopyTo(destination);
            destination = destination[count..];
        }
    }
}
