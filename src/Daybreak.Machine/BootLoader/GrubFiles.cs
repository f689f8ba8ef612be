namespace Daybreak.Machine.BootLoader;

/// <summary>GRUB 2 files other than boot entries: the settings of grub-mkconfig, the terminal of the menu, the environment block.</summary>
public static class GrubFiles
{
    private const string Common = "GRUB_CMDLINE_LINUX";
    private const string NotForRecovery = "GRUB_CMDLINE_LINUX_DEFAULT";
    private const string Serial = "serial --speed=115200 --unit=0 --word=8 --parity=no --stop=1";

    /// <summary>
    /// /etc/default/grub, the main file, which gets settings that are not set anywhere, or a file of /etc/default/grub.d.
    /// </summary>
    public static string Defaults(string text, KernelOptions options, bool serialMenu, bool isMain)
    {
        text = ShellVariables.With(text, Common, options, add: isMain && options.Wanted.Length > 0);
        // Its options are last on the command line, and the last console wins.
        text = ShellVariables.With(text, NotForRecovery, ShellVariables.HasPart(text, NotForRecovery, "console=") ? options : new KernelOptions([], options.Unwanted), add: false);
        if (!serialMenu || !isMain) return text;
        return ShellVariables.Set(ShellVariables.Set(text, "GRUB_TERMINAL", "serial console"), "GRUB_SERIAL_COMMAND", Serial);
    }

    /// <summary>grub.cfg with the menu also on the serial port, as grub-mkconfig generates it from the settings above.</summary>
    public static string WithSerialMenu(string text)
    {
        const string end = "### END /etc/grub.d/00_header ###";
        int at = text.IndexOf(end, StringComparison.Ordinal);
        if (at < 0 || text.Contains("\nserial ", StringComparison.Ordinal)) return text;
        return text.Insert(at, $"{Serial}\nterminal_input serial console\nterminal_output serial console\n");
    }

    /// <summary>The environment block: 1,024 bytes, padded with #. Red Hat 8 stores the kernel options there, as the variable $kernelopts.</summary>
    /// <returns>The same text if there is no such variable or no space for the options.</returns>
    public static string Environment(string text, KernelOptions options)
    {
        const string name = "\nkernelopts=";
        int start = text.IndexOf(name, StringComparison.Ordinal) + name.Length;
        if (start < name.Length) return text;
        int end = text.IndexOf('\n', start);
        if (end < 0) return text;
        string edited = text[..start] + CommandLine.With(text[start..end], options) + text[end..];
        int over = Encoding.UTF8.GetByteCount(edited) - Encoding.UTF8.GetByteCount(text);
        if (over <= 0) return edited + new string('#', -over);
        return edited.EndsWith(new string('#', over), StringComparison.Ordinal) ? edited[..^over] : text;
    }
}
