return await Daybreak.Simulator.Commands.CommandLine.RunAsync(args, Console.Error);
