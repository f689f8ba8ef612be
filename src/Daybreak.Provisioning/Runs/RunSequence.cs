using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Runs;

/// <summary>The phases of a first boot, in order. The verbs <c>provision</c>, <c>plan</c>, <c>boot</c> and <c>timeline</c> use them.</summary>
/// <param name="settings">The configuration.</param>
/// <param name="vmId">The VM; null if the machine has no id.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class RunSequence(Settings settings, VmId? vmId = null, TimeProvider? time = null)
{
    /// <summary>The phases, in order.</summary>
    public IReadOnlyList<RunPhase> Phases { get; } = FirstBoot(settings, new RenewSshHostKeys(settings.HostKeys, vmId), time ?? TimeProvider.System);

    private static IReadOnlyList<RunPhase> FirstBoot(Settings settings, RenewSshHostKeys hostKeys, TimeProvider time) =>
    [
        new BootStepsPhase("start", RunStage.Start,
            new MixHostEntropy(settings.Kernel.CreditEntropy),
            new SetDiskTimeouts(settings.Kernel)) { AtEveryBoot = true },

        // Host keys take a second or more and need nothing from the platform. If they fail here, they are generated again in the changes phase.
        new WorkPhase("network", RunStage.Start, RunWork.AwaitNetwork, "network") { Meanwhile = [hostKeys] },

        // The platform cannot be reached without routes. Missing ones are found only when the network is up.
        new BootStepsPhase("routes", RunStage.Start,
            new PersistPlatformRoutes(),
            new AddPlatformRoutes()) { AtEveryBoot = true },

        new WorkPhase("sources", RunStage.BeforeReport, RunWork.ReadSources, "media", "IMDS", "proxy agent", "certificates") { InLocalPhase = true },
        new WorkPhase("goal-state", RunStage.BeforeReport, RunWork.CheckWireServer, "goal state"),

        new StepsPhase("changes", RunStage.BeforeReport)
        {
            InLocalPhase = true,
            Local =
            [
                new SetHostName(),
                new CreateAccount(settings.Account, time),
                new SetPassword(time, PasswordHash.KernelRandom),
                new GrantSudo(settings.Sudo),
                new LockRootAccount(settings.Account.LockRoot, settings.Sudo),
                new AuthorizeSshKeys(),
                hostKeys,
                // After the host keys, because it makes sshd read both again.
                new SetSshPolicy(settings.Ssh),
                new KeepInterfaceNames(),
                new ConfigureSecondaryInterfaces(settings.Network),
                new PublishHostName(),
            ],
            Network =
            [
                // Custom data may need the network, and IMDS decides whether the disc is for this VM.
                new SaveCustomData(settings.CustomData),
                .. settings.CustomData.BeforeReady ? (IReadOnlyList<IStep>)[new RunCustomData(settings)] : [],
                // Last, because its files mean that everything is done.
                new WaAgentHandOver(settings.WaAgent),
            ],
        },

        // A DHCP client that renewed its lease for the host name may have removed routes.
        new BootStepsPhase("before-report", RunStage.BeforeReport, new AddPlatformRoutes()) { ForAdministrator = name => new RestoreSelinuxLabels(name) },
        new WorkPhase("report", RunStage.BeforeReport, RunWork.Report, "report"),

        // Only when the report is accepted, because there is no other copy of the media's data.
        new WorkPhase("media", RunStage.AfterReady, RunWork.ReleaseMedia),
        new WorkPhase("first-boot-units", RunStage.AfterReady, RunWork.DisableUnits, "disable units"),

        new BootStepsPhase("after-ready", RunStage.AfterReady,
            new DisableVirtualNuma(),
            new RedirectConsole(settings.SerialConsole),
            new PrepareTemporaryDisk(settings.TemporaryDisk),
            // After the temporary disk, which has the file.
            new MakeSwap(settings.Swap)) { AtEveryBoot = true },

        // Once per VM. It may take hours and use the network and the temporary disk.
        new BootStepsPhase("custom-data", RunStage.AfterReady, [.. settings.CustomData.BeforeReady ? (IReadOnlyList<IBootStep>)[] : [new RunCustomData(settings)]]),
    ];

    /// <summary>The phase that applies the specification.</summary>
    public StepsPhase Changes => Phases.OfType<StepsPhase>().Single();

    /// <summary>The phases up to the disabled units. The boot waits for them. A failure before the report ends the run.</summary>
    public IEnumerable<RunPhase> UntilReady => Phases.Where(phase => phase is not BootStepsPhase || phase.Stage != RunStage.AfterReady);

    /// <summary>The boot steps after Ready.</summary>
    public IEnumerable<BootStepsPhase> AfterReady => Phases.OfType<BootStepsPhase>().Where(phase => phase.Stage == RunStage.AfterReady);

    /// <summary>The boot steps of every boot, in order.</summary>
    public IEnumerable<IBootStep> EveryBoot => Phases.OfType<BootStepsPhase>().Where(phase => phase.AtEveryBoot).SelectMany(phase => phase.Steps);

    /// <summary>Custom data after Ready.</summary>
    public BootStepsPhase CustomData => (BootStepsPhase)Phases[^1];

    /// <summary>The phase of each part of a run; null for a part without one, such as the time between the phases.</summary>
    /// <param name="spans">The parts of one run, by start.</param>
    public IReadOnlyList<RunPhase?> PhasesOf(IReadOnlyList<TimeSpent> spans)
    {
        var phases = new List<RunPhase?>();
        int at = 0;
        bool wasLocal = false;
        foreach (var span in spans)
        {
            string name = Timeline.WithoutLocal(span.Name, out bool isLocal);
            // After the local phase the sequence begins again.
            if (wasLocal && !isLocal) at = 0;
            wasLocal = isLocal;
            // If several phases have the step, it belongs to the next of them.
            int next = at;
            while (next < Phases.Count && !(Phases[next].Spans.Contains(name) && (!isLocal || Phases[next].InLocalPhase))) next++;
            phases.Add(next < Phases.Count ? Phases[next] : null);
            if (next < Phases.Count) at = next;
        }
        return phases;
    }
}
