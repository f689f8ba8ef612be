using System.Runtime.InteropServices;
using System.Text;
using Daybreak.Platform.Media;
using Daybreak.Platform.Tests.Media;
using Daybreak.Platform.Tests.WireServer;
using Daybreak.Platform.WireServer;

namespace Daybreak.Platform.Tests.Xml;

/// <summary>The time to read is proportional to the size of the document, up to the limits.</summary>
public sealed partial class LargeDocumentTests
{
    /// <summary>Linear reading of 4 MiB takes tens of milliseconds; reading it once per element takes more than ten seconds.</summary>
    private static readonly TimeSpan CpuLimit = TimeSpan.FromSeconds(3);

    public static TheoryData<string, string> Documents => new()
    {
        { "elements with text", Repeat("<Other>", "x", 950, "</Other>", 4000) },
        { "elements in elements", Repeat("<Other><Inner>", "x", 1900, "</Inner></Other>", 2000) },
        { "elements in elements behind long text", $"<Other>{new string('x', 3_800_000)}</Other>{Repeat("<Other><Inner>", "x", 1, "</Inner></Other>", 2000)}" },
        { "elements on many lines", Repeat("<Other>", "\n", 950, "</Other>", 4000) },
        { "text and sections", $"<Other>{Repeat("x<![CDATA[", "y", 20, "]]>", 100_000)}</Other>" },
        { "character references", $"<Other>{Repeat("", "&#65;", 1, "", 700_000)}</Other>" },
        { "CR LF", $"<Other>{Repeat("", "\r\n", 1, "", 1_900_000)}</Other>" },
        { "comments", Repeat("<!--", "<", 10, "-->", 200_000) },
        { "processing instructions", Repeat("<?x ", "<", 10, "?>", 200_000) },
        { "attributes", Repeat("<Other", " x='1'", 1, $" y='{new string('a', 900)}'/>", 4000) },
        { "a name of a megabyte", $"<{new string('n', 1 << 20)}/>" },
        { "an attribute of a megabyte", $"<Other x='{new string('n', 1 << 20)}'/>" },
        { "one comment", $"<!--{new string('<', 3_900_000)}-->" },
        { "one section", $"<Other><![CDATA[{new string(']', 3_900_000)}x]]></Other>" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Reads_a_large_document_in_linear_time(string what, string set)
    {
        _ = what;
        byte[] document = Ovf.Bytes(Ovf.With(set));
        Assert.InRange(document.Length, 1 << 20, OvfDocument.SizeLimit);

        var start = ThreadCpuTime();
        Assert.Equal("web-1", OvfDocument.Read(document, "media").Value?.HostName);

        Assert.InRange(ThreadCpuTime() - start, TimeSpan.Zero, CpuLimit);
    }

    [Fact]
    public void Reads_large_answers_of_the_WireServer_in_linear_time()
    {
        string elements = Repeat("<Other>", "x", 950, "</Other>", 4000);
        byte[] goalState = Encoding.UTF8.GetBytes(GoalStateDocumentTests.Sample.Replace("<Version>", elements + "<Version>", StringComparison.Ordinal));
        byte[] certificates = Encoding.UTF8.GetBytes($"<CertificateFile>{elements}<Data>{Repeat("", "QUJD", 18, "\r\n", 50_000)}</Data></CertificateFile>");

        var start = ThreadCpuTime();
        Assert.Equal("3", GoalStateDocument.Read(goalState).Value?.Incarnation);
        Assert.Equal(50_000 * 72, CertificateFile.Read(certificates).Value?.Data?.Length);

        Assert.InRange(ThreadCpuTime() - start, TimeSpan.Zero, CpuLimit);
    }

    private static string Repeat(string start, string inner, int innerCount, string end, int count)
    {
        string piece = start + string.Concat(Enumerable.Repeat(inner, innerCount)) + end;
        return new StringBuilder().Insert(0, piece, count).ToString();
    }

    // The CPU time of this thread, because other tests run at the same time.
    private static TimeSpan ThreadCpuTime()
    {
        const int threadCpuTime = 3;
        Assert.Equal(0, ClockGetTime(threadCpuTime, out var time));
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
