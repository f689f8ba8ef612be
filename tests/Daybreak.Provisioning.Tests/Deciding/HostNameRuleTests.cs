using Daybreak.Core;
using Daybreak.Platform.Imds;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Deciding;

public class HostNameRuleTests
{
    [Theory]
    [InlineData("web", "web-vm_0", "web", "compute.osProfile.computerName")]
    [InlineData("web", null, "web", "compute.osProfile.computerName")]
    [InlineData(null, "web-vm", "web-vm", "compute.name")]
    public void The_computer_name_has_precedence_over_the_resource_name(string? computer, string? resource, string wanted, string place)
    {
        var field = Decide(computer, resource).Value!.HostName;

        Assert.Equal(wanted, field.Value!.Text);
        Assert.Equal(("IMDS", place), (field.Winner!.Source, field.Winner.Place));
        Assert.Equal(wanted, field.Winner.Found);
        Assert.Equal(field.Winner, field.Claims[0]);
        Assert.Single(field.Claims, claim => claim.Verdict == ClaimVerdict.Won);
    }

    [Theory]
    [InlineData("web_0", "fine", "IMDS: compute.osProfile.computerName has \"_\" at position 4", "compute.osProfile.computerName")]
    [InlineData(null, "web_0", "IMDS: compute.name has \"_\" at position 4", "compute.name")]
    [InlineData("", "fine", "IMDS: compute.osProfile.computerName is empty", "compute.osProfile.computerName")]
    public void Rejects_an_invalid_name_that_would_win(string? computer, string? resource, string sentence, string key)
    {
        var failure = Decide(computer, resource).Failure!;

        Assert.Equal(ExitStatus.BadData, failure.Exit);
        Assert.StartsWith(sentence, MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.Equal($"invalid IMDS metadata for key={key}", failure.Reason);
    }

    [Fact]
    public void Rejects_sources_without_a_name_and_names_both_places()
    {
        var failure = Decide(null, null).Failure!;

        Assert.Contains("compute.osProfile.computerName", failure.Message, StringComparison.Ordinal);
        Assert.Contains("compute.name", MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.Contains("2019-06-01", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_a_document_without_the_profile_of_its_api_version()
    {
        var failure = Specifications.Of(new ImdsInstance { ApiVersion = "2021-08-01", Name = "web-vm" }).Failure!;

        Assert.Equal(ExitStatus.BadData, failure.Exit);
        Assert.Contains("(api-version 2021-08-01) has no compute.osProfile.computerName", failure.Message, StringComparison.Ordinal);
    }

    private static Result<VmSpecification> Decide(string? computer, string? resource) =>
        Specifications.Of(new ImdsInstance { ApiVersion = computer is null ? "2019-06-01" : "2025-04-07", ComputerName = computer, Name = resource });
}
