#!/bin/sh
# Installs Daybreak into a root directory: that of the running machine or of a mounted image.
# Running it again changes nothing. It never writes outside the root directory, whatever links are in it.
set -eu

usage() {
    cat <<'END'
usage: install.sh [--root DIR] [--init NAME] [--executable FILE] [--certificates FILE]
       install.sh --uninstall [--root DIR]
Installs the provisioning agent, its services and its configuration into a root directory and enables the services.
The machine is provisioned at its next boot.

  --root DIR           the root directory (default: /)
  --init NAME          the init system: systemd, openrc, runit, s6, sysvinit or busybox (default: detected)
  --executable FILE    the agent (default: ../out/daybreak beside this script)
  --certificates FILE  also install daybreak-certificates, needed only if keys come as certificates (docs/reference/certificates.md)
  --uninstall          remove the installed files; /etc/daybreak and /var/lib/daybreak stay
  --help               this text

Exit status: 0 done, 64 usage, 66 no such executable or directory, 73 cannot write, 78 another agent would provision, or no
supported init system.
END
}

fail() { # STATUS MESSAGE
    printf 'install.sh: %s\n' "$2" >&2
    exit "$1"
}

root=/
init=
executable=
certificates=
uninstall=no
while [ $# -gt 0 ]; do
    case $1 in
        --root | --init | --executable | --certificates)
            [ $# -ge 2 ] || fail 64 "$1 needs a value; see --help"
            case $1 in --root) root=$2 ;; --init) init=$2 ;; --executable) executable=$2 ;; *) certificates=$2 ;; esac
            shift 2
            ;;
        --root=*) root=${1#*=}; shift ;;
        --init=*) init=${1#*=}; shift ;;
        --executable=*) executable=${1#*=}; shift ;;
        --certificates=*) certificates=${1#*=}; shift ;;
        --uninstall) uninstall=yes; shift ;;
        --help) usage; exit 0 ;;
        *) fail 64 "unknown argument '$1'; see --help" ;;
    esac
done

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
[ -n "$executable" ] || executable=$here/../out/daybreak
if [ -z "$root" ] || [ ! -d "$root" ]; then fail 66 "there is no directory '$root'"; fi
# The physical path, without the trailing slash, so that "/" becomes "" and every path below is "$root/…".
root=$(CDPATH='' cd -- "$root" && pwd -P)
[ "$root" != / ] || root=

units='azure-boot.service azure-provisioning-local.service azure-provisioning.service'
unit_directory=usr/lib/systemd/system
preset_directory=usr/lib/systemd/system-preset
rules_directory=usr/lib/udev/rules.d
rules='66-azure-temporary-disk.rules 67-azure-timeouts.rules'
# Names that earlier versions used.
former_rules='67-azure-time-outs.rules'
manual_pages='daybreak.8 daybreak.conf.5'
# What "systemctl enable" would make of the units' [Install] sections.
links='sysinit.target.wants/azure-boot.service sysinit.target.wants/azure-provisioning-local.service multi-user.target.wants/azure-provisioning.service'

present() { [ -e "$root/$1" ] || [ -L "$root/$1" ]; }

# The init system. Several may be installed; the first complete one is used, unless --init names another.
find_init() {
    if present usr/lib/systemd/systemd || present lib/systemd/systemd; then echo systemd
    elif present sbin/openrc || present usr/sbin/openrc || present usr/bin/openrc; then echo openrc
    elif leads sbin/init runit-init || present etc/runit/core-services; then echo runit
    elif present etc/s6/sv || present etc/s6-rc/source; then echo s6
    elif present etc/rc2.d || present etc/rc.d/rc2.d; then echo sysvinit
    elif present etc/init.d/rcS; then echo busybox
    fi
}
leads() { # PATH NAME
    [ -L "$root/$1" ] && case $(readlink -- "$root/$1") in *"$2") true ;; *) false ;; esac
}

