#!/usr/bin/env bash
# Shows a first boot against a simulated Azure host, on any machine: the plan, the run, the requests, the files, the timeline.
#   ./demo.sh          in a throw-away root directory
#   ./demo.sh --vm     on a booted Debian (needs root and QEMU)
set -euo pipefail
cd "$(dirname "$0")"
. eng/require.sh

heading() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

case ${1:-} in
    "") ;;
    --vm) exec eng/demo-machine.sh ;;
    *) echo "usage: ./demo.sh [--vm]" >&2; exit 64 ;;
esac

# Files of another user are made, so who is not root becomes it in a user namespace.
as_root=()
if [[ $(id -u) -ne 0 ]]; then
    as_root=(unshare --map-root-user --map-auto)
    "${as_root[@]}" true 2>/dev/null || { echo "demo.sh: run it as root, or with sub-ids in /etc/subuid and /etc/subgid (usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un))" >&2; exit 77; }
fi

place=$(mktemp -d)
simulator=
cleanup() {
    if [[ -n $simulator ]]; then
        kill "$simulator" 2>/dev/null || true
        wait "$simulator" 2>/dev/null || true
    fi
    "${as_root[@]}" rm -rf "$place"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

require_dotnet
if [[ ! -x out/daybreak || ! -x out/daybreak-simulator || -n $(find src eng build.sh Directory.*.props -newer out/daybreak -type f -print -quit) ]]; then
    heading "Building the agent and the simulated Azure host (a minute or two, the first time)"
    ./build.sh agent simulator
fi

heading "A simulated Azure host on loopback: metadata service (IMDS) and WireServer"
cat >"$place/scenario.yaml" <<'YAML'
vm:
  name: web-1
  user: alice
  password: Correct-Horse-7
  disablePasswordAuthentication: false
  publicKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2gBBh1MwTkUUuVnELj9GCLZ6UPPMBnjFs3VAvQCyXh demo]
  customData: "#!/bin/sh\necho hello\n"
  location: westeurope
YAML
cat "$place/scenario.yaml"
out/daybreak-simulator disc --scenario "$place/scenario.yaml" --out "$place/disc.udf"
: >"$place/listening"
out/daybreak-simulator run --imds 127.0.0.1:0 --wireserver 127.0.0.1:0 --scenario "$place/scenario.yaml" --log "$place/requests" --quiet --page off >"$place/listening" &
simulator=$!
for ((i = 0; i < 200; i++)); do
    if grep -q '^ready$' "$place/listening"; then break; fi
    kill -0 "$simulator" 2>/dev/null || { echo "demo.sh: the simulator did not start" >&2; exit 69; }
    sleep 0.1
done
imds=$(sed -n 's/^imds listening on //p' "$place/listening")
wireserver=$(sed -n 's/^wireserver listening on //p' "$place/listening")
cat "$place/listening"

heading "A root directory that looks like a small Debian, its first-boot unit enabled"
root=$place/root
mkdir -p "$root"/{etc/systemd/system/{multi-user,sysinit}.target.wants,etc/{default,skel,sudoers.d,ssh/sshd_config.d},usr/{bin,sbin},usr/lib/systemd/system,var/lib,run,home,root,sys/class/dmi/id}
echo debian >"$root/etc/hostname"
printf '127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n' >"$root/etc/hosts"
printf 'ID=debian\nVERSION_ID="12"\n' >"$root/etc/os-release"
printf 'root:x:0:0:root:/root:/bin/bash\n' >"$root/etc/passwd"
printf 'root:*:20000:0:99999:7:::\n' >"$root/etc/shadow"
printf 'root:x:0:\nadm:x:4:\nsudo:x:27:\n' >"$root/etc/group"
printf 'root:*::\nadm:*::\nsudo:*::\n' >"$root/etc/gshadow"
chmod 0640 "$root/etc/shadow" "$root/etc/gshadow"
printf 'UID_MIN 1000\nUSERGROUPS_ENAB yes\nENCRYPT_METHOD YESCRYPT\n' >"$root/etc/login.defs"
echo SHELL=/bin/bash >"$root/etc/default/useradd"
echo '# ~/.profile' >"$root/etc/skel/.profile"
echo '@includedir /etc/sudoers.d' >"$root/etc/sudoers"
printf 'Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n' >"$root/etc/ssh/sshd_config"
touch "$root/usr/bin/sudo" "$root/usr/bin/bash"
ln -s usr/bin "$root/bin"
echo 5f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d >"$root/sys/class/dmi/id/product_uuid"
cp packaging/systemd/azure-provisioning{,-local}.service "$root/usr/lib/systemd/system/"
ln -s /usr/lib/systemd/system/azure-provisioning.service "$root/etc/systemd/system/multi-user.target.wants/"
ln -s /usr/lib/systemd/system/azure-provisioning-local.service "$root/etc/systemd/system/sysinit.target.wants/"
[[ ${#as_root[@]} -eq 0 ]] || chmod -R a+rX "$place"
(cd "$root" && find . \( -type f -o -type l \) -printf '/%P\n' | sort)

daybreak() {
    printf '\033[2m$ daybreak %s --root … --imds … --wireserver … --media disc.udf\033[0m\n' "$*"
    "${as_root[@]}" out/daybreak "$@" --root "$root" --imds "$imds" --wireserver "$wireserver" --media "$place/disc.udf"
}

# One line a request: when it came, what it was, and what was answered.
requests() {
    sed -E 's/.*"sinceStartMs":([0-9]+)[^,]*,.*"meaning":"([^"]*)",.*"answer":\{"status":([0-9]+).*/\1 ms\t\3\t\2/' "$place/requests"
}

heading "What would be done (nothing is written)"
daybreak plan

heading "Provisioning"
daybreak provision

heading "What the platform was asked, and what it answered"
# The first request was the plan's.
requests | tail -n +2

heading "What is on the machine now"
for file in /etc/hostname /etc/hosts /etc/passwd /etc/group /etc/sudoers.d/90-daybreak-alice /home/alice/.ssh/authorized_keys /etc/ssh/sshd_config.d/00-daybreak.conf; do
    echo "$file:"
    "${as_root[@]}" sed 's/^/    /' "$root$file"
done
echo "/etc/shadow (the hash is cut off):"
"${as_root[@]}" sed -E '/^root/d; s/^([^:]*:.{12})[^:]*/    \1…/' "$root/etc/shadow"
echo "custom data: $("${as_root[@]}" stat -c '%n, mode %a, %s bytes' "$root/var/lib/daybreak/custom-data" | sed "s|$root||")"
echo "units still enabled: $(find "$root/etc/systemd/system" -type l | wc -l) (both have disabled themselves)"

heading "Which source said what"
daybreak explain

heading "Where the time went"
daybreak timeline

heading "The second run does nothing"
before=$(wc -l <"$place/requests")
daybreak provision
echo "requests: $(($(wc -l <"$place/requests") - before))"
