Console.WriteLine("daybreak");