# Fails if PATH, a directory below the root or the nearest one that exists, is outside the root: an absolute link
# inside an image points into the machine that the image is mounted on.
inside() { # PATH
    path=$1
    until [ -d "$root/$path" ]; do
        [ ! -L "$root/$path" ] || fail 73 "$root/$path is a link to nowhere; nothing is written through it"
        case $path in */*) path=${path%/*} ;; *) path=. ;; esac
    done
    physical=$(CDPATH='' cd -- "$root/$path" && pwd -P) || fail 73 "$root/$path cannot be entered"
    case $physical/ in
        "$root"/*) ;;
        *) fail 73 "$root/$1 leads to $physical, outside the root directory; make the link relative" ;;
    esac
}

directory() { # PATH
    inside "$1"
    [ -d "$root/$1" ] || (umask 022 && mkdir -p -- "$root/$1") || fail 73 "$root/$1 cannot be made"
}

put() { # SOURCE DIRECTORY NAME MODE
    directory "$2"
    target=$root/$2/$3
    [ ! -d "$target" ] || fail 73 "$target is a directory"
    # Under another name first: a running executable cannot be overwritten, and no program sees an incomplete file.
    { rm -f -- "$target.new" && cp -- "$1" "$target.new" && chmod "$4" "$target.new" && mv -f -- "$target.new" "$target"; } || fail 73 "$target cannot be written"
}

# An enabled unit: some target wants it, and it is not masked.
masked() { [ -L "$root/etc/systemd/system/$1" ] && [ "$(readlink -- "$root/etc/systemd/system/$1")" = /dev/null ]; }
unit_present() { # UNIT
    for place in etc/systemd/system usr/lib/systemd/system lib/systemd/system usr/local/lib/systemd/system; do
        if present "$place/$1"; then return 0; fi
        for wants in "$root/$place"/*.wants "$root/$place"/*.requires; do
            if [ -L "$wants/$1" ]; then return 0; fi
        done
    done
    return 1
}
# The first of UNIT… that the machine could start. A unit that is not enabled counts, because the presets of a first boot
# may enable it. A masked unit does not count.
startable() { # UNIT…
    for unit in "$@"; do
        if unit_present "$unit" && ! masked "$unit"; then
            printf '%s\n' "$unit"
            return 0
        fi
    done
    return 1
}

refuse_other_agents() {
    if ! present etc/cloud/cloud-init.disabled &&
        unit=$(startable cloud-init-local.service cloud-init-main.service cloud-init-network.service cloud-init.service); then
        fail 78 "cloud-init would provision too ($unit); remove it ('apt-get purge cloud-init' or the like) or switch it off: touch $root/etc/cloud/cloud-init.disabled"
    fi
    if unit=$(startable walinuxagent.service waagent.service); then
        agent=$(sed -n 's/^[[:space:]]*Provisioning\.Agent[[:space:]]*=[[:space:]]*\([^[:space:]#]*\).*/\1/p' "$root/etc/waagent.conf" 2>/dev/null | tail -n 1)
        case $agent in
            disabled)
                printf 'install.sh: note: %s stays, for extensions; it reports Ready at every boot without waiting for Daybreak\n' "$unit" >&2
                ;;
            *)
                fail 78 "waagent would provision too ($unit, Provisioning.Agent=${agent:-auto}); remove it ('apt-get purge waagent' or the like), mask it: ln -sf /dev/null $root/etc/systemd/system/$unit, or keep it for extensions alone: Provisioning.Agent=disabled in $root/etc/waagent.conf"
                ;;
        esac
    fi
    if unit=$(startable azure-init.service); then
        fail 78 "azure-init would provision too ($unit); remove it or mask it: ln -sf /dev/null $root/etc/systemd/system/$unit"
    fi
}

