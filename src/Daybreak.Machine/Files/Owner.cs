namespace Daybreak.Machine.Files;

/// <summary>The owner of a file. Numeric, because each machine defines its own names.</summary>
/// <param name="User">User id.</param>
/// <param name="Group">Group id.</param>
public readonly record struct Owner(uint User, uint Group)
{
    /// <summary>The owner of system files: root, or the caller if an unprivileged user works on a root directory.</summary>
    public static Owner System { get; } = Libc.GetEUid() == 0 ? new(0, 0) : new(Libc.GetEUid(), Libc.GetEGid());

    /// <summary>"0:0".</summary>
    public override string ToString() => $"{User}:{Group}";
}
