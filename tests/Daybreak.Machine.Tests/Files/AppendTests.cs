using Daybreak.Machine.Files;

namespace Daybreak.Machine.Tests.Files;

/// <summary>Lines that are added to a file.</summary>
public sealed class AppendTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Completes_an_incomplete_line_before_it_appends_another()
    {
        root.Root.Append("/log", "one\n"u8, Permissions.OwnerOnly);
        root.Root.Append("/log", "two\nthree\n"u8, Permissions.OwnerOnly);
        Assert.Equal("one\ntwo\nthree\n", root.Text("/log"));
        File.AppendAllText(root.At("/log"), "{\"torn\":");
        root.Root.Append("/log", "four\n"u8, Permissions.OwnerOnly);
        Assert.Equal("one\ntwo\nthree\n{\"torn\":\nfour\n", root.Text("/log"));
        Assert.Equal(Permissions.OwnerOnly, root.Root.Entry("/log")?.Mode);
    }

    [Fact]
    public void Completes_an_incomplete_line_in_a_large_file()
    {
        File.WriteAllText(root.At("/log"), new string('x', RootDirectory.ReadLimit + 5));
        root.Root.Append("/log", "next\n"u8, Permissions.OwnerOnly);
        Assert.EndsWith("x\nnext\n", root.Text("/log"), StringComparison.Ordinal);
    }

    [Fact]
    public void Appends_lines_through_a_system_link()
    {
        root.Folder("/persist");
        root.Link("/log", "/persist/log");
        root.Root.Append("/log", "one\n"u8, Permissions.OwnerOnly);
        Assert.Equal("one\n", root.Text("/persist/log"));
    }
}