# Other agents' scripts without systemd: links in runlevels, supervised directories.
refuse_other_scripts() {
    for script in cloud-init-local cloud-init waagent walinuxagent; do
        for link in "$root"/etc/runlevels/*/"$script" "$root"/etc/rc[2-5S].d/S[0-9][0-9]"$script" "$root"/etc/service/"$script" \
            "$root"/etc/runit/runsvdir/default/"$script"; do
            [ -L "$link" ] || continue
            case $script in cloud-init*) present etc/cloud/cloud-init.disabled && continue ;; esac
            case $script in
                *agent) if grep -qs '^[[:space:]]*Provisioning\.Agent[[:space:]]*=[[:space:]]*disabled' "$root/etc/waagent.conf"; then continue; fi ;;
            esac
            fail 78 "$script would provision too ($link); remove it or take it out of its runlevel"
        done
    done
}

put_link() { # TARGET PATH
    directory "${2%/*}"
    [ ! -e "$root/$2" ] || [ -L "$root/$2" ] || fail 73 "$root/$2 is there and is not a link"
    ln -sfn -- "$1" "$root/$2" || fail 73 "$root/$2 cannot be made"
}

# The image's own tool computes sysvinit's order from the scripts' headers. If it cannot run, the order is by number.
enable_scripts() {
    for script in azure-boot azure-provisioning; do
        if present usr/sbin/update-rc.d && chroot "${root:-/}" /usr/sbin/update-rc.d "$script" defaults >/dev/null 2>&1; then continue; fi
        if present sbin/chkconfig && chroot "${root:-/}" /sbin/chkconfig --add "$script" >/dev/null 2>&1; then continue; fi
        rc=etc
        [ -L "$root/etc/rc2.d" ] && rc=etc/rc.d || present etc/rc2.d || rc=etc/rc.d
        case $script in
            azure-boot) put_link "../init.d/$script" "$rc/rcS.d/S09$script" ;;
            *) for level in 2 3 4 5; do put_link "../init.d/$script" "$rc/rc$level.d/S03$script"; done ;;
        esac
    done
}

install_service() {
    case $init in
        systemd)
            for unit in $units; do put "$here/systemd/$unit" "$unit_directory" "$unit" 0644; done
            # The agent enables it if it is needed.
            put "$here/systemd/azure-network.service" "$unit_directory" azure-network.service 0644
            # Started by udev.
            put "$here/systemd/azure-temporary-disk@.service" "$unit_directory" azure-temporary-disk@.service 0644
            put "$here/systemd/90-daybreak.preset" "$preset_directory" 90-daybreak.preset 0644
            enable_units
            ;;
        openrc)
            for script in azure-boot azure-provisioning; do put "$here/openrc/$script" etc/init.d "$script" 0755; done
            put_link /etc/init.d/azure-boot etc/runlevels/boot/azure-boot
            put_link /etc/init.d/azure-provisioning etc/runlevels/default/azure-provisioning
            ;;
        runit)
            put "$here/runit/run" etc/sv/azure-provisioning run 0755
            put_link /etc/sv/azure-provisioning etc/runit/runsvdir/default/azure-provisioning
            ;;
        s6)
            place=etc/s6-rc/source
            if present etc/s6/sv; then place=etc/s6/sv; fi
            for file in type up timeout-up; do put "$here/s6-rc/$file" "$place/azure-provisioning" "$file" 0644; done
            echo "add azure-provisioning to the bundle that is started at boot and compile the database (s6-rc-compile), which this script leaves to you"
            ;;
        sysvinit)
            for script in azure-boot azure-provisioning; do put "$here/sysvinit/$script" etc/init.d "$script" 0755; done
            enable_scripts
            ;;
        busybox)
            for script in S39azure-provisioning-local S41azure-provisioning; do put "$here/busybox/$script" etc/init.d "$script" 0755; done
            ;;
    esac
}

# Interface names, and unmanaged interfaces: for the services that read these files.
network_files='50-azure-netvsc.link 01-azure-virtual-function.network 10-azure-virtual-function.rules'
network_directory() { # FILE
    case $1 in
        *.rules) for place in usr/lib/udev lib/udev; do if [ -d "$root/$place" ]; then echo "$place/rules.d"; return; fi; done ;;
        *) for place in usr/lib/systemd lib/systemd; do if [ -d "$root/$place" ]; then echo "$place/network"; return; fi; done ;;
    esac
}
install_network() {
    for file in $network_files; do
        place=$(network_directory "$file")
        [ -z "$place" ] || put "$here/network/$file" "$place" "$file" 0644
    done
}
remove_network() {
    for file in $network_files; do
        place=$(network_directory "$file")
        [ -z "$place" ] || rm -f -- "$root/$place/$file"
    done
    rm -f -- "$root/$unit_directory/azure-temporary-disk@.service" "$root/$unit_directory/azure-network.service" "$root/etc/systemd/system/multi-user.target.wants/azure-network.service"
}

remove_rules() { # "FILE..."
    for file in $1; do rm -f -- "$root/usr/lib/udev/rules.d/$file" "$root/lib/udev/rules.d/$file"; done
}

remove_scripts() {
    for link in "$root"/etc/runlevels/*/azure-boot "$root"/etc/runlevels/*/azure-provisioning "$root"/etc/rc[2-5S].d/[SK][0-9][0-9]azure-boot \
        "$root"/etc/rc[2-5S].d/[SK][0-9][0-9]azure-provisioning "$root"/etc/rc.d/rc[2-5S].d/[SK][0-9][0-9]azure-boot \
        "$root"/etc/rc.d/rc[2-5S].d/[SK][0-9][0-9]azure-provisioning "$root"/etc/runit/runsvdir/default/azure-provisioning "$root"/etc/service/azure-provisioning; do
        if [ -L "$link" ]; then rm -f -- "$link"; fi
    done
    rm -f -- "$root"/etc/init.d/azure-boot "$root"/etc/init.d/azure-provisioning "$root"/etc/init.d/S39azure-provisioning-local "$root"/etc/init.d/S41azure-provisioning
    for place in etc/sv etc/s6/sv etc/s6-rc/source; do
        if [ -d "$root/$place/azure-provisioning" ]; then rm -rf -- "$root/$place/azure-provisioning"; fi
    done
}

running_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

enable_units() {
    if running_systemd; then
        systemctl daemon-reload
        # shellcheck disable=SC2086 # several names
        systemctl --quiet enable $units
        return
    fi
    for link in $links; do
        directory "etc/systemd/system/${link%/*}"
        ln -sf -- "/$unit_directory/${link##*/}" "$root/etc/systemd/system/$link" || fail 73 "$root/etc/systemd/system/$link cannot be made"
    done
}

