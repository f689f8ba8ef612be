namespace Daybreak.Simulator.Boot.Ssh;

/// <summary>Who logs in.</summary>
/// <param name="User">The account's name.</param>
public abstract record SshLogin(string User)
{
    /// <summary>By a key.</summary>
    /// <param name="User">The account's name.</param>
    /// <param name="KeyFile">The file of the private key.</param>
    public sealed record ByKey(string User, string KeyFile) : SshLogin(User)
    {
        /// <inheritdoc/>
        public override string Means => "key";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Words => ["ssh", "-i", KeyFile, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"];
    }

    /// <summary>By a password.</summary>
    /// <param name="User">The account's name.</param>
    /// <param name="Asker">A program that prints the password: it is in no command line.</param>
    public sealed record ByPassword(string User, string Asker) : SshLogin(User)
    {
        /// <inheritdoc/>
        public override string Means => "password";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Words =>
        [
            "env", "DISPLAY=none", "SSH_ASKPASS_REQUIRE=force", $"SSH_ASKPASS={Asker}",
            "ssh", "-o", "PubkeyAuthentication=no", "-o", "PreferredAuthentications=password,keyboard-interactive", "-o", "NumberOfPasswordPrompts=1",
        ];

        /// <summary>Writes such a program.</summary>
        public static async Task<ByPassword> PrepareAsync(string directory, string user, string password)
        {
            var asker = Path.Combine(directory, "password.sh");
            await WriteAsync(Path.Combine(directory, "password"), password, UnixFileMode.UserRead).ConfigureAwait(false);
            await WriteAsync(asker, "#!/bin/sh\nexec cat \"${0%.sh}\"\n", UnixFileMode.UserRead | UnixFileMode.UserExecute).ConfigureAwait(false);
            return new ByPassword(user, asker);
        }

        private static async Task WriteAsync(string path, string content, UnixFileMode mode)
        {
            var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
            await using (stream.ConfigureAwait(false)) await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content)).ConfigureAwait(false);
        }
    }

    /// <summary>What proves who it is, in one word.</summary>
    public abstract string Means { get; }

    /// <summary>OpenSSH's client with the options that make it log in so.</summary>
    public abstract IReadOnlyList<string> Words { get; }
}
