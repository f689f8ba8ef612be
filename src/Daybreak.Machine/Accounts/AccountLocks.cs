using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Daybreak.Core.Interop;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Accounts;

/// <summary>
/// The locks of shadow-utils: fcntl(2)'s write lock on /etc/.pwd.lock, as lckpwdf(3) takes it, and beside each file a link
/// "passwd.lock" with a process id in it, made with link(2). All those links of ours are links to one file, the token: after a cut they are
/// known by it, whatever process has that id by then.
/// </summary>
internal sealed unsafe class AccountLocks : IDisposable
{
    /// <summary>There as long as locks of ours may be: made before the first, removed after the last.</summary>
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

    /// <summary>Moments in the removal of a stale lock at which another program may do something.</summary>
    internal enum TakeOverStage
    {
        /// <summary>The lock's process has been found to be gone.</summary>
        FoundStale,

        /// <summary>The lock and ours have changed places.</summary>
        Exchanged,
    }

    /// <summary>Takes the locks of these files; waits for those that somebody holds.</summary>
    /// <param name="root">The directory treated as "/".</param>
    /// <param name="paths">The files, all in /etc.</param>
    /// <param name="patience">How long, in all.</param>
    /// <exception cref="FileFailure">Somebody holds one all that time, or the kernel refuses.</exception>
    /// <param name="interleave">What another program does at some moments; for tests.</param>
    public static AccountLocks Take(RootDirectory root, IReadOnlyList<string> paths, TimeSpan patience, Action<TakeOverStage>? interleave = null)
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
            var pause = new Pause(patience);
            locks.CloseGate(pause);
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

    /// <summary>Lets go of them, durably.</summary>
    /// <exception cref="FileFailure">A lock cannot be removed: nobody else could change accounts then.</exception>
    public void Release()
    {
        for (int i = held.Count - 1; i >= 0; i--) Remove(held[i]);
        held.Clear();
        if (hasToken) Remove(TokenName);
        hasToken = false;
        Sync(Descriptor.OpenAt(etc.Directory, ".", OpenFlags.ReadOnly | OpenFlags.Directory, default, out int error) ?? throw new FileFailure("/etc", "open", error), "/etc");
    }

    public void Dispose()
    {
        foreach (string name in held) _ = Libc.UnlinkAt(etc.Directory, name, 0);
        if (hasToken) _ = Libc.UnlinkAt(etc.Directory, TokenName, 0);
        gate.Dispose();
        etc.Dispose();
    }

    private void CloseGate(Pause pause)
    {
        while (true)
        {
            int error = FileLock.TryTake(gate.Number);
            if (error == 0) return;
            if (error is not (Errno.Again or Errno.Access or Errno.Interrupted)) throw new FileFailure(Gate, "lock", error);
            if (!pause.Wait()) throw new FileFailure(Gate, $"another program has locked the account files ({Gate}) for {pause.Length.TotalSeconds:0} s: try again when it has ended");
        }
    }

    // We are alone here (the gate is shut, and only one agent works on a root): what is linked to the token is a cut run's.
    private void RemoveOwnOld()
    {
        if (Inode(TokenName) is not { } token) return;
        foreach (var kind in AllKinds)
        {
            string name = LockName(kind.Path);
            // The cut came while a stale lock was replaced; whose lock it was is read again.
            if (Inode(Aside(name)) is { } aside)
            {
                if (aside != token && Inode(name) == token && !IsStale(Aside(name), kind.Path)) PutBack(name, token);
                else Remove(Aside(name));
            }
            if (Inode(name) == token) Remove(name);
        }
        Remove(TokenName);
    }

    private void MakeToken()
    {
        using var token = Descriptor.OpenAt(etc.Directory, TokenName, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, Permissions.OwnerOnly, out int error)
            ?? throw new FileFailure(Token, "make", error);
        hasToken = true;
        // The NUL is there in the locks of shadow-utils too.
        if (token.WriteAll(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\0")) is > 0 and var write) throw new FileFailure(Token, "write", write);
        // A lock without a process id would stop every tool for ever.
        if (token.Sync() is > 0 and var sync) throw new FileFailure(Token, "make durable", sync);
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
            if (error != Errno.Exists) throw new FileFailure(path, $"make the lock of", error);
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
                ? $"{path} is locked, and {path}.lock does not say by which process: remove {path}.lock when nobody edits accounts"
                : $"{path} is locked by process {holder} ({path}.lock): try again when it has ended, or remove the lock when that process edits no accounts");
        }
    }

    /// <summary>
    /// Puts our lock in the place of one whose process is gone. unlink(2) could hit the lock of a program that has removed the stale one and
    /// locked the file meanwhile; so both change places at once, the name is never free, and what came out is looked at again.
    /// </summary>
    /// <returns>Whether we hold the lock.</returns>
    private bool Replace(string name, string path)
    {
        interleave?.Invoke(TakeOverStage.FoundStale);
        ulong token = Inode(TokenName) ?? throw new FileFailure(Token, "find", Errno.NoEntry);
        Remove(Aside(name));
        if (Libc.LinkAt(etc.Directory, TokenName, etc.Directory, Aside(name), 0) < 0) throw new FileFailure(path, "make the lock of", Marshal.GetLastPInvokeError());
        if (Exchange(name) is > 0 and var error)
        {
            Remove(Aside(name));
            // It is gone by now: it can be taken as usual.
            if (error == Errno.NoEntry) return false;
            throw new FileFailure(path, $"{path}.lock is of a process that has ended, and the file system cannot replace it safely ({Libc.Describe(error)}): remove {path}.lock when nothing edits accounts");
        }
        interleave?.Invoke(TakeOverStage.Exchanged);
        if (IsStale(Aside(name), path))
        {
            Remove(Aside(name));
            // Another program may have taken our link for its own, and removed it.
            if (Inode(name) != token) return false;
            held.Add(name);
            return true;
        }
        PutBack(name, token);
        return false;
    }

    // The lock that came out is a living program's. When our link is gone, that program has removed it instead of its own: it has unlocked the file.
    private void PutBack(string name, ulong token)
    {
        if (Inode(name) == token && Exchange(name) == 0 && Inode(Aside(name)) != token) _ = Exchange(name);
        Remove(Aside(name));
    }

    private int Exchange(string name) =>
        Libc.RenameAt2(etc.Directory, name, etc.Directory, Aside(name), Libc.ExchangeNames) < 0 ? Marshal.GetLastPInvokeError() : 0;

    private bool IsStale(string name, string path) => Holder(name, path) is { } process && !IsAlive(process);

    // The process id; 0 when the lock is gone by now; null when it has none.
    private int? Holder(string name, string path)
    {
        using var file = Descriptor.OpenAt(etc.Directory, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out int error);
        if (file is null) return error == Errno.NoEntry ? 0 : throw new FileFailure(path, "read the lock of", error);
        string? text = file.ReadToEnd(64, out _) is { } content ? Encoding.ASCII.GetString(content).TrimEnd('\0', '\n') : null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && process > 0 ? process : null;
    }

    // Who may not send a signal is told so only of a process that is there.
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

    private static void Sync(Descriptor directory, string path)
    {
        using (directory)
            if (directory.Sync() is > 0 and var sync) throw new FileFailure(path, "make durable", sync);
    }

    // Where a lock is that changes places with ours.
    private static string Aside(string name) => name + ".daybreak";

    private static string LockName(string path) => path["/etc/".Length..] + ".lock";

    // Bounded by count: what the clock says meanwhile does not matter.
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
