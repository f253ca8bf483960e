# bash completion for kallsyms; made from its commands by make golden.
_kallsyms() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb= words= i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            -*) ;;
            *) verb=${COMP_WORDS[i]}; break ;;
        esac
    done
    # --name=value is three words here.
    if [[ $cur == '=' ]]; then
        cur=
    elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    # The linker's command line is completed as its own.
    case $verb in
        link | cc | kbuild-link)
            for ((i++; i < COMP_CWORD; i++)); do
                if [[ ${COMP_WORDS[i]} == -- ]] && declare -F _command_offset > /dev/null; then
                    _command_offset $((i + 1))
                    return
                fi
            done
            ;;
    esac
    case "$verb $prev" in
        'link --layout') COMPREPLY=($(compgen -W 'auto image linux-2.6.10 linux-4.20 linux-4.6 linux-5.0 linux-6.1 linux-6.1.y linux-6.15 linux-6.2 linux-6.4 linux-7.0 linux-7.3 nuttx xen zephyr' -- "$cur")); return ;;
        'link --symbols') COMPREPLY=($(compgen -W 'all functions text' -- "$cur")); return ;;
        'link --encoding') COMPREPLY=($(compgen -W 'absolute base-relative direct place-relative' -- "$cur")); return ;;
        'link --compress') COMPREPLY=($(compgen -W 'best kernel' -- "$cur")); return ;;
        'link --mode') COMPREPLY=($(compgen -W 'exact single' -- "$cur")); return ;;
        'link --build-id') COMPREPLY=($(compgen -W 'keep recompute' -- "$cur")); return ;;
        'link --map') return ;;
        'link --evidence') compopt -o dirnames; return ;;
        'link --object-name') compopt +o default +o bashdefault; return ;;
        'link --max-passes') compopt +o default +o bashdefault; return ;;
        'link --only') compopt +o default +o bashdefault; return ;;
        'link --drop-names') compopt +o default +o bashdefault; return ;;
        'link --sections') compopt +o default +o bashdefault; return ;;
        'link --types') compopt +o default +o bashdefault; return ;;
        'link --max-name') compopt +o default +o bashdefault; return ;;
        'link --with') COMPREPLY=($(compgen -W 'build-id index sizes' -- "$cur")); return ;;
        'cc --layout') COMPREPLY=($(compgen -W 'auto image linux-2.6.10 linux-4.20 linux-4.6 linux-5.0 linux-6.1 linux-6.1.y linux-6.15 linux-6.2 linux-6.4 linux-7.0 linux-7.3 nuttx xen zephyr' -- "$cur")); return ;;
        'cc --symbols') COMPREPLY=($(compgen -W 'all functions text' -- "$cur")); return ;;
        'cc --encoding') COMPREPLY=($(compgen -W 'absolute base-relative direct place-relative' -- "$cur")); return ;;
        'cc --compress') COMPREPLY=($(compgen -W 'best kernel' -- "$cur")); return ;;
        'cc --mode') COMPREPLY=($(compgen -W 'exact single' -- "$cur")); return ;;
        'cc --build-id') COMPREPLY=($(compgen -W 'keep recompute' -- "$cur")); return ;;
        'cc --map') return ;;
        'cc --evidence') compopt -o dirnames; return ;;
        'cc --object-name') compopt +o default +o bashdefault; return ;;
        'cc --max-passes') compopt +o default +o bashdefault; return ;;
        'cc --only') compopt +o default +o bashdefault; return ;;
        'cc --drop-names') compopt +o default +o bashdefault; return ;;
        'cc --sections') compopt +o default +o bashdefault; return ;;
        'cc --types') compopt +o default +o bashdefault; return ;;
        'cc --max-name') compopt +o default +o bashdefault; return ;;
        'cc --with') COMPREPLY=($(compgen -W 'build-id index sizes' -- "$cur")); return ;;
        'embed --symbols') COMPREPLY=($(compgen -W 'all functions text' -- "$cur")); return ;;
        'embed --from') return ;;
        'embed --section') compopt +o default +o bashdefault; return ;;
        'embed -o' | 'embed --output') return ;;
        'embed --only') compopt +o default +o bashdefault; return ;;
        'embed --drop-names') compopt +o default +o bashdefault; return ;;
        'embed --sections') compopt +o default +o bashdefault; return ;;
        'embed --types') compopt +o default +o bashdefault; return ;;
        'embed --max-name') compopt +o default +o bashdefault; return ;;
        'embed --with') COMPREPLY=($(compgen -W 'build-id index sizes' -- "$cur")); return ;;
        'gen --page-offset') compopt +o default +o bashdefault; return ;;
        'gen --layout') COMPREPLY=($(compgen -W 'linux-2.6.10 linux-4.20 linux-4.6 linux-5.0 linux-6.1 linux-6.1.y linux-6.15 linux-6.2 linux-6.4 linux-7.0 linux-7.3 nuttx xen zephyr' -- "$cur")); return ;;
        'gen --compress') COMPREPLY=($(compgen -W 'best kernel' -- "$cur")); return ;;
        'gen --like') return ;;
        'gen --object') return ;;
        'gen -o' | 'gen --output') return ;;
        'map --layout') COMPREPLY=($(compgen -W 'auto linux-2.6.10 linux-4.20 linux-4.6 linux-5.0 linux-6.1 linux-6.1.y linux-6.15 linux-6.2 linux-6.4 linux-7.0 linux-7.3' -- "$cur")); return ;;
        'map -o' | 'map --output') return ;;
        'dump -o' | 'dump --output') return ;;
        'dump --kernel') compopt +o default +o bashdefault; return ;;
        'dump --at') compopt +o default +o bashdefault; return ;;
        'info --kernel') compopt +o default +o bashdefault; return ;;
        'info --at') compopt +o default +o bashdefault; return ;;
        'scan -j' | 'scan --jobs') compopt +o default +o bashdefault; return ;;
        'scan --resume') return ;;
        'lookup --kaslr') compopt +o default +o bashdefault; return ;;
        'lookup --debug') return ;;
        'lookup --format') COMPREPLY=($(compgen -W 'gdb json kallsyms r2 table' -- "$cur")); return ;;
        'lookup --demangle') COMPREPLY=($(compgen -W 'always auto never' -- "$cur")); return ;;
        'lookup --kernel') compopt +o default +o bashdefault; return ;;
        'lookup --at') compopt +o default +o bashdefault; return ;;
        'annotate --kaslr') compopt +o default +o bashdefault; return ;;
        'annotate --debug') return ;;
        'annotate --demangle') COMPREPLY=($(compgen -W 'always auto never' -- "$cur")); return ;;
        'annotate -o' | 'annotate --output') return ;;
        'annotate --kernel') compopt +o default +o bashdefault; return ;;
        'annotate --at') compopt +o default +o bashdefault; return ;;
        'unpack -o' | 'unpack --output') return ;;
        'unpack --kernel') compopt +o default +o bashdefault; return ;;
        'unpack --at') compopt +o default +o bashdefault; return ;;
        'elf --machine') COMPREPLY=($(compgen -W 'alpha arc arm arm64 i386 loongarch m68k mips parisc powerpc powerpc64 riscv s390 sh sparc x86_64' -- "$cur")); return ;;
        'elf -o' | 'elf --output') return ;;
        'elf --kernel') compopt +o default +o bashdefault; return ;;
        'elf --at') compopt +o default +o bashdefault; return ;;
        'isf -o' | 'isf --output') return ;;
        'isf --kernel') compopt +o default +o bashdefault; return ;;
        'isf --at') compopt +o default +o bashdefault; return ;;
        'diff --by') COMPREPLY=($(compgen -W 'module prefix' -- "$cur")); return ;;
        'diff --top') compopt +o default +o bashdefault; return ;;
        'diff --demangle') COMPREPLY=($(compgen -W 'always auto never' -- "$cur")); return ;;
        'diff --kernel') compopt +o default +o bashdefault; return ;;
        'diff --at') compopt +o default +o bashdefault; return ;;
        'verify --layout') COMPREPLY=($(compgen -W 'auto linux-2.6.10 linux-4.20 linux-4.6 linux-5.0 linux-6.1 linux-6.1.y linux-6.15 linux-6.2 linux-6.4 linux-7.0 linux-7.3' -- "$cur")); return ;;
        'verify --map') return ;;
        'verify --kernel') compopt +o default +o bashdefault; return ;;
        'verify --at') compopt +o default +o bashdefault; return ;;
        'explain --demangle') COMPREPLY=($(compgen -W 'always auto never' -- "$cur")); return ;;
        'explain --color') COMPREPLY=($(compgen -W 'always auto never' -- "$cur")); return ;;
        'explain --html') return ;;
        'explain --kernel') compopt +o default +o bashdefault; return ;;
        'explain --at') compopt +o default +o bashdefault; return ;;
        'stat --demangle') COMPREPLY=($(compgen -W 'always auto never' -- "$cur")); return ;;
        'stat --html') return ;;
        'stat --kernel') compopt +o default +o bashdefault; return ;;
        'stat --at') compopt +o default +o bashdefault; return ;;
        'make --mode') COMPREPLY=($(compgen -W 'exact single' -- "$cur")); return ;;
        'make --compress') COMPREPLY=($(compgen -W 'best kernel' -- "$cur")); return ;;
        'make --evidence') compopt -o dirnames; return ;;
        'kbuild-link --mode') COMPREPLY=($(compgen -W 'exact single' -- "$cur")); return ;;
        'kbuild-link --compress') COMPREPLY=($(compgen -W 'best kernel' -- "$cur")); return ;;
        'kbuild-link --evidence') compopt -o dirnames; return ;;
        'kbuild-link --passes') compopt +o default +o bashdefault; return ;;
    esac
    case $verb in
        '') words='--version --json -h --help' ;;
        link) words='--layout --symbols --encoding --percpu-absolute --lto-clang --compress --mode --build-id --map --evidence --object-name --max-passes --only --drop-names --sections --types --max-name --demangle --with --json -q --quiet -v --verbose -h --help' ;;
        cc) words='--layout --symbols --encoding --percpu-absolute --lto-clang --compress --mode --build-id --map --evidence --object-name --max-passes --only --drop-names --sections --types --max-name --demangle --with -h --help' ;;
        embed) words='--symbols --from --section --clear -o --output -q --quiet -v --verbose --only --drop-names --sections --types --max-name --demangle --with -h --help' ;;
        gen) words='--all-symbols --absolute-percpu --base-relative --lto-clang --pc-relative --page-offset --layout --compress --like --object -o --output -q --quiet -v --verbose -h --help' ;;
        map) words='--layout --all -o --output -q --quiet -v --verbose -h --help' ;;
        dump) words='-o --output --unproved --modules -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        info) words='--unproved --json -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        scan) words='-j --jobs --resume -q --quiet -v --verbose -h --help' ;;
        lookup) words='--kaslr --debug --unproved --regex --format --demangle --json -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        annotate) words='--kaslr --debug --unproved --demangle -o --output -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        unpack) words='-o --output -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        elf) words='--machine --memory --unproved -q --quiet -v --verbose -o --output --kernel --at --running -h --help' ;;
        isf) words='--unproved -q --quiet -v --verbose -o --output --kernel --at --running -h --help' ;;
        diff) words='-t --text -d --data --by --top --demangle --unproved --json -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        verify) words='--layout --map --json -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        explain) words='--all --demangle --color --html --json -q --quiet -v --verbose --kernel --at --running -h --help' ;;
        stat) words='--demangle --json --html -q --quiet -v --verbose --unproved --kernel --at --running -h --help' ;;
        make) words='--print --mode --compress --evidence -h --help' ;;
        kbuild-link) words='--mode --compress --evidence --passes -h --help' ;;
        doctor) words='--json -q --quiet -v --verbose -h --help' ;;
        help) words='-h --help' ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
    elif [[ -z $verb || $verb == help ]]; then
        COMPREPLY=($(compgen -W 'link cc embed gen map dump info scan lookup annotate unpack elf isf diff verify explain stat make kbuild-link doctor help' -- "$cur"))
    fi
}
complete -o bashdefault -o default -F _kallsyms kallsyms
