using System.Runtime.InteropServices;
using System.Text;
using Daybreak.Core.Interop;

namespace Daybreak.Machine.Accounts;

/// <summary>What stands in a password field: crypt(5) hashes, made and compared, and the marks that let nobody in.</summary>
/// <remarks>Every buffer of ours that held the password, and all that crypt(3) worked with, is overwritten before it is given back.</remarks>
public static unsafe class PasswordHash
{
    /// <summary>The longest password in bytes (CRYPT_MAX_PASSPHRASE_SIZE of crypt.h, less its NUL).</summary>
    public const int LongestPassword = 511;

    /// <summary>As many random bytes as the longest salt takes (crypt(5): 512 bits at most; 128 are what yescrypt and SHA-crypt are made for).</summary>
    private const int RandomBytes = 16;

    /// <summary>Hashes a password, with a new salt.</summary>
    /// <param name="password">Its bytes: at most <see cref="LongestPassword"/>, no NUL.</param>
    /// <param name="method">How.</param>
    /// <param name="random">Fills a buffer with random bytes.</param>
    /// <exception cref="ArgumentException">The password is too long, or has a NUL.</exception>
    public static string Make(ReadOnlySpan<byte> password, PasswordMethod method, Action<byte[]> random)
    {
        byte[] bytes = new byte[RandomBytes + sizeof(uint)];
        random(bytes);
        uint spread = method.MostCost - method.LeastCost;
        uint cost = method.LeastCost + (spread == 0 ? 0 : BitConverter.ToUInt32(bytes, RandomBytes) % (spread + 1));
        byte[] setting = new byte[LibCrypt.SettingSize];
        fixed (byte* prefix = Terminated(method.Prefix), salt = bytes, output = setting)
        {
            if (LibCrypt.GenerateSetting(prefix, cost, salt, RandomBytes, output, setting.Length) == null)
                throw new InvalidOperationException($"crypt_gensalt(3) does not know {method.Prefix} with a cost of {cost}: {Libc.Describe(Marshal.GetLastPInvokeError())}");
            return Crypt(password, output) ?? throw new InvalidOperationException($"crypt(3) refused: {Libc.Describe(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <summary>Whether a field of /etc/shadow is this password's hash.</summary>
    /// <param name="password">The password.</param>
    /// <param name="field">The field as it stands; a locked or empty one is nobody's hash.</param>
    public static bool Verify(ReadOnlySpan<byte> password, string field)
    {
        if (!IsUsable(field) || field.Length == 0 || password.Length > LongestPassword || password.Contains((byte)0)) return false;
        fixed (byte* setting = Terminated(field))
            return Crypt(password, setting) is { } hash && EqualInConstantTime(hash, field);
    }

    /// <summary>
    /// Whether somebody can log in with a password where this is the field: it is empty, or begins as a hash does. "!", "!!", "*", "x",
    /// "*LOCK*" and a hash with "!" before it let nobody in.
    /// </summary>
    /// <param name="field">Field 2 of passwd(5) or shadow(5).</param>
    public static bool IsUsable(string field) =>
        field.Length == 0 || field[0] is '$' or '_' || (field.Length == 13 && IsDesHash(field));

    /// <summary>Random bytes of the kernel (getrandom(2)), which waits in early boot until there are some.</summary>
    public static void KernelRandom(byte[] buffer)
    {
        fixed (byte* at = buffer)
        {
            for (int filled = 0; filled < buffer.Length;)
            {
                nint got = Libc.GetRandom(at + filled, buffer.Length - filled, 0);
                if (got > 0) filled += (int)got;
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw new InvalidOperationException($"getrandom(2) gives nothing: {Libc.Describe(Marshal.GetLastPInvokeError())}");
            }
        }
    }

    private static string? Crypt(ReadOnlySpan<byte> password, byte* setting)
    {
        if (password.Length > LongestPassword || password.Contains((byte)0)) throw new ArgumentException("the password is too long for crypt(3), or has a NUL in it", nameof(password));
        // Outside of the collector's reach: it would leave copies where it moves things.
        byte* phrase = (byte*)NativeMemory.AllocZeroed(LongestPassword + 1);
        byte* work = (byte*)NativeMemory.AllocZeroed(LibCrypt.WorkSize);
        try
        {
            password.CopyTo(new Span<byte>(phrase, LongestPassword));
            byte* hash = LibCrypt.Crypt(phrase, setting, work, LibCrypt.WorkSize);
            return hash == null ? null : Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(hash));
        }
        finally
        {
            new Span<byte>(phrase, LongestPassword + 1).Clear();
            new Span<byte>(work, LibCrypt.WorkSize).Clear();
            NativeMemory.Free(phrase);
            NativeMemory.Free(work);
        }
    }

    private static bool EqualInConstantTime(string one, string other)
    {
        int difference = one.Length ^ other.Length;
        for (int i = 0; i < Math.Min(one.Length, other.Length); i++) difference |= one[i] ^ other[i];
        return difference == 0;
    }

    private static bool IsDesHash(string field)
    {
        foreach (char character in field)
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '/')) return false;
        return true;
    }

    private static byte[] Terminated(string text) => Encoding.ASCII.GetBytes(text + "\0");
}
