namespace Daybreak.Simulator.Commands;

/// <summary>Files that are written when everything else is done: that they cannot be is told before.</summary>
internal static class OutputFile
{
    /// <summary>Why one of the files cannot be written, as a sentence; <see langword="null"/> when all can. Those that are not there yet are not there afterwards.</summary>
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
                return $"the file '{path}' cannot be written: {e.Message}";
            }
        }
        return null;
    }
}
