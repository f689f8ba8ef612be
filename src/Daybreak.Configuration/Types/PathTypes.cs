using System.Diagnostics.CodeAnalysis;

namespace Daybreak.Configuration.Types;

/// <summary>The absolute path of a program that passwd(5) can hold.</summary>
internal sealed class ProgramPathType : SettingType<string>
{
    /// <inheritdoc/>
    public override string Expected => "the path of a program, such as /bin/bash";

    /// <inheritdoc/>
    public override string Limits => "an absolute path of printable ASCII characters, without spaces and colons";

    /// <inheritdoc/>
    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return text.StartsWith('/') && !text.Contains(':') && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
    }
}

/// <summary>An absolute path that is safe in the name and the text of a unit and in /proc/mounts.</summary>
internal sealed class MountPointType : SettingType<string>
{
    /// <summary>The longest valid path, in characters.</summary>
    public const int MaximumLength = 200;

    /// <inheritdoc/>
    public override string Expected => "a plain absolute path such as /mnt";

    /// <inheritdoc/>
    public override string Limits =>
        $"an absolute path of at most {MaximumLength} printable ASCII characters, without spaces, quotes, commas, `%` and `\\`, `.` and `..`, and without a slash at the end";

    /// <inheritdoc/>
    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        if (text.Length is < 2 or > MaximumLength || text[0] != '/') return false;
        foreach (string part in text[1..].Split('/'))
            if (part is "" or "." or "..") return false;
        foreach (char letter in text)
            if (letter is <= ' ' or >= '\x7f' or '%' or '\\' or '"' or '\'' or ',') return false;
        return true;
    }
}
