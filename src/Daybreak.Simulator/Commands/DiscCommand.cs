using System.CommandLine;
using Daybreak.Simulator.Discs;
using Daybreak.Simulator.Media;

namespace Daybreak.Simulator.Commands;

/// <summary><c>daybreak-simulator disc</c>: writes the provisioning disc of a scenario's VM.</summary>
public static class DiscCommand
{
    private sealed record Request(string Scenario, string Out, DiscFormat? Format, OvfPrefixes? Prefixes, string? Label);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var scenario = OptionOf.Scenario("The VM: a YAML or JSON file, or the name of a built-in scenario.");
        var output = OptionOf.File("--out", "The image file to write.");
        output.Required = true;
        var format = OptionOf.Choice("--format", "The file system: udf (UDF 1.02, as Azure uses), bridge (UDF and ISO 9660) or iso9660 (with Joliet). Default: the scenario's setting.", "udf", "bridge", "iso9660");
        var prefixes = OptionOf.Choice("--prefixes", "The namespace prefixes in ovf-env.xml: wa (as Azure uses), ns (ns0, ns1) or default (none). Default: the scenario's setting.", "wa", "ns", "default");
        var label = new Option<string?>("--label") { HelpName = "TEXT", Description = "The volume label. Default: rd_rdfe_stable and the date." };
        label.Validators.Add(result =>
        {
            if (result.GetValue(label) is { } text && (text.Length is 0 or > DiscImage.LabelLimit || text.Any(character => character is < ' ' or > '~')))
                result.AddError($"--label requires 1 to {DiscImage.LabelLimit} ASCII characters.");
        });

        var command = new Command("disc", "Write the provisioning disc of a scenario's VM, with ovf-env.xml and CustomData.bin.") { scenario, output, format, prefixes, label };
        command.SetAction(parsed => Run(new Request(
            parsed.GetValue(scenario)!,
            parsed.GetValue(output)!,
            parsed.GetValue(format) is { } form ? Enum.Parse<DiscFormat>(form, ignoreCase: true) : null,
            parsed.GetValue(prefixes) is { } binding ? Enum.Parse<OvfPrefixes>(binding, ignoreCase: true) : null,
            parsed.GetValue(label))));
        return command;
    }

    private static int Run(Request request)
    {
        var loaded = ScenarioFile.Load(request.Scenario);
        if (loaded.Scenario is not { } scenario)
        {
            foreach (var error in loaded.Errors) Console.Error.WriteLine(error);
            return ExitStatus.BadScenario;
        }
        var disc = scenario.Disc with
        {
            Format = request.Format ?? scenario.Disc.Format,
            Prefixes = request.Prefixes ?? scenario.Disc.Prefixes,
            Label = request.Label ?? scenario.Disc.Label,
        };
        if (!disc.Present) Console.Error.WriteLine("daybreak-simulator: the VM of this scenario has no disc; writing one anyway.");
        using var certificates = CertificateStore.Create(scenario.Certificates, scenario.Vm.Id);
        try
        {
            File.WriteAllBytes(request.Out, ProvisioningMedia.Image(scenario.Vm, certificates, disc, TimeProvider.System.GetUtcNow()).Bytes.Span);
            return ExitStatus.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"daybreak-simulator: cannot write image '{request.Out}': {e.Message}");
            return ExitStatus.CannotWrite;
        }
    }
}
