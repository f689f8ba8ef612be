using System.Text;
using Daybreak.Platform.Reports;
using Daybreak.Platform.Tests.Approval;
using Daybreak.Platform.WireServer;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Platform.Tests.Reports;

public sealed class FailureDescriptionTests
{
    private const string VmId = "91267c52-9f02-4cfe-b1f4-a4da7ebac2cf";

    private static readonly DateTimeOffset Time = new(2026, 7, 27, 14, 3, 5, 123, TimeSpan.FromHours(2));

    private static string Encode(string reason, params (string, string)[] details) => FailureDescription.Encode(reason, details, VmId, Time).Xml;

    private static (string Text, DescriptionForm Form)[] Forms(string reason, params (string, string)[] details)
    {
        var description = FailureDescription.Encode(reason, details, VmId, Time);
        return [(description.Xml, DescriptionForm.Xml), (description.Json, DescriptionForm.Json), (description.Plain, DescriptionForm.Plain)];
    }

    [Fact]
    public void Encodes_a_reason_and_a_detail() => Approved.Is(Encode("no provisioning media", ("step", "sources")));

    [Fact]
    public void Quotes_fields_with_special_characters() => Approved.Is(
        Encode("can't do it", ("step", "account"), ("exit_code", "1"), ("stderr", "useradd: 'x|y' is <bad> & \"odd\"\nsecond line\u001b[0m\ttab"), ("name", "größe \ud83d\ude00")));

    [Fact]
    public void Writes_None_without_a_VM_id() => Approved.Is(FailureDescription.Encode("x", [], null, Time).Xml);

    [Fact]
    public void Cuts_the_last_details_first()
    {
        foreach (var (text, form) in Forms("reason", ("step", "first"), ("stderr", new string('e', 10_000)), ("last", "never fits")))
        {
            Assert.Contains("|step=first|stderr=eee", text, StringComparison.Ordinal);
            Assert.DoesNotContain("last=", text, StringComparison.Ordinal);
            Assert.EndsWith($"|vm_id={VmId}|timestamp=2026-07-27T12:03:05.123000+00:00|documentation_url=https://aka.ms/linuxprovisioningerror", text, StringComparison.Ordinal);
            Assert.InRange(ReportDescription.Length(text, form), FailureDescription.Limit - 60, FailureDescription.Limit);
        }
    }

    [Theory]
    [InlineData('a')]
    [InlineData('&')]
    [InlineData('\'')]
    [InlineData('語')]
    [InlineData('\n')]
    public void Cuts_a_long_reason_so_that_the_details_fit(char character)
    {
        foreach (var (text, form) in Forms(new string(character, 100_000), ("step", "account")))
        {
            Assert.InRange(ReportDescription.Length(text, form), 2000, FailureDescription.Limit);
            Assert.Contains("|step=account|", text, StringComparison.Ordinal);
            Assert.Contains($"|vm_id={VmId}|", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Arbitrary_texts_become_one_line_of_complete_fields_within_the_limit()
    {
        var cases = from reason in Hostile.Texts.Generator from a in Hostile.Texts.Generator from b in Hostile.Texts.Generator select (reason, a, b);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            foreach (var (text, form) in Forms(given.reason, ("a", given.a), ("b", given.b)))
            {
                Assert.InRange(ReportDescription.Length(text, form), 1, FailureDescription.Limit);
                var fields = Fields(text);
                Assert.Equal("result=error", fields[0]);
                Assert.StartsWith("reason=", fields[1], StringComparison.Ordinal);
                Assert.Equal($"vm_id={VmId}", fields[^3]);
                Assert.Equal("documentation_url=https://aka.ms/linuxprovisioningerror", fields[^1]);
                Assert.InRange(fields.Count, 6, 8);
                Assert.DoesNotContain(text, character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Never_splits_a_surrogate_pair()
    {
        for (int shift = 0; shift < 8; shift++)
        {
            string text = Encode("r", ("stderr", new string('x', shift) + string.Concat(Enumerable.Repeat("\ud83d\ude00", 3000))));
            Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
            string reason = Encode(new string('x', shift) + string.Concat(Enumerable.Repeat("\ud83d\ude00", 3000)));
            Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(reason)));
        }
    }

    [Fact]
    public void Measures_the_length_after_escaping()
    {
        var goal = new GoalState("1", "c", "i", null);
        int xml = HealthDocument.Write(goal, ProvisioningReport.Failed(ReportDescription.Of(""))).Length;
        int json = ProvisioningHealth.Write(ProvisioningReport.Failed(ReportDescription.Of(""))).Length;
        Prop.ForAll(Hostile.Texts, text =>
        {
            var report = ProvisioningReport.Failed(ReportDescription.Of(text));
            Assert.InRange(HealthDocument.Write(goal, report).Length - xml, 0, ReportDescription.Length(text, DescriptionForm.Xml));
            Assert.Equal(ProvisioningHealth.Write(report).Length - json, ReportDescription.Length(text, DescriptionForm.Json));
        }).QuickCheckThrowOnFailure();
        Assert.Equal(5 + 4 + 4 + 1 + 2 + 3 + 4, ReportDescription.Length("&<>aä語\ud83d\ude00", DescriptionForm.Xml));
        Assert.Equal(6 + 6 + 6 + 1 + 6 + 6 + 12, ReportDescription.Length("&<>aä語\ud83d\ude00", DescriptionForm.Json));
        Assert.Equal(1 + 1 + 1 + 1 + 2 + 3 + 4, ReportDescription.Length("&<>aä語\ud83d\ude00", DescriptionForm.Plain));
    }

    [Theory]
    [InlineData('&')]
    [InlineData('"')]
    [InlineData('語')]
    public void Each_form_uses_its_own_limit(char character)
    {
        var report = ProvisioningReport.Failed(FailureDescription.Encode("reason", [("step", "account"), ("stderr", new string(character, 10_000))], VmId, Time));
        int xml = HealthDocument.Write(new GoalState("1", "c", "i", null), report).Length - HealthDocument.Write(new GoalState("1", "c", "i", null), ProvisioningReport.Failed(ReportDescription.Of(""))).Length;
        int json = ProvisioningHealth.Write(report).Length - ProvisioningHealth.Write(ProvisioningReport.Failed(ReportDescription.Of(""))).Length;
        Assert.InRange(xml, FailureDescription.Limit - 60, FailureDescription.Limit);
        Assert.InRange(json, FailureDescription.Limit - 60, FailureDescription.Limit);
        Assert.InRange(Encoding.UTF8.GetByteCount(report.Description!.Plain), FailureDescription.Limit - 60, FailureDescription.Limit);
    }

    private static List<string> Fields(string record)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < record.Length; i++)
        {
            if (record[i] == '\'' && isQuoted && i + 1 < record.Length && record[i + 1] == '\'') field.Append(record[i++]);
            else if (record[i] == '\'') isQuoted = !isQuoted;
            else if (record[i] == '|' && !isQuoted) { fields.Add(field.ToString()); field.Clear(); }
            else field.Append(record[i]);
        }
        Assert.False(isQuoted);
        fields.Add(field.ToString());
        return fields;
    }
}
