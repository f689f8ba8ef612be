using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Media;
using EndToEnd.Platforms;

namespace EndToEnd.Matching;

/// <summary>A machine with everything that the platform can require, booted twice and shared by many tests.</summary>
public abstract class MatchedMachine : IAsyncDisposable
{
    private readonly MachineKind kind;
    private readonly string name;
    private readonly Func<Task<LayeredImage>> image;
    private readonly Func<string, Task<Customer>> create;
    private readonly Lazy<Task<MachineStory>> first;
    private readonly Lazy<Task<MachineStory>> second;
    private Laboratory? laboratory;
    private Customer? customer;

    protected MatchedMachine(MachineKind kind, string name, Func<Task<LayeredImage>> image, Func<string, Task<Customer>> create)
    {
        this.kind = kind;
        this.name = name;
        this.image = image;
        this.create = create;
        first = new(FirstAsync);
        second = new(SecondAsync);
    }

    /// <summary>The host name from the platform.</summary>
    public string HostName => name;

    /// <summary>The prefix of a hash with the method of the image's login.defs.</summary>
    public virtual string HashMethod => "$6$";

    /// <summary>After the first boot.</summary>
    public Task<MachineStory> FirstBoot
    {
        get
        {
            kind.Require();
            return first.Value;
        }
    }

    /// <summary>After the same VM was rebooted.</summary>
    public Task<MachineStory> SecondBoot
    {
        get
        {
            kind.Require();
            return second.Value;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (laboratory is not null) await laboratory.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What happens to the machine before the boot that is not disturbed.</summary>
    protected virtual Task BeforeFirstBootAsync(Laboratory laboratory, Customer customer) => Task.CompletedTask;

    private async Task<MachineStory> FirstAsync()
    {
        customer = await create(name);
        var debian = await image();
        laboratory = await Laboratory.CreateAsync(kind, await debian.WithFileAsync("/etc/daybreak/daybreak.conf.d/tests.conf", Customer.Configuration), name);
        if (laboratory.Machine is VirtualMachine virtualMachine) virtualMachine.Disc = await ProvisioningDisc.WriteAsync(customer.Scenario);
        await BeforeFirstBootAsync(laboratory, customer);
        await laboratory.BootAsync(customer.Scenario);
        return await MachineStory.ObserveAsync(laboratory, customer, debian.Machine);
    }

    private async Task<MachineStory> SecondAsync()
    {
        var before = await FirstBoot;
        await laboratory!.StartScenarioAsync(customer!.Scenario);
        await laboratory.Machine.RebootAsync();
        return await MachineStory.ObserveAsync(laboratory, customer, before.Image);
    }
}

/// <summary>The state of a machine after a boot, observed from outside, over ssh and as the customer.</summary>
/// <param name="SystemState">The output of <c>systemctl is-system-running</c>.</param>
/// <param name="Requests">The requests to the platform during this boot, before the tests log in.</param>
/// <param name="RequestedHostNames">The host names in all DHCP requests so far.</param>
/// <param name="Facts">The answers to <see cref="Questions"/>.</param>
/// <param name="ByKey">The error of a login with the customer's key; null if it succeeded.</param>
/// <param name="ByPassword">The same for the password.</param>
/// <param name="Sudo">The result of <c>sudo -n id -u</c> as the customer.</param>
/// <param name="SudoByPassword">The result of sudo with the password.</param>
/// <param name="Image">The image from which the machine was started.</param>
/// <param name="Console">The console output so far.</param>
public sealed record MachineStory(
    string SystemState,
    IReadOnlyList<Request> Requests,
    IReadOnlyList<string> RequestedHostNames,
    IReadOnlyDictionary<string, string> Facts,
    string? ByKey,
    string? ByPassword,
    CommandResult Sudo,
    CommandResult SudoByPassword,
    MachineImage Image,
    string Console)
{
    /// <summary>Waits for the end of the boot and collects the state.</summary>
    public static async Task<MachineStory> ObserveAsync(Laboratory laboratory, Customer customer, MachineImage image)
    {
        var machine = laboratory.Machine;
        var state = await machine.WaitForBootAsync();
        var requests = laboratory.Platform.Requests;
        var facts = await Questions.OfAMachine(Customer.Name, customer.Scenario.VmId).And(Questions.OfSystemd).AskAsync(machine);
        var address = machine.Address!;
        var byKey = machine.Client(customer.ByKey);
        return new MachineStory(
            state,
            requests,
            laboratory.Dhcp.RequestedHostNames,
            facts,
            await byKey.TryAsync(address),
            await machine.Client(customer.ByPassword).TryAsync(address),
            await byKey.RunAsync(address, "sudo -n id -u"),
            await byKey.RunAsync(address, $"sudo -k; printf '%s\\n' {Customer.Password} | sudo -S -p '' id -u"),
            image,
            machine.Console);
    }
}

/// <summary>Debian 12 in a virtual machine, for a customer with key and password and custom data on the disc.</summary>
public sealed class PasswordMachine() : MatchedMachine(new MachineKind.Virtual(), "with-password", () => LayeredImage.Debian12, Customer.WithPasswordAsync);

/// <summary>Debian 12 in a virtual machine, for a customer with only a key.</summary>
public sealed class KeyMachine() : MatchedMachine(new MachineKind.Virtual(), "with-key", () => LayeredImage.Debian12, Customer.WithKeyAsync);

/// <summary>Debian 12 in a container, for a customer with only a key.</summary>
public sealed class KeyContainer() : MatchedMachine(new MachineKind.Container(), "with-key", () => LayeredImage.Debian12, Customer.WithKeyAsync);

/// <summary>Debian 13 in a virtual machine, for a customer with key and password and custom data on the disc.</summary>
public sealed class TrixieMachine() : MatchedMachine(new MachineKind.Virtual(), "trixie", () => LayeredImage.Debian13, Customer.WithPasswordAsync)
{
    /// <inheritdoc/>
    public override string HashMethod => "$y$";
}

/// <summary>Debian 13 in a container, for a customer with only a key.</summary>
public sealed class TrixieContainer() : MatchedMachine(new MachineKind.Container(), "trixie", () => LayeredImage.Debian13, Customer.WithKeyAsync);
