using Daybreak.Core.Interop;

namespace Daybreak.Machine.Files;

/// <summary>The owner of a file: numeric, because names are the machine's to define.</summary>
/// <param name="User">User id.</param>
/// <param name="Group">Group id.</param>
public readonly record struct Owner(uint User, uint Group)
{
    /// <summary>Who system files belong to: root, or the caller where an unprivileged user works on a root directory of their own.</summary>
    public static Owner System { get; } = Libc.GetEUid() == 0 ? new(0, 0) : new(Libc.GetEUid(), Libc.GetEGid());

    /// <summary>"0:0".</summary>
    public override string ToString() => $"{User}:{Group}";
}
