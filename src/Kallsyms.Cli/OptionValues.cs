using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Kallsyms.Cli;

/// <summary>Checks values of options; an invalid one is refused with the option's name and its valid values.</summary>
static class OptionValues
{
    /// <summary>Makes an option accept only these words.</summary>
    public static Option<T> Among<T>(Option<T> option, params string[] values)
    {
        option.HelpName ??= string.Join('|', values);
        option.CompletionSources.Add(_ => values.Select(value => new CompletionItem(value)));
        option.Validators.Add(result =>
        {
            foreach (string word in result.Tokens.Select(token => token.Value).Except(values))
                result.AddError($"{option.Name} {word}: expected {string.Join(", ", values[..^1])} or {values[^1]}"
                    + (word.Split(',').All(values.Contains) ? $"; for several, repeat {option.Name}" : ""));
        });
        return option;
    }

    /// <summary>Makes an option accept only whole numbers from <paramref name="least"/> on.</summary>
    public static Option<int?> Count(Option<int?> option, int least = 1)
    {
        option.HelpName = "N";
        option.CustomParser = result => Parse(option, result, least) is [int count, ..] ? count : null;
        return option;
    }

    /// <summary>The same for an option that may be given several times.</summary>
    public static Option<int[]> Counts(Option<int[]> option)
    {
        option.HelpName = "N";
        option.CustomParser = result => Parse(option, result, least: 1);
        return option;
    }

    static int[] Parse(Option option, ArgumentResult result, int least)
    {
        var counts = new List<int>();
        foreach (string word in result.Tokens.Select(token => token.Value))
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= least)
                counts.Add(count);
            else
                result.AddError($"{option.Name} {word}: expected a number from {least} to {int.MaxValue}");
        }
        return [.. counts];
    }
}
