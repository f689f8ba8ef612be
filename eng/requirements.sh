#!/bin/sh
# Installs the Debian packages that the machine tests need and that are missing. Needs root.
set -eu

# program in PATH or /usr/sbin → its package
missing=
while read -r program package; do
    [ -n "$program" ] || continue
    command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ] || [ -x "/sbin/$program" ] || missing="$missing $package"
done <<'END'
qemu-system-x86_64 qemu-system-x86
qemu-img qemu-utils
mmdebstrap mmdebstrap
systemd-nspawn systemd-container
dnsmasq dnsmasq-base
ip iproute2
nsenter util-linux
sfdisk fdisk
mke2fs e2fsprogs
debugfs e2fsprogs
ssh openssh-client
cpio cpio
zstd zstd
xz xz-utils
mkntfs ntfs-3g
mkfs.vfat dosfstools
mcopy mtools
losetup mount
lz4 lz4
flock util-linux
shellcheck shellcheck
END
# The archive's keys, so that mmdebstrap can check what it fetches.
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing="$missing debian-archive-keyring"

# Firmware is no program.
[ -e /usr/share/OVMF/OVMF_CODE_4M.fd ] || missing="$missing ovmf"

[ -n "$missing" ] || exit 0
[ "$(id -u)" -eq 0 ] || { echo "requirements.sh: as root, run: apt-get install --no-install-recommends$missing" >&2; exit 77; }
echo "requirements.sh: installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086 # a list of packages
apt-get install -q -y --no-install-recommends $missing
