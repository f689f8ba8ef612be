namespace Daybreak.Simulator.Commands;

/// <summary>Checks output files before a long run that writes them at its end.</summary>
internal static class OutputFile
{
    /// <summary>An error message if one of the files cannot be written; otherwise <see langword="null"/>. New files are not left behind.</summary>
    public static string? Problem(params ReadOnlySpan<string?> paths)
    {
        foreach (var path in paths)
        {
            if (path is null) continue;
            var isNew = !File.Exists(path);
            try
            {
                using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
                {
                }
                if (isNew) File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"cannot write file '{path}': {e.Message}";
            }
        }
        return null;
    }
}
