namespace Daybreak.Machine.Accounts;

/// <summary>
/// The locks of shadow-utils: a write lock (fcntl(2)) on /etc/.pwd.lock, as lckpwdf(3) takes it, and for each file a hard link such as
/// "passwd.lock" that contains a process id. All links of Daybreak refer to one file, the token. After an interrupted run they are
/// recognized by it, even if another process has the process id.
/// </summary>
internal sealed unsafe class AccountLocks : IDisposable
{
    /// <summary>Created before the first lock and removed after the last, so it exists whenever a lock of Daybreak may exist.</summary>
    public const string Token = "/etc/.pwd.lock.daybreak";

    /// <summary>The lock of lckpwdf(3). It stays.</summary>
    public const string Gate = "/etc/.pwd.lock";

    private const string TokenName = ".pwd.lock.daybreak";
    private static readonly AccountFileKind[] AllKinds =
        [AccountFileKind.Passwd, AccountFileKind.Group, AccountFileKind.GShadow, AccountFileKind.Shadow, AccountFileKind.SubUid, AccountFileKind.SubGid];

    private readonly PathWalk etc;
    private readonly Descriptor gate;
    private readonly List<string> held = [];
    private readonly Action<TakeOverStage>? interleave;
    private bool hasToken;

    private AccountLocks(PathWalk etc, Descriptor gate, Action<TakeOverStage>? interleave)
    {
        this.etc = etc;
        this.gate = gate;
        this.interleave = interleave;
    }

    /// <summary>Points during the replacement of a stale lock at which a test can run another program's operation.</summary>
    internal enum TakeOverStage
    {
        /// <summary>The process that the lock names has ended.</summary>
        FoundStale,

        /// <summary>The stale lock and the lock of Daybreak have been exchanged.</summary>
        Exchanged,
    }

    /// <summary>Locks these files of /etc. Waits while another program holds a lock, for all locks together up to the timeout.</summary>
    /// <exception cref="FileFailure">Another program holds a lock for the whole time, or a system call fails.</exception>
    public static AccountLocks Take(RootDirectory root, IReadOnlyList<string> paths, TimeSpan timeout, Action<TakeOverStage>? interleave = null)
    {
        var etc = root.WalkForWriting(Gate, LinkPolicy.SystemLinks, followLast: false);
        var gate = Descriptor.OpenAt(etc.Directory, etc.Name, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error);
        if (gate is null)
        {
            etc.Dispose();
            throw new FileFailure(Gate, "lock the account files with", error);
        }
        var locks = new AccountLocks(etc, gate, interleave);
        try
        {
            var pause = new Pause(timeout);
            locks.LockGate(pause);
            locks.RemoveOwnOld();
            if (paths.Count > 0) locks.MakeToken();
            foreach (string path in paths) locks.Take(path, pause);
            return locks;
        }
        catch
        {
            locks.Dispose();
            throw;
        }
    }

    /// <summary>Releases the locks durably.</summary>
    /// <exception cref="FileFailure">A lock cannot be removed. Until it is, no program can edit accounts.</exception>
    public void Release()
    {
        for (int i = held.Count - 1; i >= 0; i--) Remove(held[i]);
        held.Clear();
        if (hasToken) Remove(TokenName);
        hasToken = false;
        etc.SyncDirectory();
    }

    public void Dispose()
    {
        foreach (string name in held) _ = Libc.UnlinkAt(etc.Directory, name, 0);
        if (hasToken) _ = Libc.UnlinkAt(etc.Directory, TokenName, 0);
        gate.Dispose();
        etc.Dispose();
    }

    private void LockGate(Pause pause)
    {
        while (true)
        {
            int error = FileLock.TryTake(gate.Number);
            if (error == 0) return;
            if (error is not (Errno.Again or Errno.Access or Errno.Interrupted)) throw new FileFailure(Gate, "lock", error);
            if (!pause.Wait()) throw new FileFailure(Gate, $"another program has locked the account files ({Gate}) for {pause.Length.TotalSeconds:0} s: run Daybreak again when that program has ended");
        }
    }

    // The gate is locked and only one agent uses a root, so any link to the token belongs to an interrupted run.
    private void RemoveOwnOld()
    {
        if (Inode(TokenName) is not { } token) return;
        foreach (var kind in AllKinds)
        {
            string name = LockName(kind.Path);
            // The run was interrupted while it replaced a stale lock. Restore the lock and read its owner again.
            if (Inode(ExchangeName(name)) is { } aside)
            {
                if (aside != token && Inode(name) == token && !IsStale(ExchangeName(name), kind.Path)) PutBack(name, token);
                else Remove(ExchangeName(name));
            }
            if (Inode(name) == token) Remove(name);
        }
        Remove(TokenName);
    }

