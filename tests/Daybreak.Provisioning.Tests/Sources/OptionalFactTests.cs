namespace Daybreak.Provisioning.Tests.Sources;

public class OptionalFactTests
{
    private static Reading Of(TinyServer imds) => new() { Imds = imds.Endpoint };

    private static TinyServer Imds(string compute, string rest = "") =>
        new(_ => (200, $$"""{"compute": {"osProfile": {"computerName": "web-1", "adminUsername": "alice", "disablePasswordAuthentication": "true"}{{compute}}}{{rest}}}"""));

    [Fact]
    public void An_invalid_resource_disk_size_is_a_warning()
    {
        using var imds = Imds(", \"storageProfile\": {\"resourceDisk\": {\"size\": \"1.5e8\"}}");
        using var reading = Of(imds);
        var vm = reading.Read().Value!;
        Assert.Equal("web-1", vm.HostName.Value?.Text);
        Assert.Null(vm.ResourceDisk.Value);
        Assert.Equal(["IMDS: compute.storageProfile.resourceDisk.size is \"1.5e8\"; expected a whole number; the value is ignored"], reading.Warnings);
    }

    [Fact]
    public void A_fields_claims_include_refused_values()
    {
        using var imds = Imds(", \"storageProfile\": []", ", \"network\": {\"interface\": [{\"macAddress\": \"zz\"}, {\"macAddress\": \"000D3AF806EC\"}]}");
        using var reading = Of(imds);
        var vm = reading.Read().Value!;
        Assert.Equal(("compute.storageProfile", "an array", "expected an object"), Shown(Assert.Single(vm.ResourceDisk.Claims)));
        Assert.Equal("000d3af806ec", Assert.Single(vm.Interfaces.Value!.All).MacAddress);
        Assert.Equal(("network.interface[0].macAddress", "\"zz\"", "expected twelve hexadecimal digits"), Shown(vm.Interfaces.Claims[1]));
    }

    [Fact]
    public void A_document_with_many_invalid_values_does_not_fill_the_console()
    {
        using var imds = Imds("", $", \"network\": {{\"interface\": [{string.Join(',', Enumerable.Repeat("{\"macAddress\": 7}", 40))}]}}");
        using var reading = Of(imds);
        Assert.Null(reading.Read().Failure);
        Assert.Equal(11, reading.Warnings.Count);
        Assert.Equal("IMDS: 30 more values are ignored", reading.Warnings[^1]);
    }

    private static (string Path, string? Said, string Why) Shown(Daybreak.Provisioning.Specification.Claim claim)
    {
        Assert.Equal(Daybreak.Provisioning.Specification.ClaimVerdict.Refused, claim.Verdict);
        return (claim.Place, claim.Found, claim.Why);
    }
}
