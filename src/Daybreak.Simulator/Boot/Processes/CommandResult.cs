namespace Daybreak.Simulator.Boot.Processes;

/// <summary>The result of a program that has exited.</summary>
/// <param name="Command">The program and its arguments, for messages.</param>
/// <param name="ExitStatus">Its exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record CommandResult(string Command, int ExitStatus, string Output, string Errors)
{
    /// <summary>Standard output, trimmed.</summary>
    public string Text => Output.Trim();

    /// <summary>Returns this result if the program succeeded.</summary>
    /// <exception cref="CommandFailedException">The exit status was not 0.</exception>
    public CommandResult Succeeded() => ExitStatus == 0 ? this : throw new CommandFailedException(this);
}

/// <summary>A program failed that must succeed.</summary>
public sealed class CommandFailedException(CommandResult result)
    : Exception($"exit status {result.ExitStatus} of: {result.Command}\n{result.Output}{result.Errors}");
