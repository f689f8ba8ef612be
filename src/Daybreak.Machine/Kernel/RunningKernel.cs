namespace Daybreak.Machine.Kernel;

/// <summary>The kernel of the machine on which the agent runs.</summary>
/// <param name="root">The running machine's root, from which /proc is read.</param>
/// <param name="time">For the time limits of programs.</param>
public sealed unsafe class RunningKernel(RootDirectory root, TimeProvider time) : IKernel
{
    /// <inheritdoc/>
    public bool IsRunning => true;

    /// <inheritdoc/>
    public string? HostName => ReadText("/proc/sys/kernel/hostname") ?? Environment.MachineName;

    /// <inheritdoc/>
    /// <remarks>proc(5): /proc/uptime, in seconds with two decimals, including time in suspend.</remarks>
    public TimeSpan? Uptime =>
        ReadText("/proc/uptime")?.Split(' ')[0] is { } seconds
        && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? TimeSpan.FromSeconds(value)
            : null;

    /// <inheritdoc/>
    public Failure? SetHostName(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* at = bytes)
        {
            return Libc.SetHostName(at, bytes.Length) == 0
                ? null
                : Failure.Refused($"cannot set the kernel's host name to {name}: {Libc.Describe(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <inheritdoc/>
    public Failure? AddRoute(Route route) => RouteSocket.Add(route);

    /// <remarks>random(4): a write to /dev/urandom mixes bytes without credit; RNDADDENTROPY also credits them.</remarks>
    public Failure? MixEntropy(ReadOnlySpan<byte> seed, int creditBits)
    {
        const nuint addEntropy = 0x40085203;
        string device = Path.Join(root.Path, creditBits > 0 ? "dev/random" : "dev/urandom");
        using var pool = Descriptor.OpenAt(OpenFlags.AtCurrentDirectory, device, OpenFlags.WriteOnly | OpenFlags.NonBlock, default, out int error);
        if (pool is not null && creditBits == 0) error = pool.WriteAll(seed);
        if (pool is not null && creditBits > 0)
        {
            // struct rand_pool_info: credited bits, length in bytes, the bytes.
            var info = new byte[8 + seed.Length];
            seed.CopyTo(info.AsSpan(8));
            fixed (byte* at = info)
            {
                ((int*)at)[0] = creditBits;
                ((int*)at)[1] = seed.Length;
                error = Libc.IoCtl(pool.Number, addEntropy, at) < 0 ? Marshal.GetLastPInvokeError() : 0;
            }
        }
        return error == 0 ? null : Failure.Refused($"cannot mix into {device}: {Libc.Describe(error)}");
    }

    /// <inheritdoc/>
    public void NotifyServiceReady() => ServiceNotification.Ready();

    /// <inheritdoc/>
    public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit) => ChildProgram.Run(arguments, timeLimit, time);

    /// <inheritdoc/>
    public IReadOnlyList<ProgramOutcome> RunTogether(IReadOnlyList<IReadOnlyList<string>> programs, TimeSpan timeLimit) => ChildProgram.RunTogether(programs, timeLimit, time);

    /// <inheritdoc/>
    public ProgramOutcome RunLogged(IReadOnlyList<string> arguments, string logPath, TimeSpan timeLimit, Action<string> onLine)
    {
        using var log = root.OpenLog(logPath);
        return LoggedProgram.Run(arguments, log, log.Size(), timeLimit, time, onLine);
    }

    /// <inheritdoc/>
    public Failure? StartDetached(IReadOnlyList<string> arguments, string logPath)
    {
        using var log = root.OpenLog(logPath);
        int error = ChildProgram.Spawn(arguments, input: null, output: log.Number, errorOutput: log.Number, out _, ownSession: true);
        return error == 0 ? null : Failure.Refused($"{arguments[0]} could not be started: {Libc.Describe(error)}");
    }

    /// <inheritdoc/>
    public Failure? Mount(string device, string mountPoint, string fileSystem, string? options) =>
        DiskCalls.Mount(device, mountPoint, fileSystem, 0, options) == 0
            ? null
            : Failure.Refused($"cannot mount {device} on {mountPoint} as {fileSystem}: {Libc.Describe(Marshal.GetLastPInvokeError())}");

    /// <inheritdoc/>
    public Failure? SwapOn(string path) =>
        DiskCalls.SwapOn(path, 0) == 0
            ? null
            : Failure.Refused($"cannot use {path} as swap space: {Libc.Describe(Marshal.GetLastPInvokeError())}");

    /// <inheritdoc/>
    /// <remarks>statfs(2) on 64-bit Linux: the second word is the block size, the fourth the number of free blocks.</remarks>
    public long? FreeSpace(string directory)
    {
        long* buffer = stackalloc long[32];
        return DiskCalls.StatFs(directory, buffer) == 0 ? buffer[1] * buffer[3] : null;
    }

    /// <inheritdoc/>
    public string? NamespaceOrigin(string device) => NvmeNamespace.Origin(device);

    private string? ReadText(string path)
    {
        try
        {
            return root.Read(path) is { } content ? Encoding.UTF8.GetString(content).Trim() : null;
        }
        catch (FileFailure)
        {
            return null;
        }
    }
}
