#!/bin/sh
# Usage: roots.sh DIRECTORY [SUITE...]
#        FORMS="deb rpm tarball tool image" roots.sh ...
#
# Installs each form of what make dist left in DIRECTORY in a fresh Debian (stable and oldstable), uses it as somebody would who has nothing
# else, and removes it again: nothing may be left. As root; each root is fetched once (debootstrap) and kept. The dotnet tool gets this
# machine's .NET. Images for containers are roots of their own; that for arm64 runs under qemu-aarch64-static where that is. A real kernel is
# read too where tests/kernels/images.sh has fetched one. Prints a line for each form, with the seconds from nothing to the first answer.
set -eu
dist=$(realpath "$1")
shift
cd "$(dirname -- "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kallsyms/roots
kernel=${cache%/roots}/images/amd64-6.12
mkdir -p "$cache"
work=$(mktemp -d)
trap 'umount "$work/root/proc" "$work/root/usr/share/dotnet" 2> /dev/null || :; rm -rf --one-file-system "$work"' EXIT
die() { echo "roots.sh: $suite, $form: $*" >&2; exit 1; }
one() { set -- "$dist"/$1; test -e "$1" || die "no $1"; echo "$1"; }
inside() { chroot "$root" env HOME=/root DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$@"; }
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./var -o -path ./tmp -o -path ./root \) -prune -o -print | LC_ALL=C sort); }

# What each form is installed and removed by, and what its program is called then.
install_deb() { cp "$(one "kallsyms_*_amd64.deb")" "$root/tmp/kallsyms.deb" && inside dpkg -i /tmp/kallsyms.deb; }
remove_deb() { inside dpkg --purge kallsyms; }
install_rpm() { rpm --root "$root" --nodeps -i "$(one "kallsyms-*.x86_64.rpm")"; }
remove_rpm() { rpm --root "$root" -e kallsyms && rm -rf "$root/var/lib/rpm"; }
install_tarball() { # as INSTALL in it says
    tar -C "$root/tmp" -xf "$(one "kallsyms-*-linux-x64.tar.xz")"
    (cd "$root"/tmp/kallsyms-* && find bin include share ! -type d > "$work/list" && cp -R bin include share "$root/usr/local/")
}
remove_tarball() { # by the list of what was copied, and the directories that were not there before
    (cd "$root/usr/local" && xargs -d '\n' rm -- < "$work/list")
    files | LC_ALL=C comm -13 "$work/before" - | (cd "$root" && LC_ALL=C sort -r | xargs -d '\n' rmdir --)
}
install_tool() {
    mkdir -p "$root/usr/share/dotnet" && mount --bind /usr/share/dotnet "$root/usr/share/dotnet" && mount --bind /proc "$root/proc"
    mkdir "$root/tmp/feed" && cp "$dist"/Kallsyms.Cli*.nupkg "$root/tmp/feed"
    inside /usr/share/dotnet/dotnet tool install Kallsyms.Cli --prerelease --tool-path /usr/local/bin --source /tmp/feed
}
remove_tool() {
    inside /usr/share/dotnet/dotnet tool uninstall Kallsyms.Cli --tool-path /usr/local/bin
    umount "$root/proc" "$root/usr/share/dotnet" && rmdir "$root/usr/share/dotnet" && rm -rf "$root/usr/local/bin/.store"
}

check() {
    test "$(inside kallsyms lookup /tmp/System.map ffffffff81000044)" = "ffffffff81000044 T schedule+0x4/0x40" || die "lookup"
    end=$(date +%s.%N)
    inside kallsyms --version | grep -q '^kallsyms 0\|^kallsyms [1-9]' || die "--version"
    test ! -e "$kernel" || { cp "$kernel" "$root/tmp/vmlinuz" && inside kallsyms info /tmp/vmlinuz | grep -q 'proved' || die "info"; }
    inside kallsyms help lookup | grep -q '^Usage\|Usage:' || die "help"
    test "$form" != tool || return 0 # it has neither manual nor completions
    inside mandb -q
    inside env MANPAGER=cat man kallsyms | grep -q '^NAME' || die "man"
    inside bash -c '. /usr/share/bash-completion/bash_completion
        _completion_loader kallsyms || test $? = 124
        COMP_WORDS=(kallsyms ex) COMP_CWORD=1; _kallsyms; test "${COMPREPLY[*]}" = explain' || die "completion"
}

