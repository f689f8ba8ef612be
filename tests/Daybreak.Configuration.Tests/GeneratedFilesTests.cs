using System.Reflection;
using Daybreak.Configuration.Tests.Generation;

namespace Daybreak.Configuration.Tests;

/// <summary>
/// The files that are generated from the table. With DAYBREAK_APPROVE=1 in the environment, as eng/generate-configuration.sh sets it,
/// the tests write the files instead of comparing them.
/// </summary>
public sealed class GeneratedFilesTests
{
    private static readonly string Repository = Path.GetFullPath("../..",
        typeof(GeneratedFilesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ProjectDirectory").Value!);

    [Fact]
    public void The_shipped_configuration_is_generated_from_the_table() => Compare("packaging/daybreak.conf", _ => ShippedConfiguration.Write());

    [Fact]
    public void The_documentation_page_is_generated_from_the_table() => Compare("docs/reference/configuration.md", ReferencePage.Update);

    [Fact]
    public void The_manual_page_is_generated_from_the_table() => Compare("docs/man/daybreak.conf.5", _ => ManualPage.Write());

    [Fact]
    public void The_shipped_configuration_with_every_key_uncommented_has_the_defaults()
    {
        string text = string.Concat(ShippedConfiguration.Write().Split('\n').Select(line => (line.StartsWith('#') && !line.StartsWith("# ", StringComparison.Ordinal) ? line[1..] : line) + "\n"));
        var settings = SettingsLoader.LoadOnly(text, "daybreak.conf", Assert.Fail);
        // This key has no default that a file could have.
        Assert.Equal("/bin/bash", settings.Account.Shell);
        Values.AssertEqual(new Settings(), settings with { Account = settings.Account with { Shell = null } });
    }

    private static void Compare(string file, Func<string, string> generate)
    {
        string path = Path.Combine(Repository, file);
        string present = File.Exists(path) ? File.ReadAllText(path) : "";
        string generated = generate(present);
        if (Environment.GetEnvironmentVariable("DAYBREAK_APPROVE") == "1") File.WriteAllText(path, generated);
        else Assert.True(generated == present, $"{file} differs from the table of configuration keys; run eng/generate-configuration.sh. Expected:\n{generated}");
    }
}
