using System.Reflection;
using Daybreak.Core;
using Daybreak.CustomData;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Status;

namespace Daybreak.Provisioning.Tests.Status;

/// <summary>What one process changes in the status and what another one has published are both kept, for every property of the document.</summary>
public class StatusMergeTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StatusDocument Base = new(ProvisioningState.Running, "vm-1", "sources", [new("user", "planned", 2)], null, null, Time) { Process = new(1, 2, true) };

    // Every property with another value than in Base. The time belongs to the state.
    private static readonly Dictionary<string, StatusDocument> Changed = new()
    {
        [nameof(StatusDocument.State)] = Base with { State = ProvisioningState.Unreported },
        [nameof(StatusDocument.VmId)] = Base with { VmId = "vm-2" },
        [nameof(StatusDocument.Doing)] = Base with { Doing = null },
        [nameof(StatusDocument.Steps)] = Base with { Steps = [new("user", "done", 2), new("swap", "planned", 1)] },
        [nameof(StatusDocument.Report)] = Base with { Report = new Reported(Time, "Ready", "200 OK") },
        [nameof(StatusDocument.Failure)] = Base with { Failure = new Failed(Time, "user", "no room", ExitStatus.CannotWrite) },
        [nameof(StatusDocument.Since)] = Base with { State = ProvisioningState.Failed, Since = Time.AddSeconds(1) },
        [nameof(StatusDocument.CustomData)] = Base with { CustomData = [new CustomDataItem("script-1", "exit:3")] },
        [nameof(StatusDocument.Process)] = Base with { Process = null },
    };

    public static TheoryData<string> Properties => [.. typeof(StatusDocument).GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name)];

    [Fact]
    public void Every_property_has_a_sample_that_differs() => Assert.All(Properties, row =>
    {
        Assert.True(Changed.TryGetValue(row.Data, out var changed), $"{row.Data} has no sample in this test: add one, and see that StatusMerge and StatusReader have it");
        Assert.NotEqual(Shown(Base, row.Data), Shown(changed, row.Data));
    });

    [Theory]
    [MemberData(nameof(Properties))]
    public void What_this_process_changes_is_published(string property) =>
        Assert.Equal(Shown(Changed[property], property), Shown(StatusMerge.Of(published: Base, before: Base, after: Changed[property]), property));

    [Theory]
    [MemberData(nameof(Properties))]
    public void What_only_another_process_has_changed_stays(string property) =>
        Assert.Equal(Shown(Changed[property], property), Shown(StatusMerge.Of(published: Changed[property], before: Base, after: Base), property));

    [Fact]
    public void Two_processes_that_change_two_properties_lose_neither()
    {
        foreach (var (mine, after) in Changed)
        {
            foreach (var (other, published) in Changed)
            {
                // The state decides the time.
                if (mine == other || (IsState(mine) && IsState(other))) continue;
                var merged = StatusMerge.Of(published, Base, after);
                Assert.Equal(Shown(after, mine), Shown(merged, mine));
                Assert.Equal(Shown(published, other), Shown(merged, other));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Every_property_is_read_as_it_was_written(string property) =>
        Assert.Equal(Shown(Changed[property], property), Shown(StatusReader.Parse(Changed[property].ToJson())!, property));

    private static bool IsState(string property) => property is nameof(StatusDocument.State) or nameof(StatusDocument.Since);

    // Lists compare by identity.
    private static string? Shown(StatusDocument status, string property) =>
        typeof(StatusDocument).GetProperty(property, BindingFlags.Instance | BindingFlags.Public)!.GetValue(status) switch
        {
            System.Collections.IEnumerable list and not string => string.Join('\n', list.Cast<object>()),
            var value => value?.ToString(),
        };
}
