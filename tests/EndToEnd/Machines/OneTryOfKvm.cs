using EndToEnd.Machines;

[assembly: AssemblyFixture(typeof(OneTryOfKvm))]

namespace EndToEnd.Machines;

/// <summary>Shares the result between all processes of a test run if KVM does not work, so that only one of them waits for it.</summary>
/// <remarks>The file is artifacts/machine-tests/kvm-failure; its content is the reason.</remarks>
public sealed class OneTryOfKvm
{
    public OneTryOfKvm()
    {
        if (Environment.GetEnvironmentVariable(Acceleration.FileVariable) is { Length: > 0 }) return;
        var file = Repository.Item("artifacts/machine-tests/kvm-failure");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        // This process and the simulators that it starts read it from here.
        Environment.SetEnvironmentVariable(Acceleration.FileVariable, file);
    }
}
