using System.Xml.Linq;

namespace Daybreak.Simulator.Boot.Reports;

/// <summary>A boot as a test suite, in the form of JUnit that pipelines read: a test for each thing that was looked at.</summary>
public static class JUnitReport
{
    /// <summary>The document.</summary>
    public static XDocument Write(BootSubject subject, BootRecord record, Verdict verdict)
    {
        var seconds = Timeline.Of(record)[^1].Milliseconds / 1000.0;
        var name = $"daybreak-simulator boot {subject.Scenario}";
        return new XDocument(
            new XElement(
                "testsuites",
                new XElement(
                    "testsuite",
                    new XAttribute("name", name),
                    new XAttribute("tests", verdict.Checks.Count),
                    new XAttribute("failures", verdict.Checks.Count(check => !check.Passed)),
                    new XAttribute("errors", 0),
                    new XAttribute("skipped", 0),
                    new XAttribute("time", FormattableString.Invariant($"{seconds:F3}")),
                    new XAttribute("timestamp", record.PoweredOn.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", null)),
                    verdict.Checks.Select(check => Case(name, check)),
                    new XElement("system-out", Clean(string.Join('\n', TextReport.Lines(record, verdict)))))));
    }

    private static XElement Case(string suite, Check check)
    {
        var test = new XElement("testcase", new XAttribute("classname", suite), new XAttribute("name", check.Name), new XAttribute("time", "0"));
        if (!check.Passed) test.Add(new XElement("failure", new XAttribute("message", Clean(check.Sentence)), Clean(check.Sentence)));
        test.Add(new XElement("system-out", Clean($"expected: {check.Expected}\nfound: {check.Finding}")));
        return test;
    }

    // A machine may have said anything; XML 1.0 cannot hold every character.
    private static string Clean(string text) => string.Concat(text.Select(character => System.Xml.XmlConvert.IsXmlChar(character) ? character : '\uFFFD'));
}
