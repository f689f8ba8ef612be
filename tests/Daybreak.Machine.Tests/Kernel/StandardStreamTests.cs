using Daybreak.Core.Interop;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Tests.Kernel;

public sealed class StandardStreamTests : IDisposable
{
    private const int NonBlocking = 0x800;
    private readonly int reader;
    private readonly int writer;

    public unsafe StandardStreamTests()
    {
        int* pipe = stackalloc int[2];
        Assert.Equal(0, Libc.Pipe2(pipe, OpenFlags.CloseOnExec | NonBlocking));
        (reader, writer) = (pipe[0], pipe[1]);
    }

    [Fact]
    public async Task Waits_for_a_full_pipe()
    {
        byte[] text = new byte[300_000];
        Random.Shared.NextBytes(text);
        var writing = Task.Run(() => new StandardStream(writer).Write(text), TestContext.Current.CancellationToken);

        byte[] read = await Task.Run(() => Read(text.Length), TestContext.Current.CancellationToken);

        Assert.Equal(text, read);
        await writing;
    }

    [Fact]
    public void Ignores_a_reader_that_has_closed_the_pipe()
    {
        _ = Libc.Close(reader);

        new StandardStream(writer).Write("not read\n"u8);
    }

    [Fact]
    public void Ignores_a_closed_stream() => new StandardStream(-1).Write("not read\n"u8);

    public void Dispose()
    {
        _ = Libc.Close(reader);
        _ = Libc.Close(writer);
    }

    private unsafe byte[] Read(int length)
    {
        byte[] all = new byte[length];
        int got = 0;
        while (got < length)
        {
            var entry = new PollEntry { Descriptor = reader, Events = PollEntry.In };
            if (Libc.Poll(&entry, 1, 5000) <= 0) break;
            fixed (byte* at = &all[got]) got += (int)Libc.Read(reader, at, length - got);
        }
        return all[..got];
    }
}
