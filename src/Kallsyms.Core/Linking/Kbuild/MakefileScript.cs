using System.Text;
using Kallsyms.Files;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// What makefiles from 2.6.10 to 3.4 do by rules, as the script that later kernels have for it: it raises the build number, links without a
/// table, then makes a table of each image for the next. It can run by itself, and as any tree's script with other tools.
/// </summary>
static class MakefileScript
{
    /// <summary>The option that says that a makefile calls, and how many tables it makes.</summary>
    public const string PassesName = "--passes";

    // Removed by make clean, as everything that begins like this.
    const string FileName = ".tmp_vmlinux.link.sh";

    // The makefile writes System.map again, and compares it with that of the last image but one.
    const string Text = """
        # Made by kallsyms make: how the rules of this kernel's makefile link vmlinux, with PASSES tables.
        # Usage: LD LISTER OPTIONS OUTPUT ASSEMBLER PASSES WORD...
        set -e
        ld=$1 lister=$2 options=$3 output=$4 assembler=$5 passes=$6
        shift 6

        number=$(cat .version 2> /dev/null) || number=0
        echo $((number + 1)) > .tmp_version
        mv -f .tmp_version .version
        # Descriptors of the jobserver are open only in commands that a makefile marks.
        MAKEFLAGS=$(echo "$MAKEFLAGS" | sed 's/--jobserver-[a-z]*=[0-9][0-9,]*//')
        export MAKEFLAGS
        $MAKE -f "${srctree:-.}/scripts/Makefile.build" obj=init

        $ld -o .tmp_vmlinux1 "$@"
        pass=1
        while test $pass -le $passes; do
            next=.tmp_vmlinux$((pass + 1))
            test $pass -lt $passes || next=$output
            $lister .tmp_vmlinux$pass | scripts/kallsyms $options > .tmp_kallsyms$pass.S
            $assembler -c -o .tmp_kallsyms$pass.o .tmp_kallsyms$pass.S
            $ld -o $next "$@" .tmp_kallsyms$pass.o
            pass=$((pass + 1))
        done
        ${CONFIG_SHELL:-sh} "${srctree:-.}/scripts/mksysmap" $output System.map

        """;

    /// <summary>Puts it into the build directory.</summary>
    /// <param name="words">
    /// What the makefile gives: linker, lister (nm -n), options of scripts/kallsyms, output, assembler, and the words of the link.
    /// </param>
    /// <param name="passes">Tables that are made, each of the image before.</param>
    /// <param name="make">Variables of the build.</param>
    /// <exception cref="KallsymsException">It cannot be written.</exception>
    public static ScriptCommand Write(IReadOnlyList<string> words, int passes, KbuildVariables make)
    {
        const int fixedWords = 5;
        if (words.Count <= fixedWords || passes < 1)
            throw new KallsymsException(
                ErrorKind.Usage, $"{PassesName} is for makefiles, which give {fixedWords} words and those of a link");
        string path = Path.Combine(make.ObjectTree, FileName);
        OutputFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Text)));
        return new([make.Shell], FileName, [.. words.Take(fixedWords), $"{passes}", .. words.Skip(fixedWords)]);
    }
}
