#!/bin/sh
# configure.sh ROOT: turns the bare Debian in ROOT into a generalized image such as a cloud would start:
# DHCP on every interface, sshd, a serial console, a host name that says nothing, no machine id.
set -eu
root=$1

echo debian >"$root/etc/hostname"
printf '127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$root/etc/hosts"
# The platform's resolver has the same address everywhere.
rm -f "$root/etc/resolv.conf"
echo 'nameserver 168.63.129.16' >"$root/etc/resolv.conf"
# The boot mounts the root file system for writing (rw on the kernel's command line); in a container there is nothing to mount.
: >"$root/etc/fstab"
# The first boot gives the machine its id (machine-id(5), "First Boot Semantics").
: >"$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id" "$root/var/lib/systemd/random-seed"
# A journal that outlives the boot is what an operator would look into after a failure, and so do the tests.
mkdir -p "$root/var/log/journal"

# host0 is the name of the interface in a systemd-nspawn container.
cat >"$root/etc/systemd/network/10-dhcp.network" <<'END'
[Match]
Name=en* eth* host0

[Network]
DHCP=ipv4
LinkLocalAddressing=no
IPv6AcceptRA=no

[DHCPv4]
ClientIdentifier=mac
RequestOptions=245
SendHostname=yes
UseDomains=yes
END
chroot "$root" systemctl --quiet enable systemd-networkd.service ssh.service

# The tests look at the machine as root, apart from whatever account the agent makes.
install -d -m 0700 "$root/root/.ssh"
install -m 0600 "$SSH_PUBLIC_KEY" "$root/root/.ssh/authorized_keys"
printf 'UseDNS no\n' >"$root/etc/ssh/sshd_config.d/50-tests.conf"

# Under emulation every process costs: no timers, no second console, no checks of a disk made a minute ago.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    getty@tty1.service systemd-pstore.service; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

# Only what the virtual machine boots from: the default initial RAM disk takes seconds to unpack under emulation.
cat >"$root/etc/initramfs-tools/conf.d/machine-tests" <<'END'
MODULES=list
COMPRESS=zstd
END
printf '%s\n' virtio_pci virtio_scsi sd_mod >"$root/etc/initramfs-tools/modules"
chroot "$root" update-initramfs -u
