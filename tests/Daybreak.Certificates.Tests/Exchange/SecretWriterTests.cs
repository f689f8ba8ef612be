using System.Buffers;
using System.Runtime.InteropServices;
using Daybreak.Certificates.Exchange;

namespace Daybreak.Certificates.Tests.Exchange;

public sealed class SecretWriterTests
{
    [Fact]
    public void Overwrites_its_buffer_when_it_grows_and_on_disposal()
    {
        Memory<byte> first, second;
        using (var writer = new SecretWriter())
        {
            first = writer.GetMemory(10);
            writer.Write(new byte[] { 1, 2, 3, 4 });
            Assert.Equal([1, 2, 3, 4], first[..4].ToArray());
            second = writer.GetMemory(100_000);
            Assert.Equal([1, 2, 3, 4], writer.Written.ToArray());
            Assert.True(MemoryMarshal.TryGetArray<byte>(first, out var old));
            Assert.All(old.Array!, b => Assert.Equal(0, b));
        }

        Assert.True(MemoryMarshal.TryGetArray<byte>(second, out var grown));
        Assert.All(grown.Array!, b => Assert.Equal(0, b));
    }
}
