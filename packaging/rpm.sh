#!/bin/sh
# Usage: rpm.sh WORK VERSION MACHINE STAGE
#
# Part of dist.sh: makes an RPM package for MACHINE in WORK of what the command STAGE installs. SOURCE_DATE_EPOCH is set.
set -eu
work=$1 version=$2 machine=$3 stage=$4
here=$(cd "$(dirname -- "$0")" && pwd)
top=$work/rpm/$machine
mkdir -p "$top"
# Nothing of the machine or the time of the build is kept; libraries that are asked for are those of the binary.
rpmbuild --quiet -bb --nodeps --target "$machine" "$here/kallsyms.spec" \
    --define "_topdir $top" --define "source_version $version" --define "stage $stage" \
    --define '_buildhost localhost' --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
    --define '_binary_payload w6.xzdio' --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' > "$top/log" 2>&1 ||
    { cat "$top/log" >&2; exit 1; }
mv "$top"/RPMS/*.rpm "$work/"
