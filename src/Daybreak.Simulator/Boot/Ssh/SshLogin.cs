namespace Daybreak.Simulator.Boot.Ssh;

/// <summary>How a user logs in.</summary>
/// <param name="User">The account's name.</param>
public abstract record SshLogin(string User)
{
    /// <summary>Login with a key.</summary>
    /// <param name="User">The account's name.</param>
    /// <param name="KeyFile">The file of the private key.</param>
    public sealed record ByKey(string User, string KeyFile) : SshLogin(User)
    {
        /// <inheritdoc/>
        public override string Means => "key";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Words => ["ssh", "-i", KeyFile, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"];
    }

    /// <summary>Login with a password.</summary>
    /// <param name="User">The account's name.</param>
    /// <param name="AskPassProgram">An askpass program that prints the password, so that it appears in no command line.</param>
    public sealed record ByPassword(string User, string AskPassProgram) : SshLogin(User)
    {
        /// <inheritdoc/>
        public override string Means => "password";

        /// <inheritdoc/>
        public override IReadOnlyList<string> Words =>
        [
            "env", "DISPLAY=none", "SSH_ASKPASS_REQUIRE=force", $"SSH_ASKPASS={AskPassProgram}",
            "ssh", "-o", "PubkeyAuthentication=no", "-o", "PreferredAuthentications=password,keyboard-interactive", "-o", "NumberOfPasswordPrompts=1",
        ];

        /// <summary>Creates the askpass program.</summary>
        public static async Task<ByPassword> PrepareAsync(string directory, string user, string password)
        {
            var program = Path.Combine(directory, "password.sh");
            await WriteAsync(Path.Combine(directory, "password"), password, UnixFileMode.UserRead).ConfigureAwait(false);
            await WriteAsync(program, "#!/bin/sh\nexec cat \"${0%.sh}\"\n", UnixFileMode.UserRead | UnixFileMode.UserExecute).ConfigureAwait(false);
            return new ByPassword(user, program);
        }

        private static async Task WriteAsync(string path, string content, UnixFileMode mode)
        {
            var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
            await using (stream.ConfigureAwait(false)) await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content)).ConfigureAwait(false);
        }
    }

    /// <summary>The means of authentication in one word.</summary>
    public abstract string Means { get; }

    /// <summary>The ssh command with the options for this login.</summary>
    public abstract IReadOnlyList<string> Words { get; }
}
