#!/bin/sh
# install-grub.sh ROOT: GRUB 2 for BIOS as Debian packages it, and the EFI executable that Debian signs. Onto the disk it comes later.
set -eu
export DEBIAN_FRONTEND=noninteractive
echo 'grub-pc grub-pc/install_devices_empty boolean true' | chroot "$1" debconf-set-selections
chroot "$1" apt-get -qq update
chroot "$1" apt-get -qq -y --no-install-recommends install grub-pc grub-efi-amd64-bin
rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/archives/*.deb
# As Debian's images for clouds have it; all else, the quiet start too, is Debian's default.
sed -i 's/^GRUB_TIMEOUT=.*/GRUB_TIMEOUT=0/' "$1/etc/default/grub"
