using Kallsyms.Elf;
using Kallsyms.Files;

namespace Kallsyms.Linking;

/// <summary>What is known about a link's inputs before the first pass.</summary>
/// <param name="Stamps">The state of every input file.</param>
/// <param name="Files">The input files that are regular files.</param>
/// <param name="Target">The machine and format of the image, and the form of the table object.</param>
sealed record LinkInputs(InputStamps Stamps, IReadOnlyList<string> Files, ElfTarget Target)
{
    // So many objects are asked how their assembler marks data: start-up code may have none.
    const int MostSeen = 64;

    /// <summary>Examines the inputs of a link.</summary>
    /// <param name="job">The link.</param>
    /// <param name="work">Where a compiler driver compiles an empty file if no input states the machine.</param>
    /// <param name="cancellation">Ends that compiler.</param>
    /// <exception cref="KallsymsException">The machine cannot be determined.</exception>
    public static LinkInputs Read(LinkJob job, WorkDirectory work, CancellationToken cancellation)
    {
        string[] files = [.. job.Command.InputFiles.Where(file => FileStatus.Of(file) is { Kind: FileKind.Regular })];
        var stamps = InputStamps.Take(files);
        ElfTarget target = job.ObjectLike ?? FindTarget(files) ?? CompilerTarget.Find(job.Command, work, cancellation);
        target.RequireKnownMachine();
        return new(stamps, files, target);
    }

    /// <summary>Returns the machine and format of the first ELF object or archive, or null if no input is one.</summary>
    public static ElfTarget? FindTarget(IReadOnlyList<string> files)
    {
        // A shared library states the machine too, but an object also has flags that describe the whole image.
        (ElfTarget? library, ElfTarget? target) = (null, null);
        int seen = 0;
        foreach (ElfFile file in Objects(files))
        {
            if (file.Header.Type != ElfType.Relocatable)
            {
                library ??= ElfTarget.Like(file);
                continue;
            }
            // The first may be what a linker combined, which does not tell its assembler.
            target ??= ElfTarget.Like(file) with
            {
                IsByLlvm = ElfTarget.IsMadeByLlvm(file) || Objects(files.TakeLast(1)).Take(1).Any(ElfTarget.IsMadeByLlvm),
            };
            if (DataMark.TryFind(file, target.IsByLlvm, out string mark))
                return target with { DataMark = mark };
            if (++seen == MostSeen)
                break;
        }
        return target ?? library;
    }

    static IEnumerable<ElfFile> Objects(IEnumerable<string> files)
    {
        foreach (string path in files)
        {
            using ByteSource source = ByteSource.OpenFile(path);
            if (ElfFile.IsElf(source))
                yield return ElfFile.Parse(source);
            if (!ArArchive.IsArchive(source))
                continue;
            foreach (ByteSource member in ArArchive.Members(source))
            {
                using (member)
                {
                    if (ElfFile.IsElf(member))
                        yield return ElfFile.Parse(member);
                }
            }
        }
    }
}
