using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Score;

/// <summary>Inspects a provisioned machine as root with the system's own programs, independently of the agent.</summary>
public static class Inspection
{
    // $1 user, $2 size of the custom data, $3 its digest, $4 size of its base64 form, $5 digest of that form, then the files of key pairs.
    // The output is one line "name<TAB>value" per finding.
    private const string Script = """
        user=$1 size=$2 digest=$3 encoded=$4 encoded_digest=$5
        shift 5
        report() { printf '%s\t%s\n' "$1" "$2"; }
        report host-name "$(hostname)"
        report host-name-file "$(cat /etc/hostname)"
        entry=$(getent passwd "$user") && report home "$(echo "$entry" | cut -d: -f6)"
        case $(sudo -n -l -U "$user" 2>/dev/null) in *'(ALL'*ALL*) report sudo yes ;; esac
        policy=$(sshd -T -C "user=$user,host=client,addr=10.0.0.1") && report password-login "$(echo "$policy" | sed -n 's/^passwordauthentication //p')"
        home=$(echo "$entry" | cut -d: -f6)
        for file in $(echo "$policy" | sed -n 's/^authorizedkeysfile //p'); do
            case $file in /*) ;; *) file=$home/$file ;; esac
            [ -e "$file" ] && while IFS= read -r line || [ -n "$line" ]; do report key "$line"; done <"$file"
        done
        for file; do runuser -u "$user" -- ssh-keygen -y -P '' -f "$file" >/dev/null 2>&1 && report key-pair "$file"; done
        if [ "$size" -gt 0 ]; then
            find /var/lib /etc /run /opt -xdev -type f \( -size "${size}c" -o -size "${encoded}c" \) 2>/dev/null | while read -r file; do
                case $(sha256sum "$file" | cut -d ' ' -f 1) in
                    "$digest") report custom-data "$file" ;;
                    "$encoded_digest") report custom-data-encoded "$file" ;;
                esac
            done
        fi
        for disk in /sys/class/scsi_disk/*:1/device/block/*; do
            findmnt -rno TARGET,SOURCE | while read -r target source; do
                case $source in "/dev/${disk##*/}"*) report temporary-disk "$target" ;; esac
            done
        done
        report system "$(timeout 60 systemctl is-system-running --wait)"
        report failed-units "$(systemctl list-units --failed --plain --no-legend | cut -d ' ' -f 1 | tr '\n' ' ')"
        """;

    /// <summary>The exit status of ssh(1) itself when it has no connection.</summary>
    private const int NoConnection = 255;

    private const int ConnectionsAtMost = 10;
    private static readonly TimeSpan BetweenConnections = TimeSpan.FromSeconds(3);

    /// <summary>Inspects the machine.</summary>
    /// <param name="client">A client that logs in as root.</param>
    /// <param name="address">The machine's address.</param>
    /// <param name="wanted">The requirements to inspect.</param>
    /// <returns>The findings by name. A name may have several values.</returns>
    public static async Task<ILookup<string, string>> RunAsync(SshClient client, string address, Expectations wanted)
    {
        var encoded = Encoding.ASCII.GetBytes(Convert.ToBase64String(wanted.CustomData));
        string[] words =
        [
            wanted.User, FormattableString.Invariant($"{wanted.CustomData.Length}"), Digest(wanted.CustomData), FormattableString.Invariant($"{encoded.Length}"), Digest(encoded), .. wanted.KeyPairs,
        ];
        string command = $"sh -c {Quote(Script)} sh {string.Join(' ', words.Select(Quote))}";
        var result = await client.RunAsync(address, command).ConfigureAwait(false);
        // An agent may restart sshd after the first login is possible, as WALinuxAgent does.
        for (int tries = 1; result is { ExitStatus: NoConnection, Output.Length: 0 } && tries < ConnectionsAtMost; tries++)
        {
            await Task.Delay(BetweenConnections).ConfigureAwait(false);
            result = await client.RunAsync(address, command).ConfigureAwait(false);
        }
        // The exit status is that of the last command, so only empty output is an error.
        if (result.Output.Length == 0) throw new CommandFailedException(result);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 2)).Where(line => line.Length == 2).ToLookup(line => line[0], line => line[1]);
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
