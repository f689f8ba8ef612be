#!/bin/sh
# Makes a disk that boots by BIOS and by UEFI: Debian with its own kernel, GRUB 2 and Daybreak, which is configured to redirect the console
# to the serial port ([Console] Serial=yes). Made once; prints the directory that holds it:
#   disk.raw           the disk; `daybreak-simulator boot disk.raw` starts it
#   boot-loader-image.sh [--suite NAME]
# root's account opens to the key of machine-image.sh. The directory's name is a hash of the recipe (Debian, scripts, agent). Needs root.
# environment: DAYBREAK_CACHE, where disks are kept (default: ~/.cache/daybreak)
set -eu
suite=bookworm
[ "${1:-}" != --suite ] || { suite=${2:?--suite needs a name}; shift 2; }
[ $# -eq 0 ] || { echo "usage: boot-loader-image.sh [--suite NAME]" >&2; exit 64; }
eng=$(cd "$(dirname "$0")" && pwd)
repository=${eng%/*}
recipe=$eng/boot-loader-image
agent=$repository/out/daybreak
[ -e "$agent" ] || { echo "boot-loader-image.sh: '$agent' is missing; run ./build.sh" >&2; exit 66; }
for program in losetup partx mkfs.vfat mcopy sfdisk mke2fs flock; do
    command -v "$program" >/dev/null || { echo "boot-loader-image.sh: '$program' is missing; run eng/requirements.sh" >&2; exit 69; }
done

image=$("$eng/machine-image.sh" --suite "$suite")
cache=${DAYBREAK_CACHE:-$HOME/.cache/daybreak}/boot-loader
hash=$({ echo "$image"; cat "$eng/machine-layer.sh" "$recipe/install-grub.sh" "$recipe/make-disk.sh" "$recipe/install-bios.sh" "$recipe/with-disk.sh"; } | sha256sum | cut -c1-16)
base=$cache/$suite-$hash
hash=$({ echo "$base"; cat "$recipe/install-agent.sh" "$repository/packaging/install.sh" "$agent" "$repository"/packaging/systemd/* "$repository"/packaging/*.conf; } | sha256sum | cut -c1-16)
made=$base/daybreak-$hash

mkdir -p "$cache"
# Two that start together make it once.
exec 9>"$cache/.lock"
flock 9

# run LOG COMMAND…: what it says is shown only where it goes wrong.
run() {
    log=$1
    shift
    "$@" >>"$log" 2>&1 || {
        cat "$log" >&2
        echo "boot-loader-image.sh: ${1##*/} failed; what was said is above" >&2
        exit 69
    }
}

if [ ! -e "$base/complete" ]; then
    echo "boot-loader-image.sh: making a Debian $suite with a boot loader (a minute or two)" >&2
    # Older ones are of no use any more.
    rm -rf "$cache/$suite-"*
    mkdir -p "$base"
    run "$base/log" "$eng/machine-layer.sh" "$image" "$base/layer" "$recipe/install-grub.sh"
    run "$base/log" "$recipe/make-disk.sh" "$base/disk.raw" "$base/layer" "$image/rootfs"
    run "$base/log" "$recipe/with-disk.sh" "$base/disk.raw" "$recipe/install-bios.sh"
    rm -rf "$base/layer"
    touch "$base/complete"
fi
if [ ! -e "$made/complete" ]; then
    rm -rf "$base"/daybreak-*
    mkdir -p "$made"
    cp --sparse=always "$base/disk.raw" "$made/disk.raw"
    run "$made/log" "$recipe/with-disk.sh" "$made/disk.raw" "$recipe/install-agent.sh" "$repository/packaging/install.sh" "$agent"
    touch "$made/complete"
fi
echo "$made"
