#!/bin/sh
# Usage: rpm.sh WORK VERSION TREE
#
# Part of dist.sh: makes an RPM package in WORK from what was built in TREE. SOURCE_DATE_EPOCH is set.
set -eu
work=$1 version=$2 tree=$3
here=$(cd "$(dirname -- "$0")" && pwd)
mkdir -p "$work/rpm"
# Nothing of the machine or the time of the build is kept; libraries that are asked for are those of the binary.
rpmbuild --quiet -bb --nodeps "$here/kallsyms.spec" \
    --define "_topdir $work/rpm" --define "source_version $version" --define "prebuilt $tree" --define "date $("$here/version.sh" date)" \
    --define '_buildhost localhost' --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
    --define '_binary_payload w6.xzdio' --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' > "$work/rpm/log" 2>&1 ||
    { cat "$work/rpm/log" >&2; exit 1; }
mv "$work"/rpm/RPMS/*.rpm "$work/"
