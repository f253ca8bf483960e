using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>
/// A signal at any moment leaves the old output or the new one, whole, and nothing beside it. KALLSYMS_SIGNALS=100 tries as many moments of
/// each signal for each command.
/// </summary>
[RunsKallsyms]
[Trait("Set", "hostile")]
[Trait("Needs", "binary")]
public class SignalTests
{
    static readonly int _moments = int.TryParse(Environment.GetEnvironmentVariable("KALLSYMS_SIGNALS"), out int moments) ? moments : 3;

    [Theory]
    [InlineData("gen", "System.map", "-o", "new")]
    [InlineData("map", "image", "-o", "new")]
    [InlineData("dump", "image", "-o", "new")]
    [InlineData("unpack", "image", "-o", "new")]
    [InlineData("elf", "image", "-o", "new")]
    [InlineData("annotate", "image", "System.map", "-o", "new")]
    [InlineData("explain", "System.map", "other.map", "--html", "new")]
    [InlineData("stat", "image", "--html", "new")]
    [InlineData("link", "-q", "--layout", "linux-7.0", "--map", "new.map", "--", "ld", "program.o", "-o", "new")]
    public void OutputOfACommandThatASignalEnds_IsTheOldOrTheNewOne(params string[] command)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Kallsyms("link", "-q", "--layout", "linux-7.0", "--map", "System.map", "--", "ld", "program.o", "-o", "image").Succeeded();
        directory.Write("other.map", string.Concat(File.ReadLines(directory["System.map"]).Skip(1).Select(line => line + "\n")));
        string[] inputs = [.. Directory.EnumerateFileSystemEntries(directory.Path).Select(Path.GetFileName).OfType<string>()];
        string[] outputs = command.Contains("--map") ? ["new", "new.map"] : ["new"];
        long start = Environment.TickCount64;
        int status = directory.Kallsyms(command).Status;
        double length = Environment.TickCount64 - start + 1;
        Assert.InRange(status, 0, 1); // explain says no
        byte[][] fresh = [.. outputs.Select(name => File.ReadAllBytes(directory[name]))];
        var random = new Random(1);
        foreach ((string signal, int number) in ((string, int)[])[("INT", 2), ("TERM", 15), ("HUP", 1), ("PIPE", 13), ("KILL", 9)])
        {
            for (int moment = 0; moment < _moments; moment++)
            {
                foreach (string name in outputs)
                    File.WriteAllText(directory[name], "old");
                using RunningCommand running = directory.Start(command);
                if (!running.EndsWithin(TimeSpan.FromMilliseconds(random.NextDouble() * length)))
                    running.TrySignal(signal);
                Assert.True(running.EndsWithin(TimeSpan.FromSeconds(60)), $"does not end after SIG{signal}");
                Assert.Contains(running.Status, (int[])[status, 128 + number]);
                string[] found = [.. outputs.Select((name, i) => File.ReadAllBytes(directory[name]) is var bytes && bytes.AsSpan().SequenceEqual(fresh[i]) ? "new"
                    : bytes.AsSpan().SequenceEqual("old"u8) ? "old" : $"{bytes.Length} bytes of something else")];
                // A kill may fall between two renames, and cannot be answered.
                Assert.All(found, state => Assert.Contains(state, (string[])["old", "new"]));
                Assert.True(signal == "KILL" || found.Distinct().Count() == 1, $"{string.Join(", ", found)} after SIG{signal}");
                Assert.True(running.Status != status || found[0] == "new", $"exit status {status} with the old output");
                if (signal != "KILL")
                    directory.HasOnly([.. inputs, .. outputs]);
            }
        }
        // What a killed run left is removed by the next.
        directory.Kallsyms(command);
        directory.HasOnly([.. inputs, .. outputs]);
    }
}
