using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Machine.Tests.Ssh;

public class Sha256Tests
{
    // Examples from FIPS 180-4, and short messages of NIST's CAVP.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("616263", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [InlineData("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1")]
    [InlineData("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98")]
    public void Published_examples(string message, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Machine.Ssh.Sha256.Hash(Convert.FromHexString(message))));

    [Fact]
    public void Hashes_a_million_letters() =>
        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Convert.ToHexStringLower(Machine.Ssh.Sha256.Hash(Encoding.ASCII.GetBytes(new string('a', 1_000_000)))));

    [Fact]
    public void Hashes_messages_of_all_lengths_near_a_block()
    {
        byte[] bytes = [.. Enumerable.Range(0, 400).Select(value => (byte)(value * 7))];
        for (int length = 0; length <= bytes.Length; length++) Assert.Equal(SHA256.HashData(bytes.AsSpan(0, length)), Machine.Ssh.Sha256.Hash(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Hashes_any_message_like_the_system() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => SHA256.HashData(bytes).AsSpan().SequenceEqual(Machine.Ssh.Sha256.Hash(bytes))).QuickCheckThrowOnFailure();
}
