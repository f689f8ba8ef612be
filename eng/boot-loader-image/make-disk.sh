#!/bin/sh
# make-disk.sh DISK LAYER…: a raw disk out of LAYER… (as for machine-disk.sh) with GRUB's packages in them. By UEFI it starts; for BIOS see install-bios.sh.
#   GUID partition table: 1 BIOS boot, 2 EFI system partition, 3 ext4 with everything else
# Needs root, for the mount; no loop device.
set -eu
[ $# -ge 2 ] || { echo "usage: make-disk.sh DISK LAYER…" >&2; exit 64; }
if [ "${MAKE_DISK_NAMESPACE:-}" != made ]; then
    # A mount namespace of its own: whatever happens, no mount is left behind.
    MAKE_DISK_NAMESPACE=made exec unshare --mount "$0" "$@"
fi
disk=$1
shift

# In MiB; one is left for the second partition table.
efi_start=2 efi_size=64
root_start=66 root_size=1900
root_id=$(cat /proc/sys/kernel/random/uuid)

rm -f -- "$disk"
truncate -s $((root_start + root_size + 1))M -- "$disk"
sfdisk --quiet -- "$disk" <<END
label: gpt
start=1MiB, size=1MiB, type=21686148-6449-6E6F-744E-656564454649
start=${efi_start}MiB, size=${efi_size}MiB, type=uefi, name=efi
start=${root_start}MiB, size=${root_size}MiB, type=linux, name=root
END

lower=
for layer; do lower=$lower${lower:+:}$layer; done
mount -t overlay -o "ro,lowerdir=$lower" overlay /mnt
mke2fs -q -t ext4 -L root -U "$root_id" -E "offset=$((root_start << 20)),nodiscard" -d /mnt -- "$disk" $((root_size << 10))

# The content of Debian's signed package, at the default path of a removable disk. With mtools, because not every kernel has vfat.
efi=$disk.efi
trap 'rm -f "$efi"' EXIT
truncate -s "${efi_size}M" "$efi"
mkfs.vfat -F 32 -n EFI "$efi" >/dev/null
mmd -i "$efi" ::EFI ::EFI/BOOT ::EFI/debian
mcopy -i "$efi" /mnt/usr/lib/grub/x86_64-efi/monolithic/grubx64.efi ::EFI/BOOT/BOOTX64.EFI
printf "search.fs_uuid %s root\nset prefix=(\$root)'/boot/grub'\nconfigfile \$prefix/grub.cfg\n" "$root_id" | mcopy -i "$efi" - ::EFI/debian/grub.cfg
dd if="$efi" of="$disk" bs=1M seek="$efi_start" conv=notrunc,sparse status=none
