using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Estimate;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Estimate;

/// <summary>Objects and archives that are cut off or have a wrong bit are estimated, or refused with the one kind of error.</summary>
public class DamagedInputsTests
{
    const int Mutations = 1000;

    static readonly string _cases = Path.Combine(Repository.Root, "tests", "cases", "link");

    [Theory]
    [InlineData("object")]
    [InlineData("archive")]
    [InlineData("thin archive")]
    public void AreNoSurprise(string kind)
    {
        Command.Require("as", "ar");
        using var scratch = new Scratch();
        string input = Make(kind, scratch);
        byte[] sound = File.ReadAllBytes(input);
        Assert.NotNull(Estimate(input, scratch));

        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = i % 4 == 0 ? sound[..random.Next(sound.Length)] : [.. sound];
            for (int flips = i % 4; flips > 0; flips--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(input, damaged);
            try
            {
                Estimate(input, scratch);
            }
            catch (KallsymsException e) when (e.Kind is ErrorKind.Unreadable or ErrorKind.Usage)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1, Mutations - 1);
    }

    static string Make(string kind, Scratch scratch)
    {
        string made = scratch["program.o"];
        Command.Run("as", [Path.Combine(_cases, "program.s"), "-o", made]).Succeeded();
        if (kind == "object")
            return made;
        string archive = scratch["long-name-of-an-archive.a"];
        string member = scratch["a-name-longer-than-fifteen-bytes.o"];
        File.Copy(made, member);
        Command.Run("ar", [kind == "archive" ? "rcs" : "rcsT", archive, made, member], scratch.Directory).Succeeded();
        return archive;
    }

    static EstimatedSymbols? Estimate(string input, Scratch scratch)
    {
        LinkerCommandLine command = LinkerCommandLine.Parse(["ld", "-T", Path.Combine(_cases, "boundary.lds"), "--whole-archive", input, "-o", scratch["out"]]);
        var target = new ElfTarget(new(Is64: true, BigEndian: false), new(ElfType.Relocatable, ElfMachine.X8664, 0, 0, 0, 0), []);
        KernelRelease layout = KernelRelease.Newest;
        var spec = new TableSpec(layout, target.Format, ElfMachine.X8664, layout.TableFormat.Encoding(target.Format, false, false));
        TableSizes sizes = Table.SizesOf(spec, new(Kallsyms.Tokens.TokenTable.Empty, [], [0]));
        return SymbolEstimate.Make(command, TableObject.Placeholder(spec, target, sizes, spec.AddressTable.Label(), keepsRelocations: false, asKernel: true), new(null, null));
    }
}
