using Kallsyms.Elf;
using Kallsyms.Files;

namespace Kallsyms.Linking;

/// <summary>What a link is made of, as far as the inputs tell before the first pass.</summary>
/// <param name="Stamps">The state of every input file.</param>
/// <param name="Files">Those of them that are regular files.</param>
/// <param name="Target">Machine and format of the image, and what the table object is like.</param>
sealed record LinkInputs(InputStamps Stamps, IReadOnlyList<string> Files, ElfTarget Target)
{
    /// <summary>Looks at the inputs of a link.</summary>
    /// <param name="job">The link.</param>
    /// <param name="work">Where a compiler driver compiles an empty file, if no input tells the machine.</param>
    /// <param name="cancellation">Ends that compiler.</param>
    /// <exception cref="KallsymsException">Nothing tells the machine.</exception>
    public static LinkInputs Read(LinkJob job, WorkDirectory work, CancellationToken cancellation)
    {
        string[] files = [.. job.Command.InputFiles.Where(file => FileStatus.Of(file) is { Kind: FileKind.Regular })];
        var stamps = InputStamps.Take(files);
        ElfTarget target = job.ObjectLike ?? FindTarget(files) ?? CompilerTarget.Find(job.Command, work, cancellation);
        target.RequireKnownMachine();
        return new(stamps, files, target);
    }

    /// <summary>Machine and format, from the first ELF object or archive; null when no input is one.</summary>
    public static ElfTarget? FindTarget(IEnumerable<string> files)
    {
        // A shared library names the machine too, but an object also says what objects say about the whole image.
        ElfTarget? library = null;
        foreach (string path in files)
        {
            using ByteSource source = ByteSource.OpenFile(path);
            ElfTarget? target = ElfFile.IsElf(source) ? ElfTarget.Like(ElfFile.Parse(source)) : FirstMember(source);
            if (target?.Header.Type == ElfType.Relocatable)
                return target;
            library ??= target;
        }
        return library;
    }

    static ElfTarget? FirstMember(ByteSource source)
    {
        if (!ArArchive.IsArchive(source))
            return null;
        foreach (ByteSource member in ArArchive.Members(source))
        {
            using (member)
            {
                if (ElfFile.IsElf(member))
                    return ElfTarget.Like(ElfFile.Parse(member));
            }
        }
        return null;
    }
}
