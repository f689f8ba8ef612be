#!/bin/sh
# install-bios.sh: run by with-disk.sh. Has Debian's own GRUB put itself onto the disk for a BIOS and write its menu; both firmwares show that menu.
set -eu
root_id=$(blkid -p -o value -s UUID "${LOOP}p3")
printf 'UUID=%s / ext4 errors=remount-ro 0 1\nUUID=%s /boot/efi vfat umask=0077 0 1\n' "$root_id" "$(blkid -p -o value -s UUID "${LOOP}p2")" >/mnt/etc/fstab
mkdir -p /mnt/boot/efi

# grub-mkconfig names the root file system by its UUID only where udev has made a link for it.
mount -t tmpfs tmpfs /mnt/dev
mkdir -p /mnt/dev/disk/by-uuid
for device in /dev/null /dev/urandom "$LOOP" "${LOOP}p3"; do cp -a "$device" /mnt/dev/; done
ln -s "../../${LOOP##*/}p3" "/mnt/dev/disk/by-uuid/$root_id"
mount -t proc proc /mnt/proc
mount -t sysfs -o ro sysfs /mnt/sys
chroot /mnt grub-install --target=i386-pc "$LOOP"
chroot /mnt update-grub
