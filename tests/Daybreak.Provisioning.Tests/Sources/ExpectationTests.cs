namespace Daybreak.Provisioning.Tests.Sources;

/// <summary>Whether a run fails if the media lacks what IMDS announces.</summary>
public class ExpectationTests
{
    private const string Missing = "failure to read customData while hasCustomData=true";
    private const string NoPassword = "failure to find the provisioning media with the password";
    private const string Unreadable = "failure to read the provisioning media";
    private const string Malformed = "error parsing ovf-env.xml: invalid or incomplete XML";
    private const string Stale = "stale provisioning media";
    private static readonly string[] Medias = ["none", "late", "damaged", "malformed", "stale", "foreign", "without", "whole"];

    // hasCustomData and password login in IMDS, then the result for each state of the media.
    private static readonly (string Custom, string Password, string?[] Reasons)[] Table =
    [
        ("true", "no", [Missing, null, Unreadable, Malformed, Stale, Missing, Missing, null]),
        ("true", "yes", [Missing, null, Unreadable, Malformed, Stale, Missing, Missing, null]),
        ("false", "no", [null, null, null, null, null, null, null, null]),
        ("false", "yes", [NoPassword, null, Unreadable, Malformed, Stale, NoPassword, null, null]),
        ("null", "no", [null, null, Unreadable, Malformed, null, null, null, null]),
        ("null", "yes", [NoPassword, null, Unreadable, Malformed, Stale, NoPassword, null, null]),
    ];

    public static TheoryData<string, string, string, string?> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, string?>();
            foreach (var (custom, password, reasons) in Table)
                for (int i = 0; i < Medias.Length; i++) cases.Add(custom, password, Medias[i], reasons[i]);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_lost_silently(string custom, string password, string media, string? reason)
    {
        string disable = password == "yes" ? "false" : "true";
        string extended = custom == "null" ? "{}" : $$$"""{"compute": {"hasCustomData": {{{custom}}}}}""";
        using var imds = new TinyServer(_ => (200, $$$"""{"compute": {"osProfile": {"computerName": "web-1", "adminUsername": "alice", "disablePasswordAuthentication": "{{{disable}}}"}}, "extended": {{{extended}}}}"""));
        using var drive = new Drive();
        string whole = Drive.Document("<UserName>alice</UserName><UserPassword>Passw0rd</UserPassword><CustomData>aGk=</CustomData>");
        switch (media)
        {
            case "damaged": drive.Insert(Drive.Damaged); break;
            case "malformed": drive.Insert(whole[..^20]); break;
            case "stale": drive.Insert(whole.Replace("alice", "bob", StringComparison.Ordinal)); break;
            case "foreign": drive.Insert("<Environment/>"); break;
            case "without": drive.Insert(whole.Replace("<CustomData>aGk=</CustomData>", "", StringComparison.Ordinal)); break;
            case "whole": drive.Insert(whole); break;
        }
        using var reading = new Reading
        {
            Media = drive.Reader,
            Imds = imds.Endpoint,
            OnWait = elapsed =>
            {
                if (media == "late" && elapsed > TimeSpan.FromSeconds(5)) drive.Insert(whole);
            },
        };

        var read = reading.Read();

        Assert.Equal(reason, read.Failure?.Reason);
        bool expected = custom == "true" || password == "yes";
        // Waits only for media that is expected and may still appear.
        var (least, most) = (expected, media) switch
        {
            (true, "none" or "damaged" or "foreign") => (30.0, 31.0),
            (true, "late") => (5.0, 6.0),
            _ => (0.0, 0.0),
        };
        Assert.InRange(reading.Elapsed.TotalSeconds, least, most);
        if (read.Failure is { } failure)
        {
            Assert.Contains(
                (custom, password) switch
                {
                    ("true", "yes") when media != "without" => "IMDS announces custom data and password login",
                    ("true", _) => "IMDS announces custom data",
                    ("null", "no") => "IMDS does not state whether there is custom data",
                    _ => "IMDS announces password login",
                },
                MessageRules.Check(failure.Message),
                StringComparison.Ordinal);
            if (media is not "stale") Assert.Contains(drive.Node, failure.Message, StringComparison.Ordinal);
            else Assert.Contains("for another VM: its user is bob, but this VM's administrator according to IMDS is alice", failure.Message, StringComparison.Ordinal);
            return;
        }
        bool used = media is "whole" or "without" || (media == "late" && expected);
        Assert.Equal(used ? "(masked)" : null, read.Value!.Password.Value?.ToString());
        Assert.Equal(used && media != "without" ? "2 bytes (masked)" : null, read.Value.CustomData.Value?.ToString());
        if (media is "damaged" or "malformed" or "stale") Assert.NotEmpty(reading.Warnings);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("null")]
    public void Disabled_media_is_not_required(string custom)
    {
        using var imds = new TinyServer(_ => (200, $$$$"""{"compute": {"osProfile": {"computerName": "web-1", "disablePasswordAuthentication": "false"}}, "extended": {"compute": {"hasCustomData": {{{{custom}}}}}}}"""));
        using var reading = new Reading { Imds = imds.Endpoint };
        Assert.Null(reading.Read().Failure);
    }
}