disable_units() {
    if running_systemd; then
        # shellcheck disable=SC2086 # several names
        systemctl --quiet disable $units 2>/dev/null || true
    fi
    for link in $links; do
        rm -f -- "$root/etc/systemd/system/$link"
    done
}

[ -n "$init" ] || init=$(find_init)
# Before any change, so that a refusal leaves no incomplete installation.
case $init in
    systemd) places="$unit_directory $preset_directory etc/systemd/system/sysinit.target.wants etc/systemd/system/multi-user.target.wants" ;;
    openrc) places='etc/init.d etc/runlevels/boot etc/runlevels/default' ;;
    runit) places='etc/sv etc/runit/runsvdir/default' ;;
    s6) places='etc/s6/sv etc/s6-rc/source' ;;
    *) places='etc/init.d etc/rcS.d etc/rc2.d' ;;
esac
for file in $network_files; do places="$places $(network_directory "$file")"; done
if present usr/share/man; then places="$places usr/share/man/man5 usr/share/man/man8"; fi
for place in usr/sbin usr/lib/daybreak etc/daybreak/daybreak.conf.d $rules_directory lib/udev/rules.d $places; do
    inside "$place"
done

if [ "$uninstall" = yes ]; then
    disable_units
    remove_scripts
    remove_network
    for unit in $units; do rm -f -- "$root/$unit_directory/$unit"; done
    remove_rules "$rules $former_rules"
    rm -f -- "$root/$preset_directory/90-daybreak.preset" "$root/usr/lib/daybreak/daybreak.conf" \
        "$root/usr/lib/daybreak/daybreak-certificates" "$root/usr/sbin/daybreak"
    for page in $manual_pages; do rm -f -- "$root/usr/share/man/man${page##*.}/$page"; done
    rmdir -- "$root/usr/lib/daybreak" 2>/dev/null || true
    if running_systemd; then systemctl daemon-reload; fi
    echo "Daybreak is no longer in ${root:-/}; /etc/daybreak and /var/lib/daybreak were left as they are"
    exit 0
fi

if [ ! -f "$executable" ] || [ ! -x "$executable" ]; then
    fail 66 "there is no executable '$executable'; build it with ./build.sh or name it with --executable"
fi
if [ -n "$certificates" ] && { [ ! -f "$certificates" ] || [ ! -x "$certificates" ]; }; then
    fail 66 "there is no executable '$certificates'; build it with ./build.sh"
fi
case $init in
    systemd | openrc | runit | s6 | sysvinit | busybox) ;;
    '') fail 78 "${root:-/} has neither systemd nor OpenRC, runit, s6, sysvinit or busybox init, so nothing would start the services; call 'daybreak boot' from what starts it, once the network is up" ;;
    *) fail 64 "--init $init is none of systemd, openrc, runit, s6, sysvinit and busybox" ;;
esac
refuse_other_agents
[ "$init" = systemd ] || refuse_other_scripts

put "$executable" usr/sbin daybreak 0755
[ -z "$certificates" ] || put "$certificates" usr/lib/daybreak daybreak-certificates 0755
put "$here/daybreak.conf" usr/lib/daybreak daybreak.conf 0644
directory etc/daybreak/daybreak.conf.d
# Images without manual pages stay without them. A copy of this directory alone has none to install.
if present usr/share/man; then
    for page in $manual_pages; do [ ! -f "$here/../docs/man/$page" ] || put "$here/../docs/man/$page" "usr/share/man/man${page##*.}" "$page" 0644; done
fi
install_network
# Without udev no program reads them, and Daybreak does not need them.
if present usr/lib/udev || present lib/udev; then
    present "$rules_directory" || ! present lib/udev/rules.d || rules_directory=lib/udev/rules.d
    for file in $rules; do put "$here/udev/$file" "$rules_directory" "$file" 0644; done
    remove_rules "$former_rules"
fi
install_service
echo "Daybreak is in ${root:-/} and provisions the machine at its next boot"
