using System.Text;
using System.Xml.Linq;
using Daybreak.Platform.Reports;
using Daybreak.Platform.Tests.Approval;
using Daybreak.Platform.WireServer;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Platform.Tests.WireServer;

public sealed class HealthDocumentTests
{
    private static readonly GoalState Goal = new("3", "c6d5526c-5ac2-4200-b6e2-56f2b70c5ab2", "b61f93d0-e1ed-40b2-b067-22c243233448._web", null);

    private static string Write(ProvisioningReport report, GoalState? goal = null) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(HealthDocument.Write(goal ?? Goal, report));

    [Fact]
    public void Writes_Ready() => Approved.Is(Write(ProvisioningReport.Ready));

    [Fact]
    public void Writes_Provisioning() => Approved.Is(Write(ProvisioningReport.InProgress("Provisioning is in progress")));

    [Fact]
    public void Writes_a_failure() => Approved.Is(Write(ProvisioningReport.Failed(ReportDescription.Of("result=error|reason=<a> & \"b\"|stderr='it''s\u0001'|name=größe \ud83d\ude00"))));

    [Fact]
    public void Escapes_the_texts_of_the_goal_state()
    {
        const string hostile = "</ContainerId><State>Ready</State>&amp;]]>";
        var document = XDocument.Parse(Write(ProvisioningReport.Failed(ReportDescription.Of(hostile)), new GoalState(hostile, hostile, hostile, null)));
        foreach (string name in (string[])["GoalStateIncarnation", "ContainerId", "InstanceId", "Description"])
            Assert.Equal(hostile, document.Descendants(name).Single().Value);
        Assert.Equal("NotReady", document.Descendants("State").Single().Value);
    }

    [Fact]
    public void Any_description_becomes_well_formed_XML_with_the_same_text()
    {
        Prop.ForAll(Hostile.Texts, text =>
        {
            var document = XDocument.Parse(Write(ProvisioningReport.Failed(ReportDescription.Of(text))), LoadOptions.PreserveWhitespace);
            // A character that XML cannot represent becomes a question mark, an unpaired surrogate becomes U+FFFD, and each line end becomes LF (XML 1.0, 2.11).
            string sayable = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
            string expected = string.Concat(sayable.Select(character => character is (< ' ' and not ('\t' or '\n')) or '\ufffe' or '\uffff' ? '?' : character));
            Assert.Equal(expected, document.Descendants("Description").Single().Value);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Writes_the_newer_form_in_JSON()
    {
        Assert.Equal("""{"state":"Ready"}""", Encoding.UTF8.GetString(ProvisioningHealth.Write(ProvisioningReport.Ready)));
        Assert.Equal(
            """{"state":"NotReady","details":{"subStatus":"ProvisioningFailed","description":"a|b"}}""",
            Encoding.UTF8.GetString(ProvisioningHealth.Write(ProvisioningReport.Failed(ReportDescription.Of("a|b")))));
    }
}
