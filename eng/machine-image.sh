#!/bin/sh
# Makes the Debian that the machine tests boot, once, and prints the directory that holds it:
#   rootfs/            the root directory, as root:root made it (for mke2fs -d and systemd-nspawn)
#   vmlinux, initrd    its kernel and its initial RAM disk, for booting without a boot loader
#   ssh-key            the tests' own key; its public half opens root's account
# The directory's name is a hash of the recipe (this script, machine-image/* and the options): a changed recipe is a
# new image, an unchanged one costs nothing. Needs root, because owners and modes must be the real ones.
set -eu

usage() {
    cat <<'END'
usage: machine-image.sh [--suite NAME] [--help]
  --suite NAME   a Debian release (default: bookworm)
environment:
  DAYBREAK_CACHE   where images are kept (default: ~/.cache/daybreak)
END
}

suite=bookworm
while [ $# -gt 0 ]; do
    case $1 in
        --suite) [ $# -ge 2 ] || { usage >&2; exit 64; }; suite=$2; shift 2 ;;
        --suite=*) suite=${1#*=}; shift ;;
        --help) usage; exit 0 ;;
        *) echo "machine-image.sh: unknown argument '$1'" >&2; usage >&2; exit 64 ;;
    esac
done
case $suite in
    *[!a-z]* | '') echo "machine-image.sh: '$suite' is not the name of a Debian release" >&2; exit 64 ;;
esac

[ "$(id -u)" -eq 0 ] || { echo "machine-image.sh: only root can make files with the image's owners; run it as root" >&2; exit 77; }
for program in mmdebstrap ssh-keygen flock sha256sum; do
    command -v "$program" >/dev/null || { echo "machine-image.sh: '$program' is missing; run eng/requirements.sh" >&2; exit 69; }
done

here=$(cd "$(dirname "$0")" && pwd)
recipe=$here/machine-image
cache=${DAYBREAK_CACHE:-$HOME/.cache/daybreak}/machine-image
hash=$(cat "$here/machine-image.sh" "$recipe"/* | sha256sum | cut -c1-16)
image=$cache/$suite-$hash

mkdir -p "$cache"
# Two test runs that start together build it once.
exec 9>"$cache/.lock"
flock 9
if [ -e "$image/complete" ]; then
    echo "$image"
    exit 0
fi

work=$(mktemp -d "$cache/.$suite-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

echo "machine-image.sh: making Debian $suite in $image (a minute or two)" >&2
ssh-keygen -q -t ed25519 -N '' -C 'daybreak machine tests' -f "$work/ssh-key"
export SSH_PUBLIC_KEY="$work/ssh-key.pub"

packages=$(sed -e 's/#.*//' "$recipe/packages" | tr -s '[:space:]' ',' | sed -e 's/^,//; s/,$//')
if ! mmdebstrap --mode=root --format=directory --variant=minbase --quiet \
    --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --include="$packages" \
    --customize-hook="$recipe/configure.sh" \
    "$suite" "$work/rootfs" >"$work/log" 2>&1; then
    cat "$work/log" >&2
    echo "machine-image.sh: mmdebstrap could not make Debian $suite; its messages are above" >&2
    exit 69
fi

# The kernel proper, out of its self-extracting wrapper: under emulation the extraction alone takes seconds.
"$recipe/extract-kernel.sh" "$work"/rootfs/boot/vmlinuz-* "$work/vmlinux"
cp "$work"/rootfs/boot/initrd.img-* "$work/initrd"
touch "$work/complete"
# mktemp makes private directories; systemd-nspawn and sshd in the machine want an ordinary root directory.
chmod 0755 "$work" "$work/rootfs"
rm -rf "$image"
mv "$work" "$image"
echo "$image"
