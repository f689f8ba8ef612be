Console.WriteLine("daybreak-simulator");
