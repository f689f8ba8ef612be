#!/bin/sh
# Makes a small machine without systemd, sudo, useradd and gshadow, as Alpine is one, out of what Debian packages, and prints the
# directory that holds it: rootfs/ (busybox, OpenRC, Dropbear, doas) and ssh-key, which opens root's account. It is started by systemd-nspawn.
# Made once: the directory's name is a hash of this script. Needs root.
set -eu

[ "$(id -u)" -eq 0 ] || { echo "openrc-image.sh: only root can make files with the image's owners; run it as root" >&2; exit 77; }
for program in mmdebstrap ssh-keygen flock sha256sum; do
    command -v "$program" >/dev/null || { echo "openrc-image.sh: '$program' is missing; run eng/requirements.sh" >&2; exit 69; }
done

cache=${DAYBREAK_CACHE:-$HOME/.cache/daybreak}/machine-image
image=$cache/openrc-$(sha256sum <"$0" | cut -c1-16)
mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9
if [ -e "$image/complete" ]; then
    echo "$image"
    exit 0
fi
work=$(mktemp -d "$cache/.openrc-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

echo "openrc-image.sh: making the machine with OpenRC in $image" >&2
# "extract" runs no package's scripts, so only files are there and nothing of Debian's setting up.
if ! mmdebstrap --mode=root --format=directory --variant=extract --quiet --aptopt='Acquire::Languages "none"' \
    --include=busybox-static,openrc,dropbear-bin,base-files,opendoas,libpam-modules bookworm "$work/rootfs" >"$work/log" 2>&1; then
    cat "$work/log" >&2
    echo "openrc-image.sh: mmdebstrap could not unpack the packages; its messages are above" >&2
    exit 69
fi
root=$work/rootfs
rm -rf "$root"/etc/init.d/* "$root"/etc/systemd "$root"/lib/systemd "$root"/usr/lib/systemd "$root"/etc/rc?.d "$root"/etc/pam.d "$root"/usr/sbin/useradd
mkdir -p "$root"/dev "$root"/proc "$root"/sys "$root"/run "$root"/tmp "$root"/root/.ssh "$root"/home "$root"/var/log "$root"/etc/udhcpc "$root"/etc/dropbear "$root"/etc/skel \
    "$root"/etc/runlevels/sysinit "$root"/etc/runlevels/boot "$root"/etc/runlevels/default "$root"/etc/init.d
chroot "$root" /bin/busybox --install -s
ln -sf /bin/busybox "$root/sbin/init"
rm -f "$root/sbin/modprobe"

echo alpine >"$root/etc/hostname"
printf '127.0.0.1\tlocalhost\n' >"$root/etc/hosts"
: >"$root/etc/fstab"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:root\nadm:x:4:root\nwheel:x:10:root\nshadow:x:42:\nnogroup:x:65533:\nnobody:x:65534:\n' >"$root/etc/group"
printf 'root:*:19000:0:::::\nnobody:!::0:::::\n' >"$root/etc/shadow"
chmod 0640 "$root/etc/shadow"
chown 0:42 "$root/etc/shadow"
rm -f "$root/etc/gshadow" "$root/etc/login.defs" "$root/etc/default/useradd" "$root/etc/subuid" "$root/etc/subgid"
printf '/bin/sh\n' >"$root/etc/shells"
printf '# a profile\n' >"$root/etc/skel/.profile"
chmod 0700 "$root/root" "$root/root/.ssh"

# There is no /etc/doas.d: Alpine's doas reads it, and Debian's does not. It asks PAM too, which
# Alpine's does not: that is to let by whom doas.conf lets by.
mkdir -p "$root/etc/pam.d"
printf 'auth required pam_deny.so\naccount required pam_permit.so\nsession required pam_permit.so\n' >"$root/etc/pam.d/doas"

# As Alpine starts: busybox is the first program and runs OpenRC's runlevels.
cat >"$root/etc/inittab" <<'END'
::sysinit:/sbin/openrc sysinit
::sysinit:/sbin/openrc boot
::wait:/sbin/openrc default
::shutdown:/sbin/openrc shutdown
END
cat >"$root/etc/udhcpc/default.script" <<'END'
#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip address replace "$ip/${mask:-24}" dev "$interface"
ip route replace default via "$router" dev "$interface"
for hook in /etc/udhcpc/post-"$1"/*; do [ ! -x "$hook" ] || "$hook"; done
END
cat >"$root/etc/init.d/hostname" <<'END'
#!/sbin/openrc-run
depend() { keyword -prefix; }
start() { hostname "$(cat /etc/hostname)"; }
END
cat >"$root/etc/init.d/networking" <<'END'
#!/sbin/openrc-run
depend() { provide net; after hostname; }
start() {
	ip link set lo up
	ip link set host0 up
	udhcpc -i host0 -s /etc/udhcpc/default.script -p /run/udhcpc.host0.pid -x "hostname:$(hostname)" -b -O 245 >/dev/null
}
END
cat >"$root/etc/init.d/dropbear" <<'END'
#!/sbin/openrc-run
depend() { need net; }
start() { dropbear -R -P /run/dropbear.pid; }
END
chmod 0755 "$root/etc/udhcpc/default.script" "$root"/etc/init.d/hostname "$root"/etc/init.d/networking "$root"/etc/init.d/dropbear
ln -s /etc/init.d/hostname "$root/etc/runlevels/boot/hostname"
ln -s /etc/init.d/networking "$root/etc/runlevels/boot/networking"
ln -s /etc/init.d/dropbear "$root/etc/runlevels/default/dropbear"

ssh-keygen -q -t ed25519 -N '' -C 'daybreak machine tests' -f "$work/ssh-key"
install -m 0600 "$work/ssh-key.pub" "$root/root/.ssh/authorized_keys"
chmod 0755 "$work" "$root"
touch "$work/complete"
rm -rf "$image"
mv "$work" "$image"
echo "$image"
