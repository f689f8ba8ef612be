namespace Daybreak.Machine.Accounts;

/// <summary>Password fields: creates and verifies crypt(5) hashes, and recognizes fields that disable password login.</summary>
/// <remarks>Every buffer of Daybreak that contained the password, and the work area of crypt(3), is overwritten before it is freed.</remarks>
public static unsafe class PasswordHash
{
    /// <summary>The longest password in bytes (CRYPT_MAX_PASSPHRASE_SIZE of crypt.h, less its NUL).</summary>
    public const int LongestPassword = 511;

    /// <summary>The number of random bytes for a salt. crypt(5) allows at most 512 bits; yescrypt and SHA-crypt use 128.</summary>
    private const int RandomBytes = 16;

    /// <summary>Hashes a password, with a new salt.</summary>
    /// <param name="password">Its bytes: at most <see cref="LongestPassword"/>, no NUL.</param>
    /// <param name="method">The hash method.</param>
    /// <param name="random">Fills a buffer with random bytes.</param>
    /// <exception cref="ArgumentException">The password is too long, or contains a NUL.</exception>
    public static string Make(ReadOnlySpan<byte> password, PasswordMethod method, Action<byte[]> random)
    {
        byte[] bytes = new byte[RandomBytes + sizeof(uint)];
        random(bytes);
        uint spread = method.MaximumCost - method.MinimumCost;
        uint cost = method.MinimumCost + (spread == 0 ? 0 : BitConverter.ToUInt32(bytes, RandomBytes) % (spread + 1));
        byte[] setting = new byte[LibCrypt.SettingSize];
        fixed (byte* prefix = Terminated(method.Prefix), salt = bytes, output = setting)
        {
            if (LibCrypt.GenerateSetting(prefix, cost, salt, RandomBytes, output, setting.Length) == null)
                throw new InvalidOperationException($"crypt_gensalt(3) does not support {method.Prefix} with a cost of {cost}: {Libc.Describe(Marshal.GetLastPInvokeError())}");
            return Crypt(password, output) ?? throw new InvalidOperationException($"crypt(3) failed: {Libc.Describe(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <summary>Whether a field of /etc/shadow is this password's hash. A locked or empty field matches no password.</summary>
    public static bool Verify(ReadOnlySpan<byte> password, string field)
    {
        if (!IsUsable(field) || field.Length == 0 || password.Length > LongestPassword || password.Contains((byte)0)) return false;
        fixed (byte* setting = Terminated(field))
            return Crypt(password, setting) is { } hash && EqualInConstantTime(hash, field);
    }

    /// <summary>
    /// Whether a field allows password login: it is empty, or it begins as a hash does. "!", "!!", "*", "x", "*LOCK*" and a hash after "!"
    /// disable it.
    /// </summary>
    /// <param name="field">Field 2 of passwd(5) or shadow(5).</param>
    public static bool IsUsable(string field) =>
        field.Length == 0 || field[0] is '$' or '_' || (field.Length == 13 && IsDesHash(field));

    /// <summary>Random bytes from getrandom(2), which blocks in early boot until the kernel's pool is initialized.</summary>
    public static void KernelRandom(byte[] buffer)
    {
        fixed (byte* at = buffer)
        {
            for (int filled = 0; filled < buffer.Length;)
            {
                nint got = Libc.GetRandom(at + filled, buffer.Length - filled, 0);
                if (got > 0) filled += (int)got;
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw new InvalidOperationException($"getrandom(2) failed: {Libc.Describe(Marshal.GetLastPInvokeError())}");
            }
        }
    }

    private static string? Crypt(ReadOnlySpan<byte> password, byte* setting)
    {
        if (password.Length > LongestPassword || password.Contains((byte)0)) throw new ArgumentException("the password is too long for crypt(3) or contains a NUL", nameof(password));
        // Unmanaged memory, because the garbage collector copies the objects that it moves.
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
