using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Programs;

/// <summary>samples/firmware on every board that qemu has: the firmware prints its own names.</summary>
[RunsKallsyms]
public class FirmwareTests
{
    static string Samples { get; } = Path.Combine(Repository.Root, "samples", "firmware");

    [Theory]
    [InlineData("cortex-m3", "arm-none-eabi-gcc", "arm-none-eabi-nm", "qemu-system-arm")]
    [InlineData("cortex-a", "arm-none-eabi-gcc", "arm-none-eabi-nm", "qemu-system-arm")]
    [InlineData("aarch64", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-nm", "qemu-system-aarch64")]
    [InlineData("riscv64", "riscv64-unknown-elf-gcc", "riscv64-unknown-elf-nm", "qemu-system-riscv64")]
    [InlineData("multiboot", "gcc", "nm", "qemu-system-i386")]
    public void Firmware_OnItsBoard_PrintsTheNamesThatItHas(string board, string compiler, string nm, string qemu)
    {
        Command.Require("make", compiler, nm, qemu);
        using var directory = new LinkDirectory();
        foreach (string file in Directory.EnumerateFiles(Samples))
            File.Copy(file, directory[Path.GetFileName(file)]);
        directory.Run("make", board, $"KALLSYMS={ProgramUnderTest.Executable}", $"RUNTIME={Path.Combine(Repository.Root, "runtime")}",
            "KALLSYMS_OPTIONS=-q");
        string[] printed = directory.Run("make", "-s", "run-" + board,
            $"RUNTIME={Path.Combine(Repository.Root, "runtime")}").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("table: intact", printed);
        Assert.Contains("found by name: control_step", printed);
        string[] trace = [.. printed.SkipWhile(line => line != "call trace:").Skip(1).TakeWhile(line => line.StartsWith("  ",
            StringComparison.Ordinal)).Select(line => line[2..line.IndexOf('+', StringComparison.Ordinal)])];
        AssertFollow(trace, "control_step", "scheduler_run", "main");

        // Address, type and name of each symbol, as the toolchain's own nm has them.
        string[] table = [.. printed.SkipWhile(line => line != "table:").Skip(1).TakeWhile(line => line != "end")];
        HashSet<string> known = [.. directory.Run(nm, board).Output.Split('\n').Select(line => line.TrimStart('0') is ['0' or ' ', ..] zero
            ? "0" + zero : line.TrimStart('0'))];
        Assert.InRange(table.Length, 15, 100);
        Assert.All(table, line => Assert.Contains(line, known));
        foreach (string function in (string[])["main", "scheduler_run", "control_step", "sensor_read", "board_putc", "print_hex"])
            Assert.Contains(table, line => line.EndsWith(" " + function, StringComparison.Ordinal));
    }

    static void AssertFollow(string[] trace, params string[] names)
    {
        int at = 0;
        foreach (string name in names)
        {
            at = Array.IndexOf(trace, name, at);
            Assert.True(at >= 0, $"{name} is missing in: {string.Join(' ', trace)}");
        }
    }
}
