namespace Daybreak.Simulator.Boot.Reports;

/// <summary>The result of a boot as a JUnit test suite, with a test for each check.</summary>
public static class JUnitReport
{
    /// <summary>Creates the document.</summary>
    public static XDocument Write(BootSubject subject, BootRecord record, BootResult result)
    {
        var seconds = Timeline.Of(record)[^1].Milliseconds / 1000.0;
        var name = $"daybreak-simulator boot {subject.Scenario}";
        return new XDocument(
            new XElement(
                "testsuites",
                new XElement(
                    "testsuite",
                    new XAttribute("name", name),
                    new XAttribute("tests", result.Checks.Count),
                    new XAttribute("failures", result.Checks.Count(check => !check.Passed)),
                    new XAttribute("errors", 0),
                    new XAttribute("skipped", 0),
                    new XAttribute("time", FormattableString.Invariant($"{seconds:F3}")),
                    new XAttribute("timestamp", record.PoweredOn.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", null)),
                    result.Checks.Select(check => Case(name, check)),
                    new XElement("system-out", Clean(string.Join('\n', TextReport.Lines(record, result)))))));
    }

    private static XElement Case(string suite, Check check)
    {
        var test = new XElement("testcase", new XAttribute("classname", suite), new XAttribute("name", check.Name), new XAttribute("time", "0"));
        if (!check.Passed) test.Add(new XElement("failure", new XAttribute("message", Clean(check.Sentence)), Clean(check.Sentence)));
        test.Add(new XElement("system-out", Clean($"expected: {check.Expected}\nfound: {check.Finding}")));
        return test;
    }

    // Console output may contain any character; XML 1.0 allows only some.
    private static string Clean(string text) => string.Concat(text.Select(character => System.Xml.XmlConvert.IsXmlChar(character) ? character : '\uFFFD'));
}
