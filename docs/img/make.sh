#!/bin/sh
# Makes the pictures of the documentation: docs/img/*.png, of the pages and of a terminal as the program of artifacts/ prints them.
set -eu
cd "$(dirname -- "$0")/../.."
kallsyms=$PWD/artifacts/kallsyms case=$PWD/tests/cases/incidents/A1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shot() { # NAME WIDTH HEIGHT
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 --user-data-dir="$work/profile" \
        --screenshot="$work/$1.png" --window-size="$2,$3" "file://$work/$1.html" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 4; }
    cp "$work/$1.png" docs/img/
}

# What a terminal shows, as a page: the colours that explain uses.
terminal() {
    echo '<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#1e1e1e;color:#ddd}pre{font:13px/1.4 monospace;padding:12px;margin:0}
b{font-weight:bold}.c31{color:#f66}.c32{color:#6d6}.c33{color:#dc6}.c36{color:#6cd}.p{color:#fff;font-weight:bold}</style><pre>'
    sed -e 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' -e 's/\x1b\[1;\([0-9]*\)m/<b class="c\1">/g; s/\x1b\[\([1-9][0-9]*\)m/<b class="c\1">/g; s/\x1b\[0m/<\/b>/g' \
        -e 's/^\$ .*/<span class="p">&<\/span>/'
    echo '</pre>'
}

cp "$case/1.map" "$work/.tmp_System.map"
cp "$case/2.map" "$work/System.map"
touch -d 2026-01-31 "$work/.tmp_System.map" "$work/System.map" # the page says when they were written
# A program with the whole C library in it, and a kernel's table.
"$kallsyms" link --quiet --layout linux-7.0 -- gcc -static -O1 -Iruntime samples/backtrace/backtrace.c samples/backtrace/calculator.c -o "$work/backtrace"
(
    cd "$work"
    "$kallsyms" explain --quiet --html explain.html .tmp_System.map System.map || test $? = 1
    "$kallsyms" stat --quiet --html stat.html backtrace
    {
        echo '$ kallsyms explain .tmp_System.map System.map'
        "$kallsyms" explain --color always .tmp_System.map System.map || test $? = 1
        echo
        echo '$ kallsyms verify backtrace'
        "$kallsyms" verify backtrace
        echo '$ kallsyms lookup backtrace main'
        "$kallsyms" lookup backtrace main
    } | terminal > terminal.html
)
shot explain 1000 660
shot stat 1000 700
shot terminal 860 460

# The packages for NuGet want their icon as PNG. A window's picture has its frame's height missing, a canvas has not.
cat > "$work/icon.html" << EOF
<script>
const image = new Image();
image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 128;
    canvas.getContext("2d").drawImage(image, 0, 0);
    document.documentElement.textContent = canvas.toDataURL();
};
image.src = "data:image/svg+xml;base64,$(base64 -w 0 docs/img/icon.svg)";
</script>
EOF
chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --virtual-time-budget=5000 --dump-dom "file://$work/icon.html" 2> "$work/log" |
    sed -n 's|.*data:image/png;base64,\([^<]*\)<.*|\1|p' | base64 -d > docs/img/icon.png
