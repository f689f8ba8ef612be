#!/bin/sh
# with-disk.sh DISK COMMAND [ARGUMENT]…: runs a command with a disk of make-disk.sh as the loop device $LOOP with its partitions, the third one at /mnt.
# Needs root. Device and mounts are gone when it ends.
set -eu
[ $# -ge 2 ] || { echo "usage: with-disk.sh DISK COMMAND [ARGUMENT]…" >&2; exit 64; }
if [ "${WITH_DISK_NAMESPACE:-}" != made ]; then
    # A mount namespace of its own: whatever happens, no mount is left behind.
    WITH_DISK_NAMESPACE=made exec unshare --mount "$0" "$@"
fi
disk=$1
shift

detach() {
    ! mountpoint -q /mnt || umount -R /mnt
    partx --delete -- "$LOOP" || true
    losetup --detach "$LOOP"
}
LOOP=$(losetup --show --find -- "$disk")
export LOOP
trap detach EXIT
trap 'exit 130' INT TERM
# By hand: not every kernel reads partition tables.
partx --update -- "$LOOP"
mount "${LOOP}p3" /mnt
"$@"
