using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.CustomData;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Steps;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A VM that keeps custom data, and boots.</summary>
internal sealed class CustomDataRun
{
    public const string VmId = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private readonly ThrowAwayRoot root;

    public CustomDataRun(ThrowAwayRoot root, string data)
    {
        this.root = root;
        new Journal(root.Directory).Begin(new Started(DateTimeOffset.UnixEpoch, VmId, "1"), JournalState.Empty);
        root.MakeDirectory("/var/log").Write("/var/lib/daybreak/custom-data", data);
        root.Write(CustomDataState.Path, CustomDataState.New(VmId, "custom-data", "azureuser").ToString());
    }

    public FakeKernel Kernel { get; } = new();

    public Settings Settings { get; init; } = new() { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute } };

    public List<string> Messages { get; } = [];

    public CustomDataState State => CustomDataState.Read(root.Directory)!;

    public IReadOnlyList<Change> Plan() => new RunCustomData(Settings).Plan(new MachineView(root.Directory, Kernel)).Changes;

    /// <summary>Applies the plan, or the beginning of it.</summary>
    public Failure? Boot(int changes = int.MaxValue)
    {
        var executor = new Executor(root.Directory, Kernel, Messages.Add);
        foreach (var change in Plan().Take(changes))
            if (executor.Apply(change) is { } failure) return failure;
        return null;
    }
}
