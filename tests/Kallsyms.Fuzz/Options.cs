using System.Globalization;

namespace Kallsyms.Fuzz;

/// <summary>What the command line asks for.</summary>
sealed class Options
{
    public double Seconds { get; private set; } = 60;

    public long? Runs { get; private set; }

    public int Seed { get; private set; } = 1;

    public List<string> Targets { get; } = [];

    public string? Corpus { get; private set; }

    public string? Kept { get; private set; }

    public string Findings { get; private set; } = Path.Combine("artifacts", "fuzz");

    public string? Replay { get; private set; }

    /// <summary>Null: wrong usage.</summary>
    public static Options? Parse(string[] arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !options.Set(arguments[i], arguments[i + 1]))
                return null;
        }
        return options.Replay is null || options.Targets.Count == 1 ? options : null;
    }

    bool Set(string name, string value)
    {
        bool isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        switch (name)
        {
            case "--seconds" when isNumber:
                Seconds = number;
                return true;
            case "--runs" when isNumber:
                Runs = number;
                return true;
            case "--seed" when isNumber:
                Seed = (int)number;
                return true;
            case "--target":
                Targets.Add(value);
                return true;
            case "--corpus":
                Corpus = value;
                return true;
            case "--kept":
                Kept = value;
                return true;
            case "--findings":
                Findings = value;
                return true;
            case "--replay":
                Replay = value;
                return true;
            default:
                return false;
        }
    }
}
