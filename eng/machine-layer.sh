#!/bin/sh
# Changes the Debian of machine-image.sh without touching it: runs a script on it and keeps what it changed.
#   machine-layer.sh IMAGE LAYER SCRIPT [ARGUMENT]…
# IMAGE is the directory that machine-image.sh printed; LAYER is made and will hold what was changed (a layer for machine-disk.sh);
# SCRIPT is run with the root directory as its first argument. It may use chroot, and apt-get with this machine's name servers.
# Needs root.
set -eu
[ $# -ge 3 ] || { echo "usage: machine-layer.sh IMAGE LAYER SCRIPT [ARGUMENT]…" >&2; exit 64; }
image=$1 layer=$2 script=$3
shift 3
[ -d "$image/rootfs" ] || { echo "machine-layer.sh: '$image' is no machine image; make one with eng/machine-image.sh" >&2; exit 66; }

rm -rf "$layer" "$layer.work"
mkdir -p "$layer" "$layer.work"
# A mount namespace of its own: whatever happens, no mount is left behind.
# shellcheck disable=SC2016 # the script's own arguments
unshare --mount sh -euc '
    lower=$1/rootfs layer=$2 script=$3
    shift 3
    mount -t overlay -o "lowerdir=$lower,upperdir=$layer,workdir=$layer.work" overlay /mnt
    mount -t proc proc /mnt/proc
    mount -t tmpfs tmpfs /mnt/run
    mount --bind /dev /mnt/dev
    touch /mnt/run/resolv.conf
    cat /etc/resolv.conf >/mnt/run/resolv.conf
    mount --bind /mnt/run/resolv.conf /mnt/etc/resolv.conf
    # Nothing is to be started in here (Debian Policy, 9.3.3.2).
    printf "#!/bin/sh\nexit 101\n" >/mnt/usr/sbin/policy-rc.d
    chmod 0755 /mnt/usr/sbin/policy-rc.d
    "$script" /mnt "$@"
    rm /mnt/usr/sbin/policy-rc.d
' sh "$image" "$layer" "$script" "$@"
rm -rf "$layer.work"
