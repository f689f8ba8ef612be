#!/bin/sh
# Makes a raw disk image out of a root directory: a GUID partition table and one ext4 partition labelled "root".
#   machine-disk.sh [--size MIB] DISK LAYER…
# LAYER… are directories that lie over one another, the topmost first, the last one being a whole root directory
# (the rootfs/ of machine-image.sh). Needs root, for the mount; no loop device.
set -eu

fail() {
    printf 'machine-disk.sh: %s\n' "$2" >&2
    exit "$1"
}

size=3072
if [ "${1:-}" = --size ]; then
    [ $# -ge 2 ] || fail 64 "--size needs a number of MiB"
    size=$2
    shift 2
fi
[ $# -ge 2 ] || fail 64 "usage: machine-disk.sh [--size MIB] DISK LAYER…"
disk=$1
shift

if [ "${MACHINE_DISK_NAMESPACE:-}" != made ]; then
    # A mount namespace of its own: whatever happens, no mount is left behind.
    MACHINE_DISK_NAMESPACE=made exec unshare --mount "$0" --size "$size" "$disk" "$@"
fi

if [ $# -eq 1 ]; then
    root=$1
else
    lower=
    for layer in "$@"; do
        # The mount option separates by these.
        case $layer in *[:,\\]*) fail 64 "'$layer': the name of a layer must not contain ':', ',' or a backslash" ;; esac
        [ -d "$layer" ] || fail 66 "there is no directory '$layer'"
        lower=$lower${lower:+:}$layer
    done
    root=/mnt
    mount -t overlay -o "ro,lowerdir=$lower" overlay "$root" || fail 69 "the layers cannot be mounted"
fi

# The partition lies between the first and the last MiB of the disk.
rm -f -- "$disk"
truncate -s "${size}M" -- "$disk"
printf 'label: gpt\nstart=1MiB, size=%sMiB, type=linux, name=root\n' $((size - 2)) | sfdisk --quiet -- "$disk"
mke2fs -q -t ext4 -L root -E offset=1048576,nodiscard -d "$root" -- "$disk" $(((size - 2) * 1024)) 2>/dev/null || {
    rm -f -- "$disk"
    fail 73 "mke2fs could not make the file system in $disk"
}
