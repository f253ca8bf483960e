#!/bin/sh
# Usage: version.sh version|debian|date
#
# The version of this tree, as files are named after it (0.2.0, or 0.2.0~20261126.ga1b2c3d4e5f6 between releases: it sorts before the
# release that Directory.Build.props announces), the date of its last commit, and that date in seconds (epoch). Without git, which is a
# release's source tarball, the version is as announced and the date that of CHANGELOG.md.
set -eu
cd "$(dirname -- "$0")/.."
announced=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
if git rev-parse --verify -q HEAD > /dev/null 2>&1 && test -e .git; then
    epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
    commit=$(git rev-parse --short=12 HEAD)
    tag=$(git tag --points-at HEAD | grep '^v[0-9]' || :)
else
    epoch=${SOURCE_DATE_EPOCH:-$(stat -c %Y CHANGELOG.md)} commit='' tag=v$announced
fi
case $1 in
    version)
        case $tag in
            "v$announced") echo "$announced" ;;
            '') echo "$announced~$(date -u -d "@$epoch" +%Y%m%d).g$commit" ;;
            *) echo "version.sh: the tag is $tag, and Directory.Build.props has $announced" >&2; exit 1 ;;
        esac
        ;;
    date) date -u -d "@$epoch" +%Y-%m-%d ;;
    epoch) echo "$epoch" ;;
esac
