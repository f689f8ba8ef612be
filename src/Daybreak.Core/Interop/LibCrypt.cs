using System.Runtime.InteropServices;

namespace Daybreak.Core.Interop;

/// <summary>crypt(3) of libxcrypt: linked into the agent, so that the machine needs none and every method is there.</summary>
internal static unsafe partial class LibCrypt
{
    /// <summary>Room for what one call works with: CRYPT_DATA of crypt.h, in every libxcrypt.</summary>
    public const int WorkSize = 32768;

    /// <summary>The longest setting with its NUL: CRYPT_GENSALT_OUTPUT_SIZE of crypt.h.</summary>
    public const int SettingSize = 192;

    private const string Library = "libcrypt";

    /// <returns>The hash, within <paramref name="work"/>; null when the phrase or the setting is none.</returns>
    [LibraryImport(Library, EntryPoint = "crypt_rn", SetLastError = true)]
    public static partial byte* Crypt(byte* phrase, byte* setting, void* work, int workSize);

    /// <returns>The setting; null when there is no such method, cost or salt.</returns>
    [LibraryImport(Library, EntryPoint = "crypt_gensalt_rn", SetLastError = true)]
    public static partial byte* GenerateSetting(byte* prefix, uint cost, byte* random, int randomLength, byte* output, int outputSize);
}
