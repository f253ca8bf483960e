#!/bin/sh
# Usage: oci.sh WORK VERSION ARCHITECTURE COMPILER TERMS STAGE OUTPUT
#
# Part of dist.sh: makes an image for containers (OCI image layout in a tar file) without any program for containers: what STAGE installs,
# and of the C library what the binary loads, as COMPILER has it, with its TERMS. SOURCE_DATE_EPOCH is set.
set -eu
work=$1/oci/$3 version=$2 architecture=$3 compiler=$4 terms=$5 stage=$6 output=$7
here=$(cd "$(dirname -- "$0")" && pwd)
root=$work/root layout=$work/layout blobs=$work/layout/blobs/sha256
mkdir -p "$root/lib" "$root/tmp" "$root/data" "$blobs"
$stage DESTDIR="$root" PREFIX=/usr
binary=$root/usr/bin/kallsyms
interpreter=$(readelf -l "$binary" | sed -n 's|.*program interpreter: \(.*\)\]|\1|p')
for library in $(readelf -d "$binary" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
    case $interpreter in */"$library") place=$interpreter ;; *) place=/lib/$library ;; esac
    install -D -m 755 "$("$compiler" -print-file-name="$library")" "$root$place"
done
install -D -m 644 "$terms" "$root/usr/share/licenses/glibc/copyright"
chmod 1777 "$root/tmp"

# Puts a file among the blobs; prints what refers to it: "digest": ..., "size": ...
blob() {
    digest=$(sha256sum < "$1" | cut -d ' ' -f 1)
    cp "$1" "$blobs/$digest"
    printf '"digest": "sha256:%s", "size": %s' "$digest" "$(stat -c %s "$1")"
}
"$here/archive.sh" "$root" > "$work/layer.tar"
gzip -9n < "$work/layer.tar" > "$work/layer.tar.gz"
cat > "$work/config.json" << EOF
{
  "created": "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)", "architecture": "$architecture", "os": "linux",
  "config": { "Entrypoint": ["/usr/bin/kallsyms"], "WorkingDir": "/data", "Labels": { "org.opencontainers.image.version": "$version" } },
  "rootfs": { "type": "layers", "diff_ids": ["sha256:$(sha256sum < "$work/layer.tar" | cut -d ' ' -f 1)"] }
}
EOF
cat > "$work/manifest.json" << EOF
{
  "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
  "config": { "mediaType": "application/vnd.oci.image.config.v1+json", $(blob "$work/config.json") },
  "layers": [{ "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", $(blob "$work/layer.tar.gz") }]
}
EOF
cat > "$layout/index.json" << EOF
{
  "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
  "manifests": [{
    "mediaType": "application/vnd.oci.image.manifest.v1+json", $(blob "$work/manifest.json"),
    "platform": { "architecture": "$architecture", "os": "linux" },
    "annotations": { "org.opencontainers.image.ref.name": "$(echo "$version" | tr '~' -)" }
  }]
}
EOF
echo '{ "imageLayoutVersion": "1.0.0" }' > "$layout/oci-layout"
"$here/archive.sh" "$layout" > "$output"
