using Daybreak.Simulator.Faults;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private static LoadedScenario Parse(string text) => ScenarioFile.Parse(text, "s.yaml", AppContext.BaseDirectory);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("{}")]
    [InlineData("vm:\nfaults:\n")]
    [InlineData("vm: {}\nfaults: []\nimds: ~\n")]
    public void Empty_scenario_is_a_plausible_VM(string text)
    {
        var loaded = Parse(text);

        Assert.Empty(loaded.Errors);
        Assert.Equal("vm1", loaded.Scenario!.Vm.HostName);
        Assert.Single(loaded.Scenario.Vm.Interfaces);
        Assert.Empty(loaded.Scenario.Faults);
    }

    [Fact]
    public void Reads_JSON()
    {
        var loaded = Parse("""{"vm": {"name": "a", "incarnation": 4}, "faults": [{"on": "*", "status": 500}]}""");

        Assert.Empty(loaded.Errors);
        Assert.Equal(4, loaded.Scenario!.Vm.Incarnation);
        Assert.Equal("a", loaded.Scenario.Vm.HostName);
        Assert.EndsWith("._a", loaded.Scenario.Vm.InstanceId);
    }

    [Fact]
    public void Disables_password_authentication_without_a_password()
    {
        Assert.True(Parse("vm: {user: a}").Scenario!.Vm.DisablePasswordAuthentication);
        Assert.False(Parse("vm: {password: p}").Scenario!.Vm.DisablePasswordAuthentication);
        Assert.True(Parse("vm: {password: p, disablePasswordAuthentication: true}").Scenario!.Vm.DisablePasswordAuthentication);
    }

    [Fact]
    public void Reads_data_as_text_base64_or_file()
    {
        var directory = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(directory, "data.bin"), [0, 255]);
            var vm = ScenarioFile.Parse("vm: {userDataBase64: '%%not base64%%', customDataFile: data.bin}", "s.yaml", directory).Scenario!.Vm;
            Assert.Equal("%%not base64%%", vm.UserData);
            Assert.Equal("AP8=", vm.CustomData);
            Assert.Equal("eA==", Parse("vm: {userData: x}").Scenario!.Vm.UserData);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Reads_all_keys_of_a_fault()
    {
        var fault = Parse("faults: [{on: imds.instance, after: 1, times: 2, delay: 1m, status: 429, retryAfter: date +3s, truncate: 5, body: hello}]").Scenario!.Faults.Single();

        Assert.Equal("imds.instance", fault.On.Text);
        Assert.Equal(1, fault.After);
        Assert.Equal(2, fault.Times);
        Assert.Equal(TimeSpan.FromMinutes(1), fault.Delay);
        Assert.Equal(429, fault.Replace!.Status);
        Assert.Equal(TimeSpan.FromSeconds(3), fault.Replace.RetryAfter!.Ahead);
        Assert.Equal("hello"u8.ToArray(), fault.Replace.Body.ToArray());
        Assert.Equal(new Delivery.Truncated(5), fault.Delivery);
        Assert.Equal("faults[0] imds.instance: delay 60000ms, status 429, retryAfter date +3s, body of 5 bytes, truncate 5", fault.ToString());
    }

    [Theory]
    [InlineData("", ExpectedReport.Ready, ExpectedLogin.Yes)]
    [InlineData("expect: {}", ExpectedReport.Ready, ExpectedLogin.Yes)]
    [InlineData("expect: {login: no}", ExpectedReport.Ready, ExpectedLogin.No)]
    [InlineData("expect: {report: none}", ExpectedReport.None, ExpectedLogin.Any)]
    [InlineData("expect: {report: not-ready, login: yes}", ExpectedReport.NotReady, ExpectedLogin.Yes)]
    public void Expects_Ready_and_a_login_by_default(string text, ExpectedReport report, ExpectedLogin login)
    {
        var expect = Parse(text).Scenario!.Expect;

        Assert.Equal((report, login), (expect.Report, expect.Login));
        Assert.Equal((null, null, null), (expect.HostName, expect.ReportContains, expect.MaxRequests));
    }

    [Fact]
    public void Reads_all_keys_of_an_expectation()
    {
        var expect = Parse("expect: {report: not-ready, reportContains: 'the disk is full', login: no, hostName: web, maxRequests: 12}").Scenario!.Expect;

        Assert.Equal(new ExpectedOutcome { Report = ExpectedReport.NotReady, ReportContains = "the disk is full", Login = ExpectedLogin.No, HostName = "web", MaxRequests = 12 }, expect);
    }

    private const string TopKeys = " certificates, dhcp, disc, expect, faults, imds, reprovisionedAs, vm, wireserver.";

    public static TheoryData<string, string> InvalidScenarios => new()
    {
        { "vm: 1", "s.yaml:1:5: expected a VM: a mapping of keys to values." },
        { "[]", "s.yaml:1:1: expected a scenario: a mapping of keys to values." },
        { "vm:\n  id: 12\n", "s.yaml:2:7: expected a UUID such as 5f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d for 'id', not '12'." },
        { "vm:\n  incarnation: 0\n", "s.yaml:2:16: expected a whole number from 1 to 2147483647 for 'incarnation', not '0'." },
        { "vm:\n  incarnation: 99999999999\n", "s.yaml:2:16: expected a whole number from 1 to 2147483647 for 'incarnation', not '99999999999'." },
        { "vm:\n  name: [a]\n", "s.yaml:2:9: expected text for 'name'." },
        { "vm:\n  name:\n  user: a\n", "s.yaml:2:8: expected text for 'name'." },
        { "vm:\n  disablePasswordAuthentication: yes\n", "s.yaml:2:34: expected true or false for 'disablePasswordAuthentication', not 'yes'." },
        { "vm:\n  security: {type: Best}\n", "s.yaml:2:20: expected TrustedLaunch, ConfidentialVM or Standard for 'type', not 'Best'." },
        { "imds:\n  rateLimit: 7\n", "s.yaml:2:14: expected on or off for 'rateLimit', not '7'." },
        { "vm:\n  interfaces: a\n", "s.yaml:2:15: expected a list of network interfaces for 'interfaces'." },
        { "vm:\n  interfaces:\n    - subnet: 10.0.0.0\n", "s.yaml:3:15: expected an IPv4 network such as 10.0.0.0/24 for 'subnet', not '10.0.0.0'." },
        { "vm:\n  interfaces:\n    - ipv4: [fd00::1]\n", "s.yaml:3:14: expected an IPv4 address, or private and public." },
        { "vm:\n  interfaces:\n    - ipv6: [{public: fd00::1}]\n", "s.yaml:3:14: expected 'private': the address on the interface." },
        { "vm:\n  publicKeys: [{path: /x}]\n", "s.yaml:2:16: expected either 'key', the public key, or 'certificate', the name of a certificate with the public key." },
        { "vm:\n  userData: a\n  userDataBase64: YQ==\n", "s.yaml:2:13: expected only one of 'userData', 'userDataBase64' and 'userDataFile'." },
        { "vm:\n  tags: [a]\n", "s.yaml:2:9: expected a mapping of names to values for 'tags'." },
        { "imds: {newestApiVersion: 2020-01-01}", "s.yaml:1:26: expected a published api-version (2017-03-01 … 2025-04-07) for 'newestApiVersion', not '2020-01-01'." },
        { "certificates:\n  - generate: rsa-2048\n", "s.yaml:2:5: expected 'name': the name by which the scenario refers to the certificate." },
        { "certificates:\n  - {name: a, generate: rsa-1}\n", "s.yaml:2:25: expected rsa-2048, rsa-3072, rsa-4096, ec-p256, ec-p384 for 'generate', not 'rsa-1'." },
        { "certificates:\n  - {name: a, generate: ec-p256, pem: x}\n", "s.yaml:2:39: expected only one of generate, pem, pemFile." },
        { "certificates: [{name: a}, {name: a}]\n", "s.yaml:1:15: expected unique names; 'a' occurs 2 times." },
        { "certificates: [{name: a b}]\n", "s.yaml:1:23: expected a name of letters, digits, '-', '.' and '_' for 'name', not 'a b'." },
        { "vm: {keyPairs: [{certificate: b}]}\ncertificates: [{name: a}]\n", "s.yaml:1:31: expected the name of a certificate of this scenario (a) for 'certificate', not 'b'." },
        { "vm: {keyPairs: [{path: b}]}\n", "s.yaml:1:17: expected 'certificate': the name of a certificate with the key pair." },
        { "vm: {publicKeys: [{certificate: b}]}\n", "s.yaml:1:33: expected the name of a certificate of this scenario (it has none) for 'certificate', not 'b'." },
        { "wireserver: {keyTransport: rsa}\n", "s.yaml:1:28: expected auto, pkcs1 or oaep for 'keyTransport', not 'rsa'." },
        { "wireserver: {pfx: new}\n", "s.yaml:1:19: expected legacy, rc2 or modern for 'pfx', not 'new'." },
        { "faults:\n  - status: 500\n", "s.yaml:2:5: expected 'on': the affected operation." },
        { "faults:\n  - on: imds.*\n", "s.yaml:2:5: expected an effect: delay, status, retryAfter, body, bodyFile, contentType, drop, truncate, garbage, silent, endless, chunked." },
        { "faults:\n  - on: '*'\n    drop: true\n    silent: true\n", "s.yaml:4:13: expected only one of drop, truncate, garbage, silent, endless, chunked in a fault." },
        { "faults:\n  - on: '*'\n    drop: true\n    status: 500\n", "s.yaml:4:13: 'status' cannot be combined with 'drop', which sends no answer." },
        { "faults:\n  - on: '*'\n    delay: 500\n", "s.yaml:3:12: expected a time such as 500ms, 2s or 1m, up to an hour for 'delay', not '500'." },
        { "faults:\n  - on: '*'\n    delay: 61m\n", "s.yaml:3:12: expected a time such as 500ms, 2s or 1m, up to an hour for 'delay', not '61m'." },
        { "faults:\n  - on: '*'\n    status: 503\n    retryAfter: \"1\\n\"\n", "s.yaml:4:17: expected seconds, 'date +2s' or text without control characters for 'retryAfter', not '1\n'." },
        { "faults:\n  - on: '*'\n    body: a\n    bodyFile: nowhere\n", "s.yaml:4:15: expected only one of 'body' and 'bodyFile'." },
        { "faults:\n  - on: '*'\n    endless: yes\n", "s.yaml:3:14: expected true, body or headers for 'endless', not 'yes'." },
        { "faults:\n  - none\n", "s.yaml:2:5: expected a fault: a mapping of keys to values." },
        { "nothing: 1", "s.yaml:1:1: unknown key 'nothing'; expected one of" + TopKeys },
        { "imds: {interfaceOrder: random}", "s.yaml:1:24: expected listed, reversed or varying for 'interfaceOrder', not 'random'." },
        { "imds: {goneFor: 70}", "s.yaml:1:17: expected a time such as 500ms, 2s or 1m, up to an hour for 'goneFor', not '70'." },
        { "imds: {metadataSecurity: audit}", "s.yaml:1:26: expected off or enforce for 'metadataSecurity', not 'audit'." },
        { "wireserver: {advanceAfterGoalStates: 0}", "s.yaml:1:38: expected a whole number from 1 to 2147483647 for 'advanceAfterGoalStates', not '0'." },
        { "wireserver: {vmSettings: yes}", "s.yaml:1:26: expected on or off for 'vmSettings', not 'yes'." },
        { "disc: {format: fat}", "s.yaml:1:16: expected udf, bridge or iso9660 for 'format', not 'fat'." },
        { "disc: {label: a label that is longer than thirty characters}", "s.yaml:1:15: expected 1 to 30 ASCII characters for 'label', not 'a label that is longer than thirty characters'." },
        { "disc: {present: false, appearsAfter: 2s}", "s.yaml:1:38: 'appearsAfter' cannot be combined with 'present: false'." },
        { "disc: {ovf: x, ovfFile: y}", "s.yaml:1:25: expected only one of 'ovf' and 'ovfFile'." },
        { "dhcp: {option245: maybe}", "s.yaml:1:19: expected true or false for 'option245', not 'maybe'." },
        { "vm: {generation: 3}", "s.yaml:1:18: expected a whole number from 1 to 2 for 'generation', not '3'." },
        { "vm: {dataDisks: [{lun: 64}]}", "s.yaml:1:24: expected a whole number from 0 to 63 for 'lun', not '64'." },
        { "vm: {dataDisks: [{lun: 1}, {lun: 1}]}", "s.yaml:1:34: expected unique units; 1 occurs twice." },
        { "reprovisionedAs: {name: a}", "s.yaml:1:18: 'reprovisionedAs' requires 'preprovisioningType' in 'vm', because only pre-provisioned VMs are reassigned." },
        { "faults: [{on: '*', from: 5s, until: 5s, drop: true}]", "s.yaml:1:37: expected 'until' to be later than 'from'." },
        { "vm: {hostname: a}", "s.yaml:1:6: unknown key 'hostname' (did you mean 'hostName'?); expected one of containerId, customData, customDataBase64, customDataFile, dataDisks, disablePasswordAuthentication, generation, hostName, id, incarnation, instanceId, interfaces, keyPairs, location, name, password, preprovisioningType, provisionGuestAgent, provisionGuestProxyAgent, publicKeys, resourceDiskMiB, resourceGroup, security, size, subscriptionId, tags, user, userData, userDataBase64, userDataFile, zone." },
        { "expect: ready", "s.yaml:1:9: expected an outcome: a mapping of keys to values." },
        { "expect: {report: failed}", "s.yaml:1:18: expected ready, not-ready or none for 'report', not 'failed'." },
        { "expect:\n  report: none\n  reportContains: disk\n", "s.yaml:3:19: 'reportContains' requires 'report: not-ready', because no other report has a reason." },
        { "expect: {reportContains: ''}", "s.yaml:1:26: expected text that is not empty for 'reportContains', not ''." },
        { "expect: {login: true}", "s.yaml:1:17: expected yes, no or any for 'login', not 'true'." },
        { "vm: {user: ''}\nexpect: {login: yes}", "s.yaml:2:17: 'login: yes' requires a VM with a user." },
        { "expect: {hostName: [a]}", "s.yaml:1:20: expected text that is not empty for 'hostName'." },
        { "expect: {maxRequests: many}", "s.yaml:1:23: expected a whole number from 1 to 1000000 for 'maxRequests', not 'many'." },
        { "expect: {raport: none}", "s.yaml:1:10: unknown key 'raport' (did you mean 'report'?); expected one of hostName, login, maxRequests, report, reportContains." },
        { "fualts: []", "s.yaml:1:1: unknown key 'fualts' (did you mean 'faults'?); expected one of" + TopKeys },
        { "[a]: 1", "s.yaml:1:1: expected a key that is plain text." },
        { "{}\n---\n{}\n", "s.yaml:3:1: expected only one document." },
    };

    [Theory]
    [MemberData(nameof(InvalidScenarios))]
    public void Reports_errors_with_their_position(string text, string expected)
    {
        var loaded = Parse(text);

        Assert.Null(loaded.Scenario);
        Assert.Contains(expected, loaded.Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("vm:\n  name: 'a\n", 2)]
    [InlineData("vm: {name: a", 2)]
    [InlineData("vm:\n  name: a\n  name: b\n", 3)]
    [InlineData("vm: *nothing\n", 1)]
    public void Reports_invalid_YAML_with_its_line(string text, int line)
    {
        var error = Assert.Single(Parse(text).Errors);

        Assert.Equal(line, error.Line);
        Assert.StartsWith("expected YAML: ", error.Message);
    }

    [Fact]
    public void Reports_an_invalid_certificate_with_its_position()
    {
        var error = Assert.Single(Parse("certificates:\n  - name: a\n    pem: |\n      -----BEGIN CERTIFICATE-----\n").Errors);

        Assert.StartsWith("s.yaml:3:10: expected a certificate in PEM, with or without its private key: ", error.ToString());
    }

    [Fact]
    public void Reports_several_errors_in_order()
    {
        var errors = Parse("x: 1\nvm:\n  id: a\n  nome: b\nfaults:\n  - on: c\n").Errors;

        Assert.Equal([1, 3, 4, 6, 6], errors.Select(error => error.Line));
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100)]
    public void Rejects_deep_nesting(int depth)
    {
        var error = Assert.Single(Parse("vm: " + new string('[', depth) + new string(']', depth)).Errors);

        Assert.Contains("nested deeper than 32", error.Message);
    }

    [Fact]
    public void Reports_a_missing_file()
    {
        var error = Assert.Single(ScenarioFile.Load("./nowhere.yaml").Errors);

        Assert.StartsWith("./nowhere.yaml: cannot be read: ", error.ToString());
    }

    [Fact]
    public void Reports_an_unknown_name_with_a_suggestion_and_the_known_names()
    {
        var error = Assert.Single(ScenarioFile.Load("hapy").Errors);

        Assert.Contains("(did you mean 'happy'?)", error.ToString());
        Assert.Contains(" happy, ", error.ToString());
    }

    [Fact]
    public void Built_in_scenarios_are_valid_and_have_a_summary()
    {
        Assert.Contains("happy", ScenarioLibrary.Names);
        Assert.All(ScenarioLibrary.Names, name =>
        {
            Assert.Empty(ScenarioFile.Load(name).Errors);
            Assert.StartsWith("# ", ScenarioLibrary.Find(name));
            Assert.EndsWith(".", ScenarioLibrary.Summary(name));
        });
    }
}