# ARCHITECTURE [EMULATOR]: unpacks the image as programs for containers do, its digests held against its contents, and uses it.
image() {
    architecture=$1 emulator=${2-} layout=$work/layout root=$work/root
    rm -rf --one-file-system "$layout" "$root"
    mkdir "$layout" "$root"
    tar -C "$layout" -xf "$3"
    (cd "$layout/blobs/sha256" && for blob in *; do echo "$blob  $blob"; done | sha256sum --quiet -c) || die "digests"
    digest() { grep -o 'sha256:[0-9a-f]*' "$1" | sed -n "$2s/sha256://p"; }
    manifest=$layout/blobs/sha256/$(digest "$layout/index.json" 1)
    tar -C "$root" -xzf "$layout/blobs/sha256/$(digest "$manifest" 2)"
    printf 'ffffffff81000000 T _text\nffffffff81000040 T schedule\nffffffff81000080 T _etext\n' > "$root/data/System.map"
    test -z "$emulator" || cp "$(command -v "$emulator")" "$root/emulator"
    test "$(chroot "$root" ${emulator:+/emulator} /usr/bin/kallsyms lookup /data/System.map schedule)" = "ffffffff81000040 T schedule+0x0/0x40" ||
        die "lookup"
    test ! -e "$kernel" || { cp "$kernel" "$root/data/" && chroot "$root" ${emulator:+/emulator} /usr/bin/kallsyms info "/data/${kernel##*/}" |
        grep -q proved || die "info"; }
    echo "image, $architecture: answers"
}
case " ${FORMS=deb rpm tarball tool image} " in *' image '*)
    suite=image form=amd64
    image amd64 '' "$(one 'kallsyms-*-linux-x64.oci.tar')"
    form=arm64
    ! command -v qemu-aarch64-static > /dev/null || image arm64 qemu-aarch64-static "$(one 'kallsyms-*-linux-arm64.oci.tar')"
    ;;
esac
FORMS=$(echo " $FORMS " | sed 's/ image / /')

for suite in ${*:-stable oldstable}; do
    test -e "$cache/$suite/fetched" || {
        rm -rf "${cache:?}/$suite"
        debootstrap --variant=minbase --include=man-db,bash-completion "$suite" "$cache/$suite/root" > "$cache/$suite.log"
        # The minimal root of a container leaves manual pages out.
        rm -f "$cache/$suite/root/etc/dpkg/dpkg.cfg.d/docker"
        touch "$cache/$suite/fetched"
    }
    for form in $FORMS; do
        root=$work/root
        rm -rf --one-file-system "$root"
        cp -a "$cache/$suite/root" "$root"
        mkdir -p "$root/usr/share/licenses" # part of every RPM system
        files > "$work/before"
        printf 'ffffffff81000000 T _text\nffffffff81000040 T schedule\nffffffff81000080 T _etext\n' > "$root/tmp/System.map"
        start=$(date +%s.%N)
        install_$form > "$work/log" 2>&1 || { cat "$work/log"; die "is not installed"; }
        check
        remove_$form > "$work/log" 2>&1 || { cat "$work/log"; die "is not removed"; }
        files > "$work/after"
        diff "$work/before" "$work/after" || die "leaves something behind"
        echo "$suite, $form: installed, answered after $(echo "$end $start" | awk '{ printf "%.1f", $1 - $2 }') s, removed without a trace"
    done
done