    private void MakeToken()
    {
        using var token = Descriptor.OpenAt(etc.Directory, TokenName, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error)
            ?? throw new FileFailure(Token, "create", error);
        hasToken = true;
        // The locks of shadow-utils contain the NUL too.
        if (token.WriteAll(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\0")) is > 0 and var write) throw new FileFailure(Token, "write", write);
        // A lock without a process id would block every account tool permanently.
        if (token.Sync() is > 0 and var sync) throw new FileFailure(Token, "sync", sync);
    }

    private void Take(string path, Pause pause)
    {
        string name = LockName(path);
        while (true)
        {
            if (Libc.LinkAt(etc.Directory, TokenName, etc.Directory, name, 0) == 0)
            {
                held.Add(name);
                return;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Exists) throw new FileFailure(path, "create the lock of", error);
            int? holder = Holder(name, path);
            if (holder == 0) continue;
            if (holder is { } process && !IsAlive(process))
            {
                if (Replace(name, path)) return;
                if (pause.Wait()) continue;
                holder = Holder(name, path);
            }
            if (holder is not null && pause.Wait()) continue;
            throw new FileFailure(path, holder is null
                ? $"{path} is locked, and {path}.lock contains no process id: remove {path}.lock if no program is editing accounts"
                : $"{path} is locked by process {holder} ({path}.lock): run Daybreak again when that process has ended, or remove the lock if that process does not edit accounts");
        }
    }

    /// <summary>
    /// Replaces a lock whose process has ended. unlink(2) could remove the lock of a program that has already replaced the stale lock.
    /// So the two links are exchanged atomically, the name always exists, and the link that was replaced is checked again.
    /// </summary>
    /// <returns>Whether Daybreak holds the lock.</returns>
    private bool Replace(string name, string path)
    {
        interleave?.Invoke(TakeOverStage.FoundStale);
        ulong token = Inode(TokenName) ?? throw new FileFailure(Token, "find", Errno.NoEntry);
        Remove(ExchangeName(name));
        if (Libc.LinkAt(etc.Directory, TokenName, etc.Directory, ExchangeName(name), 0) < 0) throw new FileFailure(path, "create the lock of", Marshal.GetLastPInvokeError());
        if (Exchange(name) is > 0 and var error)
        {
            Remove(ExchangeName(name));
            // The stale lock no longer exists: lock the file as usual.
            if (error == Errno.NoEntry) return false;
            throw new FileFailure(path, $"the process of {path}.lock has ended, but the file system cannot replace the lock safely ({Libc.Describe(error)}): remove {path}.lock if no program is editing accounts");
        }
        interleave?.Invoke(TakeOverStage.Exchanged);
        if (IsStale(ExchangeName(name), path))
        {
            Remove(ExchangeName(name));
            // Another program may have mistaken the link for its own and removed it.
            if (Inode(name) != token) return false;
            held.Add(name);
            return true;
        }
        PutBack(name, token);
        return false;
    }

    // The replaced link belongs to a running program. If the link of Daybreak is missing, that program removed it by mistake when it unlocked the file.
    private void PutBack(string name, ulong token)
    {
        if (Inode(name) == token && Exchange(name) == 0 && Inode(ExchangeName(name)) != token) _ = Exchange(name);
        Remove(ExchangeName(name));
    }

    private int Exchange(string name) =>
        Libc.RenameAt2(etc.Directory, name, etc.Directory, ExchangeName(name), Libc.ExchangeNames) < 0 ? Marshal.GetLastPInvokeError() : 0;

    private bool IsStale(string name, string path) => Holder(name, path) is { } process && !IsAlive(process);

    // The process id; 0 if the lock no longer exists; null if it contains no process id.
    private int? Holder(string name, string path)
    {
        using var file = Descriptor.OpenAt(etc.Directory, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out int error);
        if (file is null) return error == Errno.NoEntry ? 0 : throw new FileFailure(path, "read the lock of", error);
        string? text = file.ReadToEnd(64, out _) is { } content ? Encoding.ASCII.GetString(content).TrimEnd('\0', '\n') : null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && process > 0 ? process : null;
    }

    // kill(2) fails with EPERM only if the process exists.
    private static bool IsAlive(int process) => process != 0 && (Libc.Kill(process, 0) == 0 || Marshal.GetLastPInvokeError() != Errno.NoProcess);

    private ulong? Inode(string name)
    {
        StatXBuffer buffer;
        return Libc.StatX(etc.Directory, name, OpenFlags.AtSymlinkNoFollow, StatXBuffer.BasicStats, &buffer) < 0 ? null : buffer.Inode;
    }

    private void Remove(string name)
    {
        if (Libc.UnlinkAt(etc.Directory, name, 0) < 0 && Marshal.GetLastPInvokeError() is var error and not Errno.NoEntry)
            throw new FileFailure($"/etc/{name}", "remove", error);
    }

    // The temporary name of the link that is exchanged.
    private static string ExchangeName(string name) => name + ".daybreak";

    private static string LockName(string path) => path["/etc/".Length..] + ".lock";

    // Bounded by a count, so that clock changes have no effect.
    private sealed class Pause(TimeSpan length)
    {
        private const int Step = 50;
        private int left = (int)(length.TotalMilliseconds / Step);

        public TimeSpan Length => length;

        public bool Wait()
        {
            if (left-- <= 0) return false;
            _ = Libc.Poll(null, 0, Step);
            return true;
        }
    }
}
